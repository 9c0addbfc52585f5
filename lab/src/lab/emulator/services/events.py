"""EventBridge: rules with schedules, their state and their targets. moto keeps them; here AWS's refusals are added.

Sources: EventBridge API reference, PutRule (State defaults to ENABLED, tags of an existing rule are ignored) and
PutTargets (RoleArn and EcsParameters of an ECS target); EventBridge user guide, "Setting a schedule pattern" (six
fields, one of the two day fields is `?`; `rate(1 minute)` but `rate(5 minutes)`) and "EventBridge quotas" (5 targets).
Approximation: a schedule never fires and an event reaches no ECS target; both are told on the coverage page.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from moto.core.exceptions import JsonRESTError
from moto.events import urls
from moto.events.exceptions import ResourceNotFoundException, ValidationException
from moto.events.responses import EventsHandler

if TYPE_CHECKING:
    from lab.emulator.engine.context import Context

TARGETS_PER_RULE = 5
OPERATIONS: dict[tuple[str, str], tuple[str, str]] = {
    ("events", "PutRule"): ("approximated", "schedules are checked and never fire"),
    ("events", "PutTargets"): ("approximated", "five for each rule; an ECS target needs a role and parameters"),
    ("events", "ListTargetsByRule"): ("emulated", "the rule must exist"),
    ("events", "RemoveTargets"): ("emulated", "an ID that is not there is a failed entry"),
}
_RATE = re.compile(r"rate\((\d+) (minute|hour|day)(s?)\)")
_CRON = re.compile(r"cron\(([^)]*)\)")
_CRON_FIELD = re.compile(r"[0-9A-Za-z*?,/#\-]+")
Answer = tuple[str, dict[str, Any]]


def schedule_problem(expression: str) -> str | None:
    """What is wrong with a schedule expression, in AWS's words, or None."""
    if rate := _RATE.fullmatch(expression):
        count, plural = int(rate[1]), bool(rate[3])
        return None if count > 0 and plural == (count != 1) else "Parameter ScheduleExpression is not valid."
    cron = _CRON.fullmatch(expression)
    fields = cron[1].split() if cron else []
    if len(fields) != 6 or not all(_CRON_FIELD.fullmatch(field) for field in fields):
        return "Parameter ScheduleExpression is not valid."
    day_of_month, day_of_week = fields[2], fields[4]
    return None if (day_of_month == "?") != (day_of_week == "?") else "Parameter ScheduleExpression is not valid."


def target_problem(target: dict[str, Any]) -> str | None:
    """What AWS refuses about one target, or None."""
    if ":ecs:" not in target["Arn"]:
        return None
    if not target.get("RoleArn"):
        return f"RoleArn is required for target {target['Arn']}."
    if not target.get("EcsParameters"):
        return f"Parameter(s) EcsParameters must be specified for target: {target['Id']}."
    return None


class LabEventsHandler(EventsHandler):
    """EventBridge as the lab answers it."""

    def put_rule(self) -> Answer:
        schedule = self._get_param("ScheduleExpression")
        if schedule and (problem := schedule_problem(schedule)):
            raise ValidationException(problem)
        bus = self.events_backend._get_event_bus(self._bus())
        known = bus.rules.get(self._get_param("Name"))
        kept = self.events_backend.tagger.get_tag_dict_for_resource(known.arn) if known else {}
        answer: Answer = super().put_rule()
        if known:
            self._put_back_tags(known.arn, kept)
        return answer

    def put_targets(self) -> Answer:
        rule, targets = self._rule(), self._get_param("Targets") or []
        for problem in filter(None, map(target_problem, targets)):
            raise ValidationException(problem)
        if len({target["Id"] for target in [*rule.targets, *targets]}) > TARGETS_PER_RULE:
            message = "The requested resource exceeds the maximum number allowed."
            raise JsonRESTError("LimitExceededException", message)
        answer: Answer = super().put_targets()
        return answer

    def list_targets_by_rule(self) -> Answer:
        self._rule()
        answer: Answer = super().list_targets_by_rule()
        return answer

    def remove_targets(self) -> Answer:
        rule = self._rule()
        known = {target["Id"] for target in rule.targets}
        missing = [name for name in self._get_param("Ids") or [] if name not in known]
        super().remove_targets()
        failed = [
            {
                "TargetId": name,
                "ErrorCode": "ResourceNotFoundException",
                "ErrorMessage": f"Target {name} does not exist on rule {rule.name}.",
            }
            for name in missing
        ]
        return self._create_response({"FailedEntryCount": len(failed), "FailedEntries": failed})

    def _bus(self) -> str:
        return self.events_backend._normalize_event_bus_arn(self._get_param("EventBusName"))

    def _rule(self) -> Any:
        name, bus = self._get_param("Rule"), self._bus()
        rule = self.events_backend._get_event_bus(bus).rules.get(name)
        if rule is None:
            raise ResourceNotFoundException(f"Rule {name} does not exist on EventBus {bus}.")
        return rule

    def _put_back_tags(self, arn: str, tags: dict[str, str]) -> None:
        tagger = self.events_backend.tagger
        tagger.delete_all_tags_for_resource(arn)
        tagger.tag_resource(arn, tagger.convert_dict_to_tags_input(tags))


def install(context: Context) -> None:  # noqa: ARG001  # the signature of an extension
    """Route EventBridge requests here."""
    urls.url_paths["{0}/"] = LabEventsHandler.dispatch
