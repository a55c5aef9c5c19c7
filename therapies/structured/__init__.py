"""What a page says of itself to programs: JSON-LD of schema.org, and the head of the document.

One module a subject: plain functions from entries that a view has loaded to dictionaries. They ask
the database for nothing. `pages` says what stands on a page, `graph` puts it together.
"""

from therapies.structured.entries import entry_page
from therapies.structured.graph import Head, head_of
from therapies.structured.lists import catalogue, list_page
from therapies.structured.pages import Above, Alternate, Page, root_of
from therapies.structured.site import home_page, source_page

__all__ = [
    "Above",
    "Alternate",
    "Head",
    "Page",
    "catalogue",
    "entry_page",
    "head_of",
    "home_page",
    "list_page",
    "root_of",
    "source_page",
]
