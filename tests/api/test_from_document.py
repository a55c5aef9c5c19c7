"""The API does what its document says: asked whatever the document lets one ask, and what not.

`API_EXAMPLES=100 pytest tests/api/test_from_document.py` asks longer.
"""

import os

import pytest
import schemathesis
from schemathesis.config import SchemathesisConfig

from immunoref.wsgi import application

EXAMPLES = int(os.environ.get("API_EXAMPLES", "4"))
CONFIG = {
    "generation": {"deterministic": True, "max-examples": EXAMPLES, "database": "none"},
    "phases": {"coverage": {"enabled": EXAMPLES > 50}},
    # A slug of the right form need not be that of anything, and a cursor has to be one of ours.
    "checks": {"positive_data_acceptance": {"expected-statuses": ["200", "400", "404"]}},
}
schema = schemathesis.openapi.from_wsgi(
    "/api/v1/openapi.json", application, config=SchemathesisConfig.from_dict(CONFIG)
)


@pytest.mark.django_db
@pytest.mark.usefixtures("reference", "connection_stays")
@schema.parametrize()
def test_answers_are_as_documented(case):
    case.call_and_validate(headers={"Accept-Encoding": "identity"})
