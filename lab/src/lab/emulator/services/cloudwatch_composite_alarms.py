"""CloudWatch composite alarms: stored and described; like metric alarms they never change state by themselves.

Source: CloudWatch API reference, PutCompositeAlarm: the alarms that a rule names must exist.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from moto.cloudwatch.exceptions import ValidationError
from moto.cloudwatch.responses import CloudWatchResponse

if TYPE_CHECKING:
    from moto.core.responses import ActionResult

    from lab.emulator.engine.context import Context

OPERATIONS: dict[tuple[str, str], tuple[str, str]] = {
    ("cloudwatch", "PutCompositeAlarm"): ("approximated", "stored; never changes state; no actions suppressor"),
}
# ALARM("name"), ALARM(name), OK(arn:…): a name in quotes may hold anything but quotes
REFERENCE = re.compile(r'\b(?:ALARM|OK|INSUFFICIENT_DATA)\s*\(\s*(?:"([^"]+)"|([^)"\s]+))\s*\)')


def install(context: Context) -> None:  # noqa: ARG001
    """Add PutCompositeAlarm to moto's CloudWatch."""
    CloudWatchResponse.put_composite_alarm = put_composite_alarm  # type: ignore[attr-defined]


def named_in(rule: str) -> list[str]:
    """The alarm names that a rule speaks of, in order; an ARN counts as its alarm's name."""
    found = [quoted or plain for quoted, plain in REFERENCE.findall(rule)]
    return [name.rsplit(":alarm:", 1)[-1] for name in found]


def put_composite_alarm(self: CloudWatchResponse) -> ActionResult:
    """PutCompositeAlarm, by moto's own way to keep an alarm with a rule."""
    params: dict[str, Any] = self._get_params()
    if params.get("ActionsSuppressor"):
        raise NotImplementedError("ActionsSuppressor")
    rule = params["AlarmRule"]
    missing = [name for name in named_in(rule) if name not in self.cloudwatch_backend.alarms]
    if missing:
        raise ValidationError(f"The alarm rule refers to alarms that do not exist: {', '.join(missing)}")
    return self.put_metric_alarm()
