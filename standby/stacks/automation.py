"""The only file that knows Pulumi's Automation API: previews, `up`, config and repair of the four stacks.

Every preview and every `up` refreshes first and runs with the gate on; the gate's incident freeze is told which run is
exempt, in its own config, and says so aloud.
"""

from __future__ import annotations

import json
import os
import re
import socket
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pulumi import automation

from standby.errors import StackError
from standby.pair.facts import ConfigRole, StackRef
from standby.pair.seams import Change
from standby.private_files import private_append, private_folder, private_write
from standby.stacks.config_files import ConfigFiles
from standby.stacks.config_flip import Commands
from standby.stacks.pending import repairs, settled
from standby.stacks.project import Project

NO_CHANGE = ("same", "refresh", "read", "discard-read")
FREEZE_POLICIES = ("incident-freeze", "incident-freeze-stack")
_LOCK = re.compile(r"created by \S+@(\S+) \(pid (\d+)\)")
_LAST_LINES = 25
CUT_SHORT = (
    "\nA killed run may have cut a file of a file backend short. Below `.pulumi/stacks/<project>/` there: remove an "
    "empty `<stack>.json.attrs`; replace an empty `<stack>.json` by `<stack>.json.bak`. Then run again."
)


class PulumiStacks:
    """`standby.pair.seams.Stacks` on Pulumi. `scratch` is a folder of this run's own, outside of the working tree."""

    def __init__(
        self,
        project: Project,
        run: str,
        scratch: Path,
        policy_pack: Path | None,
        policy_config: Path | None = None,
        say: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._project, self._scratch, self._say = project, scratch, say
        self._run, self._policy_pack, self._policy_config = run, policy_pack, policy_config
        self._files = ConfigFiles(project, scratch.parent, self._tell)
        self._opened: dict[StackRef, automation.Stack] = {}

    def _gate(self) -> dict[str, Any]:
        """The flags of the gate, with its config written to a file of this run."""
        if self._policy_pack is None:
            return {}
        told = json.loads(self._policy_config.read_text()) if self._policy_config else {}
        for policy in FREEZE_POLICIES:
            told[policy] = {**told.get(policy, {}), "exemptRun": self._run}
        file = self._scratch / "policy-config.json"
        private_write(file, json.dumps(told, indent=2) + "\n")
        return {"policy_packs": [str(self._policy_pack.resolve())], "policy_pack_configs": [str(file)]}

    def role(self) -> ConfigRole:
        """As the primary platform's file says."""
        return self._project.role()

    def set_role(self, role: ConfigRole) -> str:
        """Flip the primary platform's file; returns the diff."""
        return self._files.set_role(role)

    def settle(self) -> str:
        """The workloads' capacity for serving from DR; returns the diff."""
        return self._files.settle()

    def restore_role(self) -> str:
        """Every file as it was before; returns the diff."""
        return self._files.restore()

    def repair(self, stack: StackRef, existing: Sequence[str]) -> tuple[str, ...]:
        """Bring creations that a killed `up` left pending to an end: taken up if the thing exists, else forgotten."""
        opened = self._open(stack)
        state = json.loads(self._guarded(stack, lambda: self._pulumi(opened, "stack", "export")))
        todo = repairs(state["deployment"], existing)
        if todo:
            state["deployment"] = settled(state["deployment"], todo)
            private_folder(self._scratch)
            with tempfile.NamedTemporaryFile("w", dir=self._scratch, suffix=".json") as file:
                json.dump(state, file)
                file.flush()
                self._guarded(stack, lambda: self._pulumi(opened, "stack", "import", "--file", file.name))
        return tuple(one.sentence for one in todo)

    def resources(self, stack: StackRef) -> tuple[Mapping[str, Any], ...]:
        """What the state has, as Pulumi exports it; secrets stay encrypted."""
        opened = self._open(stack)
        state = json.loads(self._guarded(stack, lambda: self._pulumi(opened, "stack", "export")))
        return tuple(state["deployment"].get("resources") or ())

    def take_in(self, stack: StackRef, file: Path) -> None:
        """`pulumi import` of a document; it makes and changes nothing in AWS, and writes no program text."""
        opened = self._open(stack)
        command = ("import", "--file", str(file), "--yes", "--skip-preview", "--protect=false", "--generate-code=false")
        self._guarded(stack, lambda: self._pulumi(opened, *command))

    def preview(self, stack: StackRef) -> tuple[Change, ...]:
        """What `up` would do, after a refresh."""
        found: list[Change] = []

        def listen(event: automation.EngineEvent) -> None:
            if event.resource_pre_event is not None:
                change = change_of(event.resource_pre_event.metadata)
                if change.op not in NO_CHANGE:
                    found.append(change)

        opened = self._open(stack)
        self._guarded(stack, lambda: opened.preview(on_event=listen, **self._flags(stack, "preview")))
        return tuple(found)

    def up(self, stack: StackRef) -> None:
        """`pulumi up --refresh`, gate on."""
        opened = self._open(stack)
        self._say(f"  pulumi up of {stack}; its output goes to {self._scratch / f'{stack}-up.log'}")
        self._guarded(stack, lambda: opened.up(**self._flags(stack, "up")))

    def unchanged(self, stack: StackRef) -> bool:
        """`pulumi preview --refresh --expect-no-changes`."""
        opened = self._open(stack)
        try:
            self._guarded(
                stack, lambda: opened.preview(expect_no_changes=True, **self._flags(stack, "prove")), quiet=True
            )
        except StackError as error:
            if "no changes were expected" in str(error):
                return False
            raise
        return True

    def _tell(self, stack: StackRef, told: Commands) -> None:
        opened = self._open(stack)
        for key, value in told:
            if value is None:
                self._guarded(stack, lambda key=key: opened.remove_config(key))  # type: ignore[misc]
            else:
                wanted = automation.ConfigValue(value)
                self._guarded(stack, lambda key=key, wanted=wanted: opened.set_config(key, wanted))  # type: ignore[misc]

    def _open(self, stack: StackRef) -> automation.Stack:
        """Selected once per run: that takes two starts of the CLI."""
        if stack not in self._opened:
            self._opened[stack] = self._select(stack)
        return self._opened[stack]

    def _select(self, stack: StackRef) -> automation.Stack:
        name, folder = self._project.stacks[stack.side], self._project.folder(stack.layer)
        try:
            return automation.select_stack(name, work_dir=str(folder))
        except automation.CommandError as error:
            hint = CUT_SHORT if "failed to load checkpoint" in str(error) else ""
            raise StackError(
                f"stack {name} of {folder.name} cannot be opened: {_last_words(str(error))}{hint}"
            ) from None
        except (OSError, automation.errors.InvalidVersionError) as error:
            raise StackError(f"Pulumi cannot be run: {error}; put `pulumi` on PATH") from None

    def _flags(self, stack: StackRef, what: str) -> dict[str, Any]:
        private_folder(self._scratch)
        file = self._scratch / f"{stack}-{what}.log"

        def log(text: str) -> None:
            private_append(file, f"{text}\n")

        return {"refresh": True, "color": "never", "on_output": log, **self._gate()}

    def _pulumi(self, opened: automation.Stack, *arguments: str) -> str:
        """A command that the Automation API has only with secrets in plain text; its stdout."""
        workspace = opened.workspace
        command = [*arguments, "--stack", opened.name, "--non-interactive"]
        return str(workspace.pulumi_command.run(command, workspace.work_dir, dict(workspace.env_vars)).stdout)

    def _guarded(self, stack: StackRef, deed: Callable[[], Any], quiet: bool = False) -> Any:
        """`deed`, with Pulumi's errors as ours; a lock that a dead process of this machine left is cleared once."""
        try:
            return deed()
        except automation.ConcurrentUpdateError as error:
            if not _left_by_the_dead(str(error)):
                raise StackError(
                    f"{stack} is locked by another Pulumi run: {_last_words(str(error))}\n"
                    f"If that run is dead: `pulumi cancel --stack {self._project.stacks[stack.side]}`"
                ) from None
            self._say(f"{stack}: a killed run left its lock; clearing it")
            self._open(stack).cancel()
        except automation.CommandError as error:
            words = str(error) if quiet else _last_words(str(error))
            raise StackError(f"Pulumi did not get through on {stack}:\n{words}") from None
        try:
            return deed()
        except automation.CommandError as error:
            raise StackError(f"Pulumi did not get through on {stack}:\n{_last_words(str(error))}") from None


def change_of(metadata: automation.StepEventMetadata) -> Change:
    """One planned step as a fact."""
    keys = list(metadata.diffs or []) + list(metadata.detailed_diff or {})
    return Change(
        urn=metadata.urn,
        type=metadata.type,
        op=str(getattr(metadata.op, "value", metadata.op)),
        keys=tuple(dict.fromkeys(keys)),
        before=_inputs(metadata.old),
        after=_inputs(metadata.new),
    )


def _inputs(state: automation.StepEventStateMetadata | None) -> Mapping[str, object] | None:
    return state.inputs if state is not None else None


def _left_by_the_dead(text: str) -> bool:
    """Whether every lock named in Pulumi's words is of this machine and its process is gone."""
    locks = _LOCK.findall(text)
    return bool(locks) and all(host == socket.gethostname() and not _alive(int(pid)) for host, pid in locks)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _last_words(text: str) -> str:
    """What went wrong, as Pulumi says it under "Diagnostics", or else its last lines."""
    lines = [line.rstrip() for line in text.splitlines() if line.strip()]
    heads = [number for number, line in enumerate(lines) if line.strip() in ("Diagnostics:", "Policies:")]
    ends = [number for number, line in enumerate(lines) if line.strip() in ("Outputs:", "Resources:")]
    if heads:
        lines = lines[heads[0] : next((end for end in ends if end > heads[0]), len(lines))]
    return "\n".join(f"  {line}" for line in lines[-_LAST_LINES:])
