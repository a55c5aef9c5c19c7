"""A page of each kind of entry, and its text."""

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
