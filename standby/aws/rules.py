"""EventBridge rules of one region: whether each runs."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from standby.aws.cloud import Cloud
from standby.aws.side_by_side import side_by_side
from standby.errors import MissingError

MISSING = "missing"


class RuleRegion:
    """The rules behind the pair's schedules."""

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud

    def states(self, rules: Iterable[str]) -> dict[str, str]:
        """`ENABLED` or `DISABLED` by rule; `missing` for one that does not exist."""
        names = tuple(rules)
        return dict(zip(names, side_by_side(partial(self._state, name) for name in names), strict=True))

    def _state(self, rule: str) -> str:
        try:
            return str(self._cloud.call("events", "describe_rule", Name=rule).get("State", ""))
        except MissingError:
            return MISSING
