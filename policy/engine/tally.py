"""How many findings each rule had in a run: the last policy of the pack says it, at the end of the output."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

NAME = "summary"


class Tally:
    """Findings by rule, refusals apart from advice."""

    def __init__(self) -> None:
        self._refused: Counter[str] = Counter()
        self._advised: Counter[str] = Counter()

    def add(self, rule: str, advice: bool = False) -> None:
        """One finding more."""
        (self._advised if advice else self._refused)[rule] += 1

    def take(self) -> str | None:
        """The sentence about all findings so far, and a new start; None where there was none."""
        refused, advised = self._refused, self._advised
        self._refused, self._advised = Counter(), Counter()
        if not refused and not advised:
            return None
        return f"findings by rule: {_counted(refused) or 'none'}; advice: {_counted(advised) or 'none'}"


def _counted(counts: Counter[str]) -> str:
    total = sum(counts.values())
    named: Iterable[str] = (f"{rule} {count}" for rule, count in counts.most_common())
    return f"{total} ({', '.join(named)})" if total else ""
