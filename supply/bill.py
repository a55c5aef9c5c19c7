"""The CycloneDX 1.6 bill of materials, as JSON on standard output: `make sbom`.

`--all` adds what only developing and testing need.
"""

import sys
from collections.abc import Iterable

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType, Property
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

from supply.parts import PINS, TO_DEVELOP, Part, parts

NAME = "immunoref"
SCOPES = dict(
    zip(
        PINS,
        (ComponentScope.REQUIRED, ComponentScope.OPTIONAL, ComponentScope.EXCLUDED),
        strict=True,
    )
)


def bill(of: Iterable[Part]) -> Bom:
    site = Component(name=NAME, type=ComponentType.APPLICATION, bom_ref=NAME)
    components = [_component(part) for part in of]
    found = Bom(metadata=BomMetaData(component=site), components=components)
    found.register_dependency(site, components)
    return found


def _component(part: Part) -> Component:
    """A distribution is known by any of its hashes; the standard has room for one of a kind, so
    those of packages are properties."""
    hashes = [HashType(alg=HashAlgorithm.SHA_256, content=each) for each in part.hashes]
    kept = [Property(name=f"{NAME}:sha256", value=each) for each in part.hashes]
    return Component(
        name=part.name,
        version=part.version,
        type=ComponentType.FILE if part.file else ComponentType.LIBRARY,
        scope=SCOPES[part.needed],
        bom_ref=part.file or f"{part.name}@{part.version}",
        licenses=[LicenseFactory().make_from_string(part.licence)],
        hashes=hashes if part.file else None,
        properties=None if part.file else kept,
        purl=None if part.file else PackageURL("pypi", name=part.name, version=part.version),
        description=part.file or None,
    )


def as_json(of: Iterable[Part]) -> str:
    return JsonV1Dot6(bill(of)).output_as_string(indent=1)


if __name__ == "__main__":
    everything = "--all" in sys.argv
    print(as_json(part for part in parts() if everything or part.needed != TO_DEVELOP))
