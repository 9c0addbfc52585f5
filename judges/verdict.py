"""What the judges found against what is accepted: a finding is fixed, or it stands in the list with its reason."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

ACCEPTED = Path(__file__).parent / "accepted.toml"


@dataclass(frozen=True, order=True)
class Finding:
    """One check that one kind of resource fails; `where` are the resources."""

    check: str
    kind: str
    title: str
    where: tuple[str, ...] = ()


@dataclass(frozen=True)
class Verdict:
    """`open`: neither fixed nor accepted. `stale`: accepted, and found no more. Both have to be empty."""

    open: tuple[Finding, ...]
    stale: tuple[str, ...]

    @property
    def good(self) -> bool:
        """Whether the list is true and nothing is left."""
        return not self.open and not self.stale


def accepted(file: Path = ACCEPTED) -> dict[tuple[str, str], str]:
    """(check, kind of resource) → reason; raises ValueError for an entry without one."""
    found: dict[tuple[str, str], str] = {}
    for check, entry in tomllib.loads(file.read_text()).items():
        if not str(entry.get("reason", "")).strip() or not entry.get("on"):
            raise ValueError(f"{file.name}: {check} needs `on` (kinds of resources) and `reason`")
        found |= {(check, kind): entry["reason"] for kind in entry["on"]}
    return found


def judged(findings: Iterable[Finding], listed: Mapping[tuple[str, str], str]) -> Verdict:
    """Findings against the list, both ways."""
    found = sorted(findings)
    keys = {(finding.check, finding.kind) for finding in found}
    return Verdict(
        open=tuple(finding for finding in found if (finding.check, finding.kind) not in listed),
        stale=tuple(f"{check} on {kind}" for check, kind in sorted(set(listed) - keys)),
    )
