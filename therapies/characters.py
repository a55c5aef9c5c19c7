"""Text for formats that do not take every character."""

import json
import re
from typing import Any

# What PostgreSQL takes in no text: NUL, and halves of pairs, which JSON may name.
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f]")
# Everything that XML 1.0 does not allow: most control characters, halves of pairs.
NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def for_xml(text: str) -> str:
    """What XML cannot hold is shown as a replacement character, so that the rest is read."""
    return NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", text)


def on_one_line(text: str) -> str:
    """For formats in which a line break ends a field."""
    return " ".join(CONTROLS.sub(" ", NOT_IN_XML.sub(" ", text)).split())


def is_storable(value: Any) -> bool:
    """Whether databases take each text in a value of JSON."""
    if isinstance(value, dict):
        return is_storable([*value, *value.values()])
    if isinstance(value, list | tuple):
        return all(map(is_storable, value))
    return not (isinstance(value, str) and UNSTORABLE.search(value))


class Decoder(json.JSONDecoder):
    """To forms, what it cannot read and what no database takes is no JSON."""

    def decode(self, s: str, *args: Any) -> Any:
        try:
            value = super().decode(s, *args)
        except (RecursionError, ValueError) as error:
            raise json.JSONDecodeError(str(error), "", 0) from error
        if not is_storable(value):
            raise json.JSONDecodeError("a character that no text has", "", 0)
        return value
