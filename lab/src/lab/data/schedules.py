"""A scheduled task, run now: what EventBridge would start at its time, to its end, with its exit code and output."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

from moto.ecs.models import ecs_backends
from moto.events.models import events_backends

from lab.data import environment
from lab.data.wanted_tasks import command_of, mapped_container
from lab.emulator.engine import account
from lab.emulator.engine.control import ControlError

if TYPE_CHECKING:
    from lab.emulator.engine.context import Context

LONGEST_SECONDS = 60.0


def prepare(context: Context, name: str, region: str | None) -> tuple[list[str], dict[str, str], str]:
    """(command, environment, region) of the rule's ECS target; call it with the context's lock held.

    Raises ControlError where EventBridge would start nothing: no such rule, a disabled one, a region that is out.
    """
    found = [
        (where, bus.rules[name])
        for where, backend in events_backends[account.number()].items()
        for bus in backend.event_buses.values()
        if name in bus.rules and region in (None, where)
    ]
    on = [(where, rule) for where, rule in found if rule.state == "ENABLED"]
    if not found:
        raise ControlError(f"there is no rule {name}" + (f" in {region}" if region else ""), 404)
    if not on:
        raise ControlError(
            f"the rule {name} is disabled in {', '.join(where for where, _ in found)}: nothing runs", 409
        )
    where, rule = on[0]
    if context.outages.is_out(where):
        raise ControlError(f"{where} is out: the rule {name} starts nothing there", 409)
    target = next((one for one in rule.targets if one.get("EcsParameters")), None)
    if target is None:
        raise ControlError(f"the rule {name} has no ECS target", 409)
    backend = ecs_backends[account.number()][where]
    definition = backend.describe_task_definition(target["EcsParameters"]["TaskDefinitionArn"])
    container = mapped_container(definition.container_definitions, context.project.tasks)
    if container is None:
        raise ControlError("lab.toml has no command for the image of the rule's task definition", 409)
    overrides = json.loads(target.get("Input") or "{}").get("containerOverrides", [])
    mine: dict[str, Any] = next((one for one in overrides if one.get("name") == container.get("name")), {})
    merged = {**container, **({"command": mine["command"]} if mine.get("command") else {})}
    more = {one["name"]: str(one.get("value", "")) for one in mine.get("environment") or []}
    return command_of(merged, context.project.tasks), environment.of_container(container, where) | more, where


def run(command: list[str], told: dict[str, str], folder: Path) -> dict[str, Any]:
    """Run it to its end, at most a minute; the answer holds the exit code and the end of what it said."""
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env=told,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=LONGEST_SECONDS,
            check=False,
        )
    except OSError as wrong:
        return {"exit_code": 127, "said": f"{command[0] if command else 'no command'}: {wrong}"}
    except subprocess.TimeoutExpired:
        return {"exit_code": 137, "said": f"it ran for {LONGEST_SECONDS:.0f} s and was ended"}
    return {"exit_code": done.returncode, "said": (done.stdout + done.stderr).decode(errors="replace")[-4000:]}
