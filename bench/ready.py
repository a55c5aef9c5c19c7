"""The ceiling: a WSGI application that returns a ready string of READY_BYTES bytes."""

import os
from collections.abc import Callable, Iterable
from typing import Any

from immunoref.operation.processor import stay_on

PAGE = b"x" * int(os.environ.get("READY_BYTES", "20000"))
stay_on(int(os.environ["PROCESSOR"]))
HEADERS = [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(PAGE)))]


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    start_response("200 OK", HEADERS)
    return [PAGE]
