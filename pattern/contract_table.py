"""The table of `docs/contract.md`: every key of the failover contract, by who writes it."""

from __future__ import annotations

from pattern.contract import PLATFORM_KEYS, RUNBOOK_KEYS, SCHEDULES, SERVICES, Key, ScheduleEntry, ServiceEntry


def table() -> str:
    """The table of `docs/contract.md`, in Markdown: key, meaning, example, whether `-` is valid, writer."""
    rows = ["| key | meaning | example | may be `-` | written by |", "|---|---|---|---|---|"]
    groups = {"blue": "arn:…/blue", "green": "arn:…/green"}
    service = ServiceEntry("api", "myapp-prod-api", 6, 4, 12, groups, "warm", "…/myapp/api:1.0.0", front=True)
    workloads = (
        Key(
            f"{SERVICES}/<name>",
            "one service: its ECS name, production numbers, target groups, what runs while the region does not serve "
            "(`standby=warm` is one task, `off` is none), image, front or not, whether a role change recycles it",
            service.encode(),
        ),
        Key(
            f"{SCHEDULES}/<name>",
            "one schedule: its EventBridge rule (enabled in the serving region only) and the service it runs",
            ScheduleEntry("myapp-prod-nightly", "worker").encode(),
        ),
    )
    written = ((PLATFORM_KEYS, "platform"), (workloads, "workloads"), (RUNBOOK_KEYS, "runbooks, `standby`"))
    rows += [
        f"| `{key.name}` | {key.meaning} | `{key.example}` | {'yes' if key.may_be_none else 'no'} | {by} |"
        for keys, by in written
        for key in keys
    ]
    return "\n".join(rows) + "\n"
