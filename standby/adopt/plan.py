"""What a preview would do to what was imported; pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from standby.adopt.proposal import Imported
from standby.pair.seams import Change

# on a value that a message must not show, even where Pulumi would
HIDDEN = "assword"


def of_imported(changes: Iterable[Change], rows: Sequence[Imported]) -> tuple[tuple[Imported, Change], ...]:
    """The changes that concern an imported resource."""
    by_name = {(row.type, row.name): row for row in rows}
    found = ((by_name.get((one.type, one.urn.rsplit("::", 1)[-1])), one) for one in changes)
    return tuple((row, change) for row, change in found if row is not None)


def destructive(change: Change) -> bool:
    """Whether a step deletes or replaces; a `create` says that the state does not have what was imported."""
    return "replace" in change.op or "delete" in change.op or change.op == "create"


def sentence(row: Imported, change: Change) -> str:
    """One change of an imported resource, key by key: what is there, and what the program says."""
    before, after = change.before or {}, change.after or {}
    keys = [key for key in change.keys if HIDDEN not in key] or ["(nothing that it shows)"]
    told = ", ".join(f"{key}: {before.get(key)!r} -> {after.get(key)!r}" for key in keys)
    return f"{row.id} ({row.type.split('/')[-1].split(':')[-1]}): {change.op}: {told}"
