"""How much is thrown: FUZZ_EXAMPLES=1000 for tens of thousands in all."""

import os
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, settings

from tests.api.conftest import reference  # noqa: F401

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "4"))
ATTACK = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize="FUZZ_EXAMPLES" not in os.environ,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def client(settings: Any) -> Client:
    settings.API_REQUESTS_PER_MINUTE = 1_000_000
    return Client()
