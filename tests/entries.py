"""A page of each kind of entry, its text, and a drug with everything that leads to one of each."""

from tests import factories
from therapies import versions
from therapies.models import Drug, Entry

ENTRIES = (
    "/therapies/cancer-immunotherapy/",
    "/drugs/drug-1/",
    "/conditions/condition-1/",
    "/side-effects/effect-1/",
    "/research/countries/country-1/",
    "/research/institutions/institution-1/",
    "/research/trials/trial-1/",
    "/claims/claim-1/",
)


def page(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status, address
    return " ".join(response.content.decode().split())


def recorded_drug() -> Drug:
    """A drug with four versions; all that belongs to it has one."""
    drug = factories.full_drug(1)
    factories.full_history(drug)
    versions.record(Entry.objects.exclude(pk=drug.pk), "loaded from fixtures")
    return drug
