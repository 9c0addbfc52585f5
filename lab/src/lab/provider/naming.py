"""Names that the provider makes up, as the bridge does: `<logical name>-<7 hex digits>`."""

from __future__ import annotations

import hashlib

from lab.provider.schema import Autoname

RANDOM_DIGITS = 7
PROPOSE, ENFORCE, DISABLE = range(3)  # pulumirpc.CheckRequest.AutonamingOptions.Mode


def made_up_name(rule: Autoname, logical: str, seed: bytes, *, proposed: str = "", mode: int | None = None) -> str:
    """A name for a resource; the same seed gives the same name.

    `proposed` and `mode` come from the stack's `pulumi:autonaming`. Raises ValueError when the name would be longer
    than AWS allows, or when autonaming is switched off.
    """
    if mode == DISABLE:
        raise ValueError(f"automatic naming is disabled but no explicit value was provided for {rule.field}")
    if mode == ENFORCE or (mode == PROPOSE and proposed):
        return _formed(rule, proposed)
    stem = logical.lower() if rule.lower else logical
    if len(stem) + 1 + RANDOM_DIGITS > rule.max:
        raise ValueError(
            f"failed to auto-generate value for {rule.field}: name '{stem}-' plus {RANDOM_DIGITS} random chars is "
            f"longer than maximum length {rule.max}; give {rule.field} explicitly"
        )
    digits = hashlib.sha256(seed + logical.encode()).hexdigest()[:RANDOM_DIGITS]
    return _formed(rule, f"{stem}-{digits}")


def _formed(rule: Autoname, name: str) -> str:
    text = name.lower() if rule.lower else name
    return text if text.startswith(rule.prefix) else f"{rule.prefix}{text}"
