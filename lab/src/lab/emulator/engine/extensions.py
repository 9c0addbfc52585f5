"""The parts that extend moto: an explicit list, installed in this order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lab.emulator.engine import calls, faults, outage, permissions, probe
from lab.emulator.engine.context import as_extension, now_installed
from lab.emulator.services import (
    acm,
    apigatewayv2,
    autoscaling,
    cloudwatch,
    ec2,
    ecs,
    elasticache,
    elbv2,
    events,
    iam,
    kms,
    logs,
    rds,
    route53,
    secretsmanager,
)
from lab.emulator.services.apigatewayv2 import tags as gateway_tags
from lab.emulator.services.route53 import given_zones, health_checks

if TYPE_CHECKING:
    from types import ModuleType

    from lab.emulator.engine.context import Context

EXTENSIONS: tuple[ModuleType, ...] = (
    calls,
    outage,
    faults,
    iam,
    kms,
    ec2,
    logs,
    secretsmanager,
    rds,
    cloudwatch,
    events,
    elbv2,
    ecs,
    autoscaling,
    route53,
    health_checks,
    acm,
    apigatewayv2,
    gateway_tags,
    elasticache,
    permissions,
    probe,
    given_zones,
)


def install_all(context: Context) -> None:
    """Install every extension on ``context``."""
    now_installed(context)
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
