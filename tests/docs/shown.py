"""The commands that pages show: from fenced blocks of a terminal, and from inline code that begins with a program of ours."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FENCE = re.compile(r"^ *```(\w*)[^\n]*\n(.*?)^ *```", re.DOTALL | re.MULTILINE)
INLINE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
PROMPT = re.compile(r"^\s*(?:\(lab\) )?\$ ")
# the languages of blocks that show a terminal
TERMINAL = {"console", "bash", "sh", ""}
BREAKS = {"&&", "||", "|", ";", "&"}
OURS = ("standby", "lab", "make", "pulumi", "aws", "promote-dr.sh")


@dataclass(frozen=True, slots=True)
class Shown:
    """One command of a page. `words`: as a shell splits them, without redirections; `words[0]` has no folder."""

    page: Path
    words: tuple[str, ...]

    def __str__(self) -> str:
        return " ".join(self.words)


def commands(page: Path) -> list[Shown]:
    """Every command of ours that the page shows, in its order; other programs (`cd`, `rm`, a query) are left out."""
    text = page.read_text()
    found = [shown for language, block in FENCE.findall(text) if language in TERMINAL for shown in _block(page, block)]
    return found + [one for code in INLINE.findall(FENCE.sub("", text)) for one in _line(page, code)]


def _block(page: Path, block: str) -> Iterator[Shown]:
    # a synopsis continues on indented lines that begin with an option
    joined = re.sub(r"\\?\n\s+(?=\[?-)", " ", block)
    for line in joined.splitlines():
        # two spaces end a command where a page explains it on the same line
        yield from _line(page, re.split(r"\s{2,}(?![-\[])", PROMPT.sub("", line).strip())[0])


def _line(page: Path, line: str) -> Iterator[Shown]:
    try:
        words = shlex.split(line.replace("; ", " ; "), comments=True)
    except ValueError:  # a sentence with an apostrophe, not a command
        return
    command: list[str] = []
    skip = False
    for word in [*words, ";"]:
        if word in BREAKS:
            if command and (name := command[0].rsplit("/", 1)[-1]) in OURS:
                yield Shown(page, (name, *command[1:]))
            command = []
        elif word in {"<", ">", ">>"}:
            skip = True
        elif skip:
            skip = False
        else:
            command.append(word)
