"""The ceiling: a WSGI application that returns a ready string of READY_BYTES bytes, with two
headers or with those of READY_HEADERS, as JSON."""

import json
import os
from collections.abc import Callable, Iterable
from typing import Any

from immunoref.operation.processor import stay_on

PAGE = b"x" * int(os.environ.get("READY_BYTES", "20000"))
stay_on(int(os.environ["PROCESSOR"]))
TWO = [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(PAGE)))]
GIVEN = json.loads(os.environ.get("READY_HEADERS", "[]"))
HEADERS = [(name, value) for name, value in GIVEN] or TWO


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    start_response("200 OK", HEADERS)
    return [PAGE]
