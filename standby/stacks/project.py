"""The project folder: what its config files say, without Pulumi, so that a look works while a backend is away.

A stack's config is the `config:` block of `Pulumi.yaml` under that of `Pulumi.<stack>.yaml`, as a program gets it:
full keys, every value as text, objects and lists as JSON. Secrets stay out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from pattern import settings, workloads
from pattern.database import capacity
from pattern.errors import PatternError
from pattern.files import merged_config
from standby.errors import UsageError
from standby.pair.facts import ConfigRole, Layer, SideName, StackRef

WORKLOADS = "workloads"
# libyaml, where PyYAML was built with it: the same documents, many times faster
_LOADER: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Project:
    """Both layers' folders, the names of the two stacks, and what the platform's config says of each side."""

    root: Path
    stacks: Mapping[SideName, str]
    primary: settings.Settings
    dr: settings.Settings

    def folder(self, layer: Layer) -> Path:
        """Where a layer's program lies."""
        return self.root if layer == "platform" else self.root / WORKLOADS

    def file(self, stack: StackRef) -> Path:
        """A stack's config file."""
        return self.folder(stack.layer) / f"Pulumi.{self.stacks[stack.side]}.yaml"

    def warm_tasks(self) -> int:
        """What each of DR's services runs in normal operation."""
        if self.role().settled:  # DR's file says production for as long as DR serves
            return workloads.WARM_TASKS
        name = self.stacks["dr"]
        loaded = workloads.load(stack_config(self.folder("workloads"), name), name)
        return workloads.WARM_TASKS if loaded.capacity == "warm" else max(s.production.desired for s in loaded.services)

    def dr_min_acu(self) -> float | None:
        """The least capacity of DR's database in normal operation; None: it is not serverless."""
        return capacity(self.dr.database, dr=True).min_acu

    def role(self) -> ConfigRole:
        """What the primary's files say of its database and its capacity, now."""
        name = self.stacks["primary"]
        told = stack_config(self.folder("workloads"), name).get("standby:capacity")
        return replace(role_of(stack_config(self.root, name)), settled=told == "warm")


def open_project(root: Path) -> Project:
    """The pair of this folder: the primary is the stack without a name suffix, DR the peer that it names.

    Raises:
        UsageError: no project here, no pair in it, or config that cannot be read; with what to do.
    """
    require_project(root)
    names = sorted(path.name.removeprefix("Pulumi.").removesuffix(".yaml") for path in root.glob("Pulumi.*.yaml"))
    try:
        loaded = {name: settings.load(stack_config(root, name), name) for name in names}
    except PatternError as problem:
        raise UsageError(str(problem)) from None
    founders = [name for name, found in loaded.items() if found.names.founder and found.peer.stack in loaded]
    if len(founders) != 1:
        raise UsageError(
            f"{root} has {len(founders)} stacks without standby:nameSuffix whose peer is there too (stacks: "
            f"{', '.join(names) or 'none'}); exactly one is required: it is the primary"
        )
    primary = founders[0]
    dr = loaded[primary].peer.stack
    return Project(root, {"primary": primary, "dr": dr}, loaded[primary], loaded[dr])


def require_project(root: Path) -> None:
    """Nothing, where `root` is the project's folder.

    Raises:
        UsageError: it is another one; with where the right one is, if it is near.
    """
    if not (root / "Pulumi.yaml").is_file():
        raise UsageError(f"there is no Pulumi.yaml in {root}; run this in the project's folder, or name it: --project")
    if not (root / WORKLOADS / "Pulumi.yaml").is_file():
        near = f"; the one above, {root.parent}, is" if (root.parent / WORKLOADS / "Pulumi.yaml").is_file() else ""
        raise UsageError(
            f"{root} is not the project's folder: it has no {WORKLOADS}/Pulumi.yaml{near}. "
            "Run this in the project's folder, or name it: --project"
        )


def stack_config(folder: Path, stack: str) -> dict[str, str]:
    """All config of a stack, by full key.

    Raises:
        UsageError: a file that is missing or no YAML.
    """
    return merged_config(_read(folder / "Pulumi.yaml"), _read(folder / f"Pulumi.{stack}.yaml"))


def role_of(config: Mapping[str, str]) -> ConfigRole:
    """The two keys that a failback flips."""
    source = config.get("standby:auroraSourceRegion") or None
    return ConfigRole(config.get("standby:isAuroraSecondary", "false").lower() == "true", source)


def _read(path: Path) -> dict[str, Any]:
    try:
        found = yaml.load(path.read_text(), Loader=_LOADER)
    except FileNotFoundError:
        raise UsageError(f"{path} is missing") from None
    except yaml.YAMLError as problem:
        raise UsageError(f"{path} is no YAML: {problem}") from None
    return found if isinstance(found, dict) else {}
