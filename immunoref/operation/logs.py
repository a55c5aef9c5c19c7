"""Log lines for people or for programs, each with the id of the request that it belongs to.

Nothing personal is in them by themselves: no address, no account, no query of an address.
"""

import json
import logging
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

request_id: ContextVar[str] = ContextVar("request_id", default="")
# What the lines of requests say more.
FIGURES = ("method", "path", "status", "milliseconds")


def configuration(form: str, error_handler: str = "") -> dict[str, Any]:
    """For `LOGGING`. `error_handler` is the path of a logging.Handler that is given errors too."""
    handlers: dict[str, Any] = {"console": {"class": "logging.StreamHandler", "formatter": form}}
    if error_handler:
        handlers["errors"] = {"class": error_handler, "level": "ERROR", "formatter": form}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": Line}, "json": {"()": JsonLine}},
        "handlers": handlers,
        "root": {"handlers": list(handlers), "level": "INFO"},
        "loggers": {"django": {"handlers": [], "level": "INFO"}},
    }


def _without_values(text: str) -> str:
    """PostgreSQL says in such a line which row it refused."""
    return "\n".join(line for line in text.splitlines() if not line.startswith("DETAIL:"))


class Line(logging.Formatter):
    def __init__(self) -> None:
        super().__init__("{asctime} {levelname} {name}{of}: {message}", style="{")

    def format(self, record: logging.LogRecord) -> str:
        found = request_id.get()
        record.of = f" [{found}]" if found else ""
        return super().format(record)

    def formatException(self, ei: Any) -> str:  # noqa: N802
        return _without_values(super().formatException(ei))


class JsonLine(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        said = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if found := request_id.get():
            said["request_id"] = found
        figures = {name: getattr(record, name) for name in FIGURES if hasattr(record, name)}
        if record.exc_info:
            figures["exception"] = _without_values(self.formatException(record.exc_info))
        return json.dumps(said | figures, ensure_ascii=False)
