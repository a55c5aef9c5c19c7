"""What the papers on security point to is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAPERS = ("docs/threat-model.md", "docs/deployment.md", "SECURITY.md")
A_FILE = re.compile(
    r"`((?:deploy|docs|editorial|immunoref|static|supply|tests|therapies)/[^`\s*…]+)`"
)
A_LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")
A_TARGET = re.compile(r"`make ([a-z-]+)`")


@pytest.mark.parametrize("paper", PAPERS)
def test_every_file_and_target_that_is_named_exists(paper):
    text = (ROOT / paper).read_text()
    files = [ROOT / name for name in A_FILE.findall(text) if name != "deploy/secrets/"]
    files += [(ROOT / paper).parent / name for name in A_LINK.findall(text)]
    assert files
    assert not [str(file) for file in files if not file.exists()]
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert not set(A_TARGET.findall(text)) - set(targets)
