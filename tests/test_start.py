"""What a process loads before its first page."""

import subprocess
import sys

LARGE = ("ninja", "openpyxl", "pydantic")
PROGRAM = f"""
import sys
import django
django.setup()
from django.urls import get_resolver, reverse
reverse("api:docs")
reverse("tables")
print(*(name for name in {LARGE} if name in sys.modules))
"""


def test_large_packages_wait_until_they_are_needed():
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == []
