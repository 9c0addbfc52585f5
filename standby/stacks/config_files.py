"""The stack files that a failback and `standby settle` change: what is kept, what is written, and back to the byte.

What stood there before is kept beside the journal, so that the working tree ends as it began; without that copy, on
another machine, the end is the same in meaning for the role, and `warm` in DR, `production` at the primary.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from standby.pair.facts import ConfigRole, StackRef
from standby.stacks import config_flip
from standby.stacks.project import Project, role_of

PRIMARY_PLATFORM = StackRef("platform", "primary")
SETTLED = {StackRef("workloads", "dr"): "production", StackRef("workloads", "primary"): "warm"}
NORMAL = {StackRef("workloads", "dr"): "warm", StackRef("workloads", "primary"): "production"}


@dataclass(frozen=True)
class ConfigFiles:
    """`folder`: where originals are kept. `tell`: has Pulumi set (or, without a value, remove) keys of a stack."""

    project: Project
    folder: Path
    tell: Callable[[StackRef, config_flip.Commands], None]

    def set_role(self, role: ConfigRole) -> str:
        """The primary's cluster replicates; returns the diff."""
        file = self.project.file(PRIMARY_PLATFORM)
        if not role_of(config_flip.config(file.read_text())).flipped:
            config_flip.keep_original(file, self._kept(PRIMARY_PLATFORM))
        return self._write(PRIMARY_PLATFORM, config_flip.commands(role))

    def settle(self) -> str:
        """DR's workloads at production, the primary's at warm; returns the diffs."""
        diffs = []
        for stack, capacity in SETTLED.items():
            file = self.project.file(stack)
            if config_flip.capacity_of(file.read_text()) != capacity:
                config_flip.keep_original(file, self._kept(stack))
            diffs.append(self._write(stack, ((config_flip.CAPACITY, capacity),)))
        return "\n".join(filter(None, diffs))

    def restore(self) -> str:
        """Every file as it was; returns the diffs."""
        platform = self._original(PRIMARY_PLATFORM)
        diffs = [self._restore(PRIMARY_PLATFORM, config_flip.commands_back(platform))]
        if self.project.role().settled:
            for stack, capacity in NORMAL.items():
                before = self._original(stack)
                told = config_flip.capacity_of(before) if before is not None else capacity
                diffs.append(self._restore(stack, ((config_flip.CAPACITY, told),)))
        return "\n".join(filter(None, diffs))

    def _restore(self, stack: StackRef, told: config_flip.Commands) -> str:
        file = self.project.file(stack)
        before = file.read_text()
        self.tell(stack, told)
        config_flip.put_back(file, self._kept(stack))
        return config_flip.diff(before, file.read_text(), self._name(stack))

    def _write(self, stack: StackRef, told: config_flip.Commands) -> str:
        file = self.project.file(stack)
        before = file.read_text()
        self.tell(stack, told)
        return config_flip.diff(before, file.read_text(), self._name(stack))

    def _original(self, stack: StackRef) -> str | None:
        kept = self._kept(stack)
        return kept.read_text() if kept.is_file() else None

    def _kept(self, stack: StackRef) -> Path:
        return self.folder / f"{stack.layer}-{self.project.file(stack).name}.before-failback"

    def _name(self, stack: StackRef) -> str:
        return str(self.project.file(stack).relative_to(self.project.root))
