"""Pages that are about the site itself, a source or the past of an entry."""

from django.urls import reverse
from django.utils.translation import gettext as _

from therapies.models import Source
from therapies.structured.evidence import citation
from therapies.structured.nodes import Node, cut, node
from therapies.structured.pages import Above, Page

NAME = "immunoref"


def project(root: str) -> Node:
    """Who makes the reference: its maintainers, under the name of the site."""
    return {"@id": f"{root}/#project"} | node("Organization", name=NAME, url=f"{root}/")


def website(root: str) -> Node:
    return {"@id": f"{root}/#website"} | node(
        "WebSite", name=NAME, url=f"{root}/", publisher={"@id": f"{root}/#project"}
    )


def home_page(root: str) -> Page:
    """The site, and how to search it from elsewhere."""
    search = node(
        "SearchAction",
        target=node(
            "EntryPoint", urlTemplate=f"{root}{reverse('search')}?q={{search_term_string}}"
        ),
        **{"query-input": "required name=search_term_string"},
    )
    return Page(
        subject=website(root)
        | {
            "description": _("An open, evidence-linked reference of immunotherapies."),
            "inLanguage": "en",
            "potentialAction": search,
        },
        follows_content=True,
    )


def source_page(source: Source, root: str) -> Page:
    told = [str(source.get_kind_display()), source.publisher, source.published]
    text = _("A source of the reference: %(title)s (%(facts)s).") % {
        "title": cut(source.title, 120),
        "facts": ", ".join(filter(None, told)),
    }
    return Page(
        trail=(Above(_("Sources"), reverse("source-list")),),
        description=cut(text),
        subject=citation(source) | {"publisher": node("Organization", name=source.publisher)}
        if source.publisher
        else citation(source),
    )
