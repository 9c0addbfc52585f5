"""Looks for known secret values in files: as they are, as JSON writes them, in Base64."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable
from pathlib import Path

SHORTEST = 8  # characters: below that a value is a word that may stand anywhere


def leaks(values: Iterable[str], folders: Iterable[Path]) -> list[str]:
    """`<file> holds secret <number>` for each file under `folders` with one of `values`; never the value itself.

    Raises:
        ValueError: a value that is too short to be looked for.
    """
    wanted = list(dict.fromkeys(values))
    if short := [number for number, value in enumerate(wanted) if len(value) < SHORTEST]:
        raise ValueError(f"secrets {short} have fewer than {SHORTEST} characters")
    found = []
    for file in sorted(path for folder in folders for path in folder.rglob("*") if _mine(path)):
        content = file.read_bytes()
        found += [
            f"{file} holds secret {number}"
            for number, value in enumerate(wanted)
            if any(form in content for form in _forms(value))
        ]
    return found


def _mine(path: Path) -> bool:
    return path.is_file() and ".venv" not in path.parts


def _forms(value: str) -> set[bytes]:
    # Base64 of a value inside of a longer text begins at any of three places: its inner part is the same
    coded = [base64.b64encode(b"x" * shift + value.encode()) for shift in range(3)]
    inner = {one[4:-4] for one in coded if len(one) >= 4 + 4 + SHORTEST}
    return {value.encode(), json.dumps(value)[1:-1].encode(), *inner}
