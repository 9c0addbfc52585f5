"""Every action that a workflow uses or a page shows is pinned by hash, with its version beside it, and the same everywhere."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.docs.test_links import ROOT, pages

USES = re.compile(r"^\s*(?:- )?uses: (.+)$", re.MULTILINE)
PINNED = re.compile(r"([\w.-]+/[\w./-]+@[0-9a-f]{40}) +# (v\d+\.\d+\.\d+)\b.*")


def used() -> Iterator[tuple[str, str]]:
    """(file, what it uses) of workflows and pages; actions that lie in this repository are its own version."""
    for file in [*sorted((ROOT / ".github").rglob("*.yml")), *pages()]:
        for uses in USES.findall(file.read_text()):
            if not uses.startswith("./"):
                yield str(file.relative_to(ROOT)), uses


def unpinned(found: list[tuple[str, str]]) -> list[str]:
    return [f"{file}: {uses}" for file, uses in found if not PINNED.fullmatch(uses)]


def test_actions_are_pinned_by_hash_with_their_version() -> None:
    found = list(used())
    assert {"docs/gate-elsewhere.md", ".github/workflows/deploy.yml"} <= {file for file, _ in found}
    assert unpinned(found) == []


def test_an_action_has_one_version_everywhere() -> None:
    pins: dict[str, set[tuple[str, str]]] = {}
    for _, uses in used():
        if match := PINNED.fullmatch(uses):
            name, _, digest = match[1].partition("@")
            pins.setdefault(name, set()).add((digest, match[2]))
    assert {name: seen for name, seen in pins.items() if len(seen) > 1} == {}


@pytest.mark.parametrize("uses", ["a/b@v4", "a/b@" + "0" * 40, "a/b@" + "0" * 39 + " # v4.0.0", "a/b # v4.0.0"])
def test_a_tag_or_a_hash_without_a_version_would_be_found(uses: str) -> None:
    (written,) = USES.findall(f"    steps:\n      - uses: {uses}\n")
    assert unpinned([("page.md", written)]) == [f"page.md: {uses}"]
