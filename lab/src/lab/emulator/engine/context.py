"""What the parts of the emulator share: clock, regions, one lock, the control routes and each part's own state."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any, Protocol, cast

from lab.emulator.engine.clock import LabClock
from lab.emulator.engine.control import ControlRoutes
from lab.emulator.engine.data_plane import DataPlane
from lab.emulator.engine.regions import RegionOutages
from lab.project import Project


@dataclass
class Context:
    """One emulator. ``lock`` is held while moto or a transition touches state; never while a client is kept waiting.

    ``state`` holds one object per extension under the extension's name; ``on_reset`` is called by ``/_lab/reset``.
    """

    project: Project = field(default_factory=Project)
    clock: LabClock = field(default_factory=LabClock)
    outages: RegionOutages = field(default_factory=RegionOutages)
    control: ControlRoutes = field(default_factory=ControlRoutes)
    data: DataPlane = field(default_factory=DataPlane)
    lock: AbstractContextManager[object] = field(default_factory=threading.RLock)
    state: dict[str, Any] = field(default_factory=dict)
    reset_hooks: list[Callable[[], None]] = field(default_factory=list)
    truth_sources: dict[str, Callable[[], object]] = field(default_factory=dict)

    def on_reset(self, hook: Callable[[], None]) -> None:
        self.reset_hooks.append(hook)

    def add_truth(self, name: str, source: Callable[[], object]) -> None:
        """Add a section to ``GET /_lab/truth``; ``source`` returns something JSON can hold."""
        self.truth_sources[name] = source


_installed: list[Context] = []


def installed() -> Context:
    """The context of the emulator that was installed last in this process.

    moto keeps its state per process, so there is one; corrections of moto's own classes find it here.
    """
    return _installed[-1]


def now_installed(context: Context) -> None:
    """Say which emulator it is."""
    _installed[:] = [context]


class Extension(Protocol):
    """A module that extends moto. ``OPERATIONS`` feeds lab/COVERAGE.md: (service, operation) → (level, note).

    ``level`` is ``emulated``, ``approximated`` or ``absent``; service and operation as boto3 names them.
    """

    OPERATIONS: dict[tuple[str, str], tuple[str, str]]

    def install(self, context: Context) -> None: ...


def as_extension(module: ModuleType) -> Extension:
    """Check that ``module`` is an extension; a missing piece is a bug of ours and says its name."""
    for attribute in ("install", "OPERATIONS"):
        if not hasattr(module, attribute):
            raise TypeError(f"{module.__name__} is listed as an extension but has no {attribute}")
    return cast("Extension", module)
