"""No pattern of the code can be made to try for ever by what somebody types or a file holds."""

import ast
import json
import re
import subprocess
import sys
from re import _constants, _parser

import pytest
from django.apps import apps
from django.core.validators import RegexValidator

from tests.test_architecture import MODULES

CALLS = {"compile", "match", "fullmatch", "search", "sub", "findall", "finditer", "split"}
REPEATS = (_constants.MAX_REPEAT, _constants.MIN_REPEAT)
LONGEST = 2_000
SECONDS = 60
TRY = """
import json, re, sys
for pattern, flags, texts in json.load(sys.stdin):
    print(pattern, flush=True, file=sys.stderr)
    tried = re.compile(pattern, flags)
    for unit, times, end in texts:
        text = unit * times + end
        tried.search(text), tried.fullmatch(text), tried.sub("", text)
"""


def written():
    """Patterns that stand in the code as such, with their flags."""
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = ast.unparse(node.func)
            is_call = name.startswith("re.") and name[3:] in CALLS
            if is_call or name == "RegexValidator":
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    yield first.value, _flags(node)


def _flags(call):
    named = {
        name for each in call.args[1:] for name in re.findall(r"re\.([A-Z]+)", ast.unparse(each))
    }
    return int(sum(getattr(re, name) for name in named))


def compiled():
    """Patterns that modules keep, however they were made."""
    for name, module in list(sys.modules.items()):
        if name.split(".")[0] in ("immunoref", "editorial", "therapies"):
            for kept in vars(module).values():
                for each in kept if isinstance(kept, list | tuple) else [kept]:
                    for one in each if isinstance(each, tuple) else [each]:
                        if isinstance(one, re.Pattern) and isinstance(one.pattern, str):
                            yield one.pattern, int(one.flags)


def of_fields():
    """Of the shapes of identifiers, which models ask of what is typed and imported."""
    for model in apps.get_models():
        for field in model._meta.get_fields():
            for validator in getattr(field, "validators", ()):
                if isinstance(validator, RegexValidator):
                    yield validator.regex.pattern, int(validator.regex.flags)


PATTERNS = sorted({*written(), *compiled(), *of_fields()})
OURS = sorted({*written(), *compiled()})


def is_endless(repeat):
    return repeat[1] is _constants.MAXREPEAT or repeat[1] > 100


def nested(parsed, within=False):
    """A repeat without end within a repeat without end, which can cut one text in many ways."""
    for operator, argument in parsed:
        if operator in REPEATS:
            endless = is_endless(argument)
            if (within and endless) or nested(argument[2], within or endless):
                return True
        else:
            parts = argument[1] if operator is _constants.BRANCH else [argument]
            for each in parts if isinstance(parts, list) else [parts]:
                inner = each[-1] if isinstance(each, tuple) else each
                if isinstance(inner, _parser.SubPattern) and nested(inner, within):
                    return True
    return False


@pytest.mark.parametrize(
    ("pattern", "is_risky"),
    [
        (r"(a+)+$", True),
        (r"(?:a|b*)*c", True),
        (r"a+b+(cd)*", False),
        (r"((?:x+,)?y)?", False),
        (r"(?=(?:a*)*)", True),
    ],
)
def test_nested_repeats_are_seen(pattern, is_risky):
    assert nested(_parser.parse(pattern)) == is_risky


def test_there_are_patterns():
    assert len(OURS) > 40


@pytest.mark.parametrize(("pattern", "flags"), OURS)
def test_no_repeat_within_a_repeat(pattern, flags):
    assert not nested(_parser.parse(pattern, flags))


def hostile(pattern):
    """What the pattern speaks of, over and over, and then what it does not."""
    letters = sorted({each for each in pattern if each.isascii()} | set(" a1A.-/\\;\n"))[:60]
    units = [*letters, "a ", "1.", "a-", " 1", "((", "a/", "\\;", " and ", ". ", "1,", "/a"]
    return [(unit, LONGEST // len(unit), end) for unit in units for end in ("\0", "a!")]


def test_hostile_texts_are_done_with():
    asked = [(pattern, flags, hostile(pattern)) for pattern, flags in PATTERNS]
    subprocess.run(
        [sys.executable, "-c", TRY],
        input=json.dumps(asked),
        text=True,
        capture_output=True,
        timeout=SECONDS,
        check=True,
    )
