#!/usr/bin/env python
"""Django's command-line utility for immunoref."""

import os
import sys

from django.core.management import execute_from_command_line

from editorial.failures import failure_in


def main() -> None:
    """A disk or a database that fails is told in words, everything else as Django does."""
    try:
        execute_from_command_line(sys.argv)
    except Exception as error:
        failure = failure_in(error)
        if failure is None:
            raise
        undone = "What had not ended is undone"
        sys.exit(f"{failure.advice}. {undone}: {error}")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "immunoref.settings")
    main()
