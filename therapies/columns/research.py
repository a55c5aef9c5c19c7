"""The columns of downloads about research."""

from django.utils.translation import gettext_lazy as _

from therapies.columns.shared import ENTRY, REVIEWED, SOURCED, columns, day_of, slug_of, slugs_of
from therapies.exports import Export, FieldType

COUNTRIES = Export(
    "countries",
    columns(
        *ENTRY,
        ("iso_code", _("ISO 3166 code"), "iso_code"),
        ("region", _("Region"), "region"),
        (
            "oic_member_since",
            _("Year of joining the OIC"),
            "oic_member_since",
            FieldType.INTEGER,
        ),
        (
            "institutions",
            _("Number of institutions"),
            "institutions_count",
            FieldType.INTEGER,
        ),
        ("trials", _("Number of trials"), "trials_count", FieldType.INTEGER),
        (
            "products",
            _("Number of products made there"),
            "products_count",
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
        ("native_name", _("Native name"), "native_name"),
        ("kind", _("Kind"), "kind"),
        ("city", _("City"), "city"),
        slug_of("country", _("Slug of the country")),
        ("latitude", _("Latitude, degrees"), "latitude", FieldType.NUMBER),
        ("longitude", _("Longitude, degrees"), "longitude", FieldType.NUMBER),
        ("ror_id", _("ROR id"), "ror_id"),
        *SOURCED,
        *REVIEWED,
    ),
)
TRIALS = Export(
    "trials",
    columns(
        *ENTRY,
        ("registry", _("Registry"), "registry"),
        ("registry_id", _("Number in the registry"), "registry_id"),
        ("phase", _("Phase"), "phase"),
        ("status", _("Status"), "trial_status"),
        ("why_stopped", _("Why it was stopped"), "why_stopped"),
        ("enrolment", _("People enrolled"), "enrolment", FieldType.INTEGER),
        day_of("started_on", _("Start, as precise as known")),
        ("data_as_of", _("Day the record was read"), "data_as_of", FieldType.DATE),
        slugs_of("countries", _("Slugs of OIC member states")),
        slugs_of("drugs", _("Slugs of drugs")),
        slugs_of("conditions", _("Slugs of conditions")),
        *SOURCED,
    ),
)
MILESTONES = Export(
    "milestones",
    columns(
        ("country", _("Slug of the country"), "country__slug"),
        ("slug", _("Name of the milestone within the country"), "slug"),
        day_of("happened_on", _("When it happened, as precise as known")),
        ("text", _("What happened"), "text"),
        slug_of("institution", _("Slug of the institution")),
        *SOURCED,
        ("source_locator", _("Where in the source"), "locator"),
    ),
)
PRODUCTS = Export(
    "products",
    columns(
        ("country", _("Slug of the country where it is made"), "country__slug"),
        ("slug", _("Name of the product within the country"), "slug"),
        ("name", _("Name"), "name"),
        ("kind", _("Kind"), "kind"),
        ("substance", _("Substance"), "substance"),
        slug_of("drug", _("Slug of the drug")),
        ("maker", _("Maker as the source names it"), "maker"),
        slug_of("institution", _("Slug of the institution")),
        ("activity", _("What is done there"), "activity"),
        ("decision", _("Decision"), "decision"),
        ("regulator", _("Regulator as the source names it"), "regulator"),
        day_of("decided_on", _("Date of the decision, as precise as known")),
        ("text", _("What is known"), "text"),
        *SOURCED,
        ("source_locator", _("Where in the source"), "locator"),
    ),
)
