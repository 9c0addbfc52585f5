"""The workloads layer, one stack per region: the services that run on a platform. No VPC, no cluster, no database."""

from __future__ import annotations

import gc
import sys
from pathlib import Path

import pulumi
from pulumi.runtime.config import CONFIG

from components.incident import read_freeze
from components.platform import Platform
from layers.desired import desired_hook
from layers.neighbor import compare_with_platform
from layers.workloads import build_workloads
from pattern.contract import NONE
from pattern.errors import PatternError
from pattern.workloads import load

# the language host's code for "told already": the CLI then adds no "an unhandled error occurred"
ALREADY_TOLD = 32


def main() -> None:
    """Build the region's services as the stack's config says."""
    stack = pulumi.get_stack()
    settings = load(CONFIG.get(), stack)
    compare_with_platform(stack, settings, Path.cwd())
    for warning in settings.warnings():
        pulumi.log.warn(warning)
    where = settings.platform
    expected = {"app": settings.app, "environment": settings.environment, "region": settings.region}
    platform = Platform(f"{where.organization}/{where.project}/{where.stack or stack}", expected)
    freeze = read_freeze(settings.names.contract_path)
    # a rule that is new starts only where production runs and no incident says otherwise; afterwards runbooks own it
    enabled = settings.capacity == "production" and freeze == NONE
    built = build_workloads(settings, platform, enabled, desired_hook())
    pulumi.export("region", settings.region)
    pulumi.export("capacity", settings.capacity)
    pulumi.export("incident_freeze", freeze)
    pulumi.export("services", {name: service.service_name for name, service in built.items()})


# looking for cycles takes a sixth of the processor time with 50 services, and frees 5 of 248 MiB with 200
gc.disable()
try:
    main()
except (PatternError, pulumi.RunError) as problem:
    pulumi.log.error(str(problem))
    sys.exit(ALREADY_TOLD)
