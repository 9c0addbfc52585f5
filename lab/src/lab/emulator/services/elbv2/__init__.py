"""Elastic Load Balancing: the health of targets, names and zones of load balancers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lab.emulator.services.elbv2 import health, naming
from lab.emulator.services.elbv2.health import OPERATIONS, health_wait, healthy, healthy_targets, state_of

if TYPE_CHECKING:
    from lab.emulator.engine.context import Context

__all__ = ["OPERATIONS", "health_wait", "healthy", "healthy_targets", "install", "state_of"]


def install(context: Context) -> None:
    """Put load balancers into the emulator."""
    health.install(context)
    naming.install(context)
