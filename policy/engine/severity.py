"""How grave a rule's findings are. Older SDKs (before 1.18) know no severity; the pack then runs without."""

from __future__ import annotations

from enum import Enum
from typing import Any

import pulumi_policy


class Severity(Enum):
    """The SDK's names, whether it has them or not."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"

    @property
    def of_sdk(self) -> Any:
        """The SDK's own value; None where it has none."""
        known = getattr(pulumi_policy, "Severity", None)
        return known(self.value) if known else None
