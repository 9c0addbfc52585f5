"""EventBridge rules of one region: whether each runs."""

from __future__ import annotations

from collections.abc import Iterable

from standby.aws.cloud import Cloud
from standby.errors import MissingError

MISSING = "missing"


class RuleRegion:
    """The rules behind the pair's schedules."""

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud

    def states(self, rules: Iterable[str]) -> dict[str, str]:
        """`ENABLED` or `DISABLED` by rule; `missing` for one that does not exist."""
        found = {}
        for rule in rules:
            try:
                found[rule] = str(self._cloud.call("events", "describe_rule", Name=rule).get("State", ""))
            except MissingError:
                found[rule] = MISSING
        return found
