"""Secrets Manager: a version keeps the labels of its own when a later one becomes AWSCURRENT.

moto puts AWSPREVIOUS in the place of all labels of the version that was current. (AWS Secrets Manager user guide,
"What's in a secret": AWSCURRENT, AWSPREVIOUS and labels of one's own stand side by side.)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moto.secretsmanager.models import FakeSecret

if TYPE_CHECKING:
    from lab.emulator.engine.context import Context

CURRENT, PREVIOUS = "AWSCURRENT", "AWSPREVIOUS"

OPERATIONS: dict[tuple[str, str], tuple[str, str]] = {
    ("secretsmanager", "PutSecretValue"): ("emulated", "the version that was current keeps its own labels"),
}


def install(context: Context) -> None:  # noqa: ARG001  # the signature of an extension
    """Correct moto's secrets in place; installing twice changes nothing."""
    setattr(FakeSecret, "reset_default_version", _reset_default_version)  # noqa: B010  # mypy refuses the assignment


def _reset_default_version(self: FakeSecret, secret_version: dict[str, Any], version_id: str) -> None:
    """AWSPREVIOUS moves to the version that was current; every other label stays where it is."""
    for version in self.versions.values():
        if PREVIOUS in version["version_stages"]:
            version["version_stages"].remove(PREVIOUS)
    before = self.versions.get(self.default_version_id) if self.default_version_id else None
    if before is not None:
        kept = [stage for stage in before["version_stages"] if stage != CURRENT]
        before["version_stages"] = [*kept, PREVIOUS]
    self.versions[version_id] = secret_version
    self.default_version_id = version_id
