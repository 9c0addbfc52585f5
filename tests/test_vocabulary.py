"""One word for one thing (docs/glossary.md): words that the project has given up do not come back."""

from __future__ import annotations

import re

import pytest

from tests.test_structure import ROOT, committed

# what was once said → what is said now
GIVEN_UP = {
    r"made anew|(?<!re)anew\b": "recreated, or again",
    r"coming home|(?:go|goes|going|come|comes) home|way home|at home|home region": "fail back, the primary",
    r"at peace|in peace": "in normal operation",
    r"standby side|asleep": "DR, or stopped",
    r"the whole day": "what happens, and how long it takes",
    r"colou?red? of the (?:house|rules)|(?<!live-)colours?\b|behaviours?\b|honou?rs? the|favour\b": "American spelling",
}
# these name the old words on purpose: the contract's version 1, what changed, inputs that a test makes up
EXEMPT = ("CHANGELOG.md", "tests/test_vocabulary.py", "uv.lock", "LICENSE")
TEXT = {".py", ".md", ".sh", ".bats", ".bash", ".yaml", ".yml", ".toml", ""}


@pytest.mark.parametrize(("word", "instead"), GIVEN_UP.items())
def test_words_that_were_given_up_do_not_come_back(word: str, instead: str) -> None:
    found = []
    for path in committed():
        if str(path) in EXEMPT or path.suffix not in TEXT:
            continue
        for number, line in enumerate((ROOT / path).read_text(errors="ignore").splitlines(), start=1):
            found += [f"{path}:{number}: {match[0]}" for match in re.finditer(word, line, re.IGNORECASE)]
    assert not found, "\n".join([f"say instead: {instead}", *found])
