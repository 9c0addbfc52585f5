"""What was found for one key of the contract: one value, several, or none; and what a person should know of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from pattern.contract import NONE


@dataclass
class Found:
    """The discovery of one region: values by contract key, candidates where there are several, a sentence each."""

    values: dict[str, str] = field(default_factory=dict)
    candidates: dict[str, tuple[str, ...]] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)

    def settle(self, key: str, candidates: Iterable[str], what: str, prefer: str = "") -> str | None:
        """Take the only candidate, or the only one that has `prefer` in its name; else note why there is no value.

        Returns the value, or None: missing or ambiguous.
        """
        found = tuple(dict.fromkeys(candidates))
        likely = tuple(one for one in found if prefer and prefer in one.rsplit(":", 1)[-1])
        chosen = found if len(found) == 1 else likely
        if len(chosen) == 1:
            self.values[key] = chosen[0]
            return chosen[0]
        if found:
            self.candidates[key] = found
            self.notes[key] = f"ambiguous: {len(found)} {what}; keep one of {', '.join(found)}"
        else:
            self.notes[key] = f"missing: no {what} was found"
        return None

    def none(self, key: str, note: str) -> None:
        """`-`, with the reason."""
        self.values[key], self.notes[key] = NONE, note

    def missing(self, key: str, note: str) -> None:
        """No value, with what would be needed."""
        self.notes[key] = f"missing: {note}"
