"""Where commands write tables and progress bars."""

from typing import IO, cast

from django.core.management.base import OutputWrapper
from rich.console import Console

WIDTH_OF_A_LOG = 140


def console(out: OutputWrapper) -> Console:
    return Console(file=cast("IO[str]", out), width=None if out.isatty() else WIDTH_OF_A_LOG)
