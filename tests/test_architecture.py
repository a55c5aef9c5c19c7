"""The house rules that no linter knows: caps, relations, orphans, an admin for each model."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import models as django_models

from editorial.choices import MeaningfulChoices
from therapies import choices, models

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("immunoref", "editorial", "therapies")
MODULES = [
    path
    for package in PACKAGES
    for path in sorted((ROOT / package).rglob("*.py"))
    if "migrations" not in path.parts
]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
LONGEST_MODULE, LONGEST_FUNCTION, LONGEST_TEMPLATE, LONGEST_COMPONENT = 300, 50, 150, 40
LONGEST_SETTINGS = 200
# A connection has no other place to be told something of.
CONNECTIONS = "django.db.backends.signals"
BANNED_NAMES = {"helpers", "utils", "common", "core", "misc"}


def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def _named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", MODULES, ids=_named)
def test_module(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert _lines(path) <= LONGEST_MODULE
    assert path.stem not in BANNED_NAMES
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or 0) - node.lineno + 1
            assert length <= LONGEST_FUNCTION, f"{node.name} has {length} lines"
            inner = [
                each for each in ast.walk(node) if isinstance(each, ast.Import | ast.ImportFrom)
            ]
            assert not inner, f"{node.name} imports"
        if isinstance(node, ast.ImportFrom):
            assert all(alias.name != "*" for alias in node.names)
            if node.module != CONNECTIONS:
                assert "signals" not in (node.module or ""), "no signals"


def test_settings_are_one_short_file():
    assert _lines(ROOT / "immunoref" / "settings.py") <= LONGEST_SETTINGS


@pytest.mark.parametrize("path", TEMPLATES, ids=_named)
def test_template_length(path):
    most = LONGEST_COMPONENT if "components" in path.parts else LONGEST_TEMPLATE
    assert _lines(path) <= most


@pytest.mark.parametrize("path", TEMPLATES, ids=_named)
def test_template_has_no_inline_style_or_script(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:|<script(?![^>]*src=)", text)


@pytest.mark.parametrize(
    "path", [each for each in TEMPLATES if "components" in each.parts], ids=_named
)
def test_component_opens_with_a_comment_and_is_included(path):
    text = path.read_text(encoding="utf-8")
    assert text.startswith("{% comment %}")
    name = f'"components/{path.name}"'
    users = [*TEMPLATES, *MODULES]
    assert any(name in each.read_text(encoding="utf-8") for each in users), "orphan"


def test_components_get_everything_by_only():
    for path in TEMPLATES:
        for tag in re.findall(r"{% include \"components/[^%]*%}", path.read_text(encoding="utf-8")):
            assert " only %}" in tag, f"{_named(path)}: {tag}"


def test_pages_are_used():
    code = "".join(path.read_text(encoding="utf-8") for path in MODULES)
    for path in (ROOT / "templates" / "therapies").glob("*.html"):
        assert f"therapies/{path.name}" in code, f"orphan: {_named(path)}"


def test_relations_name_the_class():
    for path in (ROOT / "therapies" / "models").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            is_relation = isinstance(node, ast.Call) and getattr(node.func, "attr", "") in (
                "ForeignKey",
                "ManyToManyField",
                "OneToOneField",
            )
            if is_relation and node.args and isinstance(node.args[0], ast.Constant):
                assert node.args[0].value == "self", f"{_named(path)}: {node.args[0].value}"


def test_every_model_has_an_admin():
    for label in ("therapies", "editorial"):
        for model in apps.get_app_config(label).get_models():
            assert admin.site.is_registered(model), model


def test_every_model_says_how_it_is_called_and_has_a_natural_key():
    for model in apps.get_app_config("therapies").get_models():
        assert str(model._meta.verbose_name)
        assert model.key_lookups()
        unique = [
            constraint
            for each in (model, *model._meta.all_parents)
            for constraint in each._meta.constraints
            if isinstance(constraint, django_models.UniqueConstraint)
        ]
        assert unique or any(field.unique for field in model._meta.fields), model


def test_every_claim_refuses_to_be_without_source():
    for model in apps.get_app_config("therapies").get_models():
        if issubclass(model, models.Sourced):
            field = model._meta.get_field("source")
            assert not field.null
            assert field.remote_field.on_delete is django_models.PROTECT


def test_choices_carry_a_meaning():
    for name in choices.__all__:
        vocabulary = getattr(choices, name)
        assert issubclass(vocabulary, MeaningfulChoices)
        for member in vocabulary:
            assert str(member.meaning).endswith("."), f"{name}.{member.name}"


def test_only_the_workflow_and_the_loader_write_a_status():
    allowed = {"editorial/workflow.py"}
    for path in MODULES:
        if re.search(r"\.status\s*=[^=]", path.read_text(encoding="utf-8")):
            assert _named(path) in allowed


def test_css_uses_logical_properties_only():
    physical = re.compile(
        r"(?<![\w-])(?:margin|padding|border)-(?:left|right|top|bottom)|"
        r"(?<![\w-])(?:left|right|top|bottom|width|height|min-width|max-width|min-height|max-height)\s*:"
    )
    for path in (ROOT / "static" / "css").glob("*.css"):
        text = re.sub(r"@media[^{]*", "", path.read_text(encoding="utf-8"))
        assert not physical.search(text), f"{_named(path)}: {physical.search(text)}"
