"""Text for formats that do not take every character."""

import re

CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f]")
# Everything that XML 1.0 does not allow: most control characters, halves of pairs.
NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def for_xml(text: str) -> str:
    """What XML cannot hold is shown as a replacement character, so that the rest is read."""
    return NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", text)


def on_one_line(text: str) -> str:
    """For formats in which a line break ends a field."""
    return " ".join(CONTROLS.sub(" ", NOT_IN_XML.sub(" ", text)).split())
