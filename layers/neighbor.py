"""The other stacks' files, where they are there: what they say about each other is compared before anything is made."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from pattern.comparison import PlatformFile, WorkloadsFile, of_peers, on_platform
from pattern.errors import PatternError
from pattern.files import merged_config
from pattern.reading import ConfigError
from pattern.settings import Settings
from pattern.settings import load as load_platform
from pattern.workloads import WorkloadSettings


def compare_platforms(stack: str, settings: Settings, folder: Path) -> None:
    """A platform stack with its peer, whose file lies in the same folder.

    Raises:
        ConfigError: they disagree; every disagreement names both files.
    """
    peer = _platform(folder, settings.peer.stack, "")
    if peer is not None:
        own = PlatformFile(stack, f"Pulumi.{stack}.yaml", settings)
        _refuse(stack, of_peers(own, peer))


def compare_with_platform(stack: str, settings: WorkloadSettings, folder: Path) -> None:
    """A workloads stack with the platform stack that it stands on, whose file lies in the folder above.

    Raises:
        ConfigError: they disagree; every disagreement names both files.
    """
    platform = _platform(folder.parent, settings.platform.stack or stack, "../")
    if platform is not None:
        own = WorkloadsFile(stack, f"Pulumi.{stack}.yaml", settings)
        _refuse(stack, tuple(on_platform(own, {platform.stack: platform})))


def _refuse(stack: str, found: tuple[str, ...]) -> None:
    if found:
        raise ConfigError(stack, found)


def _platform(folder: Path, stack: str, above: str) -> PlatformFile | None:
    """None where the file is not there, or is wrong by itself: its own run says so."""
    project, own = _document(folder / "Pulumi.yaml"), _document(folder / f"Pulumi.{stack}.yaml")
    if project is None or own is None:
        return None
    try:
        return PlatformFile(stack, f"{above}Pulumi.{stack}.yaml", load_platform(merged_config(project, own), stack))
    except PatternError:
        return None


def _document(path: Path) -> dict[str, Any] | None:
    try:
        found = yaml.safe_load(path.read_text())
    except (OSError, yaml.YAMLError):
        return None
    return found if isinstance(found, dict) else None
