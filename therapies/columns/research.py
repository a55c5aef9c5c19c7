"""The columns of downloads about research."""

from django.utils.translation import gettext_lazy as _

from therapies.columns.shared import ENTRY, REVIEWED, SOURCED, columns, precise, slug, slugs
from therapies.exports import Export, FieldType

COUNTRIES = Export(
    "countries",
    columns(
        *ENTRY,
        ("iso_code", _("ISO 3166 code"), lambda c: c.iso_code),
        ("region", _("Region"), lambda c: c.region),
        (
            "oic_member_since",
            _("Year of joining the OIC"),
            lambda c: c.oic_member_since,
            FieldType.INTEGER,
        ),
        (
            "institutions",
            _("Number of institutions"),
            lambda c: c.institutions_count,
            FieldType.INTEGER,
        ),
        ("trials", _("Number of trials"), lambda c: c.trials_count, FieldType.INTEGER),
        (
            "products",
            _("Number of products made there"),
            lambda c: c.products_count,
            FieldType.INTEGER,
        ),
        *SOURCED,
        *REVIEWED,
    ),
)
INSTITUTIONS = Export(
    "institutions",
    columns(
        *ENTRY,
        ("native_name", _("Native name"), lambda i: i.native_name),
        ("kind", _("Kind"), lambda i: i.kind),
        ("city", _("City"), lambda i: i.city),
        ("country", _("Slug of the country"), lambda i: slug(i.country)),
        ("latitude", _("Latitude, degrees"), lambda i: i.latitude, FieldType.NUMBER),
        ("longitude", _("Longitude, degrees"), lambda i: i.longitude, FieldType.NUMBER),
        ("ror_id", _("ROR id"), lambda i: i.ror_id),
        *SOURCED,
        *REVIEWED,
    ),
)
TRIALS = Export(
    "trials",
    columns(
        *ENTRY,
        ("registry", _("Registry"), lambda t: t.registry),
        ("registry_id", _("Number in the registry"), lambda t: t.registry_id),
        ("phase", _("Phase"), lambda t: t.phase),
        ("status", _("Status"), lambda t: t.trial_status),
        ("why_stopped", _("Why it was stopped"), lambda t: t.why_stopped),
        ("enrolment", _("People enrolled"), lambda t: t.enrolment, FieldType.INTEGER),
        (
            "started_on",
            _("Start, as precise as known"),
            lambda t: precise(t.started_on, t.started_precision),
        ),
        ("data_as_of", _("Day the record was read"), lambda t: t.data_as_of, FieldType.DATE),
        (
            "countries",
            _("Slugs of OIC member states"),
            lambda t: slugs(t.countries.all()),
            FieldType.LIST,
        ),
        ("drugs", _("Slugs of drugs"), lambda t: slugs(t.drugs.all()), FieldType.LIST),
        (
            "conditions",
            _("Slugs of conditions"),
            lambda t: slugs(t.conditions.all()),
            FieldType.LIST,
        ),
        *SOURCED,
    ),
)
MILESTONES = Export(
    "milestones",
    columns(
        ("country", _("Slug of the country"), lambda m: m.country.slug),
        ("slug", _("Name of the milestone within the country"), lambda m: m.slug),
        (
            "happened_on",
            _("When it happened, as precise as known"),
            lambda m: precise(m.happened_on, m.happened_precision),
        ),
        ("text", _("What happened"), lambda m: m.text),
        (
            "institution",
            _("Slug of the institution"),
            lambda m: slug(m.institution),
        ),
        *SOURCED,
        ("source_locator", _("Where in the source"), lambda m: m.locator),
    ),
)
PRODUCTS = Export(
    "products",
    columns(
        ("country", _("Slug of the country where it is made"), lambda p: p.country.slug),
        ("slug", _("Name of the product within the country"), lambda p: p.slug),
        ("name", _("Name"), lambda p: p.name),
        ("kind", _("Kind"), lambda p: p.kind),
        ("substance", _("Substance"), lambda p: p.substance),
        ("drug", _("Slug of the drug"), lambda p: slug(p.drug)),
        ("maker", _("Maker as the source names it"), lambda p: p.maker),
        (
            "institution",
            _("Slug of the institution"),
            lambda p: slug(p.institution),
        ),
        ("activity", _("What is done there"), lambda p: p.activity),
        ("decision", _("Decision"), lambda p: p.decision),
        ("regulator", _("Regulator as the source names it"), lambda p: p.regulator),
        (
            "decided_on",
            _("Date of the decision, as precise as known"),
            lambda p: precise(p.decided_on, p.decided_precision),
        ),
        ("text", _("What is known"), lambda p: p.text),
        *SOURCED,
        ("source_locator", _("Where in the source"), lambda p: p.locator),
    ),
)
