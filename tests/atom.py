"""What RFC 4287 asks of a feed, by the rules of its RELAX NG schema, as assertions."""

import re
from urllib.parse import urlsplit

from lxml import etree

ATOM = "{http://www.w3.org/2005/Atom}"
DATE = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)",
)
COMMON = {
    "{http://www.w3.org/XML/1998/namespace}lang",
    "{http://www.w3.org/XML/1998/namespace}base",
}
FEED = {
    "author": (0, None),
    "category": (0, None),
    "contributor": (0, None),
    "generator": (0, 1),
    "icon": (0, 1),
    "id": (1, 1),
    "link": (0, None),
    "logo": (0, 1),
    "rights": (0, 1),
    "subtitle": (0, 1),
    "title": (1, 1),
    "updated": (1, 1),
}
ENTRY = {
    "author": (0, None),
    "category": (0, None),
    "content": (0, 1),
    "contributor": (0, None),
    "id": (1, 1),
    "link": (0, None),
    "published": (0, 1),
    "rights": (0, 1),
    "source": (0, 1),
    "summary": (0, 1),
    "title": (1, 1),
    "updated": (1, 1),
}
PERSON = {"name": (1, 1), "uri": (0, 1), "email": (0, 1)}
ATTRIBUTES = {
    "category": {"term", "scheme", "label"},
    "content": {"type", "src"},
    "generator": {"uri", "version"},
    "link": {"href", "rel", "type", "hreflang", "title", "length"},
    **{name: {"type"} for name in ("title", "subtitle", "summary", "rights")},
}
TEXTS = ("title", "subtitle", "summary", "rights", "content")


def checked(content):
    """The feed as a tree, once every rule held."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    feed = etree.fromstring(content, parser)
    assert feed.tag == f"{ATOM}feed"
    entries = feed.findall(f"{ATOM}entry")
    _check_children(feed, FEED | {"entry": (0, None)})
    _check_links(feed)
    for entry in entries:
        _check_children(entry, ENTRY)
        _check_links(entry)
        assert entry.find(f"{ATOM}author") is not None or feed.find(f"{ATOM}author") is not None
        content, links = entry.find(f"{ATOM}content"), entry.findall(f"{ATOM}link")
        has_alternate = any(link.get("rel", "alternate") == "alternate" for link in links)
        assert content is not None or has_alternate
        if content is not None and content.get("src") is not None:
            assert entry.find(f"{ATOM}summary") is not None
    own = [link for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self"]
    assert len(own) == 1, "a feed says where it is"
    ids = [each.findtext(f"{ATOM}id") for each in (feed, *entries)]
    assert len(ids) == len(set(ids))
    return feed


def _check_children(element, allowed):
    assert set(element.attrib) <= COMMON | ATTRIBUTES.get(_name(element), set())
    counts = dict.fromkeys(allowed, 0)
    for child in element:
        name = _name(child)
        assert name in allowed, name
        counts[name] += 1
        if name != "entry":
            _check_child(child, name)
    for name, (least, most) in allowed.items():
        assert least <= counts[name] <= (most or counts[name]), f"{counts[name]} × {name}"


def _check_child(child, name):
    text = child.text or ""
    if name in ("author", "contributor"):
        _check_children(child, PERSON)
        return
    assert set(child.attrib) <= COMMON | ATTRIBUTES.get(name, set())
    assert not len(child), f"{name} holds text alone"
    if name in ("updated", "published"):
        assert DATE.fullmatch(text), text
    elif name in ("id", "icon", "logo", "uri"):
        _check_address(text)
    elif name == "link":
        _check_address(child.get("href"))
        assert not text
    elif name == "category":
        assert child.get("term")
    elif name == "generator":
        assert text
        _check_address(child.get("uri", "https://example.org/"))
    elif name in TEXTS:
        assert child.get("type", "text") in ("text", "html")
    elif name == "name":
        assert text.strip()


def _check_links(element):
    alternates = [
        (link.get("type"), link.get("hreflang"))
        for link in element.findall(f"{ATOM}link")
        if link.get("rel", "alternate") == "alternate"
    ]
    assert len(alternates) == len(set(alternates))


def _check_address(text):
    assert text
    assert urlsplit(text).scheme, f"not absolute: {text}"
    assert not re.search(r"[\s<>\"{}|\\^`]", text), text


def _name(element):
    assert element.tag.startswith(ATOM), element.tag
    return element.tag.removeprefix(ATOM)
