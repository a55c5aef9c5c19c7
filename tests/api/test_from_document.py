"""The API does what its document says: asked whatever the document lets one ask, and what not.

`API_EXAMPLES=100 pytest tests/api/test_from_document.py` asks longer.
"""

import os

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
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


@pytest.fixture
def _one_connection():
    """The transaction around the test outlives its requests, as with Django's own client."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.mark.django_db
@pytest.mark.usefixtures("reference", "_one_connection")
@schema.parametrize()
def test_answers_are_as_documented(case):
    case.call_and_validate(headers={"Accept-Encoding": "identity"})
