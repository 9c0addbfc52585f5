"""Files, functions and constructors stay short enough to read at once; what does not has a reason here."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.test_structure import ROOT, committed, parsed, python_files

FILE, FUNCTION, CONSTRUCTOR = 250, 40, 60
# what is longer, and why; an entry that is no longer needed fails, too
_STORY = "one story in order: cut in two, it would have to be read in two places"
_TABLE = "a table of named values, a line each"
LONGER = {
    "components/network.py:_endpoints": _TABLE,
    "lab/src/lab/emulator/services/elasticache/members.py:_member": _TABLE,
    "lab/src/lab/provider/services/lb_listener.py": "listener and rule share the conversion of actions, the longest of all",
    "lab/src/lab/shell.py:change": _TABLE,
    "lab/tests/data/conftest.py": "the fixtures of one running pair with data",
    "layers/exports.py:outputs": _TABLE,
    "layers/platform.py:build_rooms": _TABLE,
    "standby/drill/command.py:drill": "typer's options, a line each",
    "tests/conformance/test_global_database.py:test_the_life_of_a_global_database": _STORY,
    "tests/runbooks/test_ownership.py": "a model, its operators and its invariants, which are read together",
    "tests/scenario/promotion/seed_pair.py:_entrance": _STORY,
    "tests/scenario/promotion/seed_services.py:seed_services": _STORY,
    "tests/scenario/promotion/test_promotion_iam.py:test_the_role_can_do_nothing_else": _TABLE,
    "tests/test_structure.py": "one test a rule, and rules are read together",
}


def lengths() -> Iterator[tuple[str, int, int]]:
    """(name, lines, limit) of every file, function and constructor: `a/b.py`, `a/b.py:function`."""
    for path in committed():
        if path.suffix in {".py", ".sh"} or path.parts[0] == ".ci":
            yield str(path), len((ROOT / path).read_text().splitlines()), FILE
    for path in python_files():
        for node in functions(path):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            yield f"{path}:{node.name}", lines, CONSTRUCTOR if node.name == "__init__" else FUNCTION


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function of a file, methods and inner ones too."""
    return (node for node in ast.walk(parsed(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def test_nothing_is_longer_than_the_house_allows() -> None:
    long = [f"{name}: {lines} lines, at most {limit}" for name, lines, limit in lengths() if lines > limit]
    unnamed = [line for line in long if line.rsplit(": ", 1)[0] not in LONGER]
    assert not unnamed, "\n".join(["longer than the house allows, without a reason in LONGER:", *unnamed])


def test_no_exception_has_outlived_its_reason() -> None:
    needed = {name for name, lines, limit in lengths() if lines > limit}
    stale = sorted(set(LONGER) - needed)
    assert not stale, f"no longer too long, take out of LONGER: {', '.join(stale)}"
