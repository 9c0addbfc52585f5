"""The parts that extend moto: an explicit list, installed in this order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lab.emulator import (
    acm,
    apigatewayv2,
    autoscaling,
    cache_users,
    calls,
    cloudwatch,
    composite_alarms,
    ecs,
    elasticache,
    elbv2,
    faults,
    furniture,
    gateway_tags,
    kms,
    outage,
    permissions,
    probe,
    rds,
    route53,
)
from lab.emulator.context import as_extension

if TYPE_CHECKING:
    from types import ModuleType

    from lab.emulator.context import Context

EXTENSIONS: tuple[ModuleType, ...] = (
    calls,
    outage,
    faults,
    kms,
    rds,
    cloudwatch,
    composite_alarms,
    elbv2,
    ecs,
    autoscaling,
    route53,
    acm,
    apigatewayv2,
    gateway_tags,
    elasticache,
    cache_users,
    permissions,
    probe,
    furniture,
)


def install_all(context: Context) -> None:
    """Install every extension on ``context``."""
    for module in EXTENSIONS:
        as_extension(module).install(context)


def operations() -> dict[tuple[str, str], tuple[str, str]]:
    """(service, operation) → (level, note) of all extensions; two parts may not claim the same operation."""
    found: dict[tuple[str, str], tuple[str, str]] = {}
    for module in EXTENSIONS:
        for key, entry in as_extension(module).OPERATIONS.items():
            if key in found:
                raise ValueError(f"{key} is claimed twice, the second time by {module.__name__}")
            found[key] = entry
    return found
