"""The platform layer, one stack per region: load the settings, build the components, export what others read."""

from __future__ import annotations

import gc
import sys
from pathlib import Path

import pulumi
from pulumi.runtime.config import CONFIG

from components.account import read_account
from components.existing import has_cluster, read_global_database
from components.existing_network import check_network
from components.incident import read_freeze
from layers.departure import order_hook
from layers.exports import outputs, write_contract
from layers.neighbor import compare_platforms
from layers.platform import Region, build_platform
from pattern.errors import PatternError
from pattern.order import check_order, check_upgrade
from pattern.outputs import check_outputs
from pattern.settings import load
from pattern.zones import choose_zones

# the language host's code for "told already": the CLI then adds no "an unhandled error occurred"
ALREADY_TOLD = 32


def main() -> None:
    """Build the region's platform as its config says."""
    stack = pulumi.get_stack()
    settings = load(CONFIG.get(), stack)
    compare_platforms(stack, settings, Path.cwd())
    account = read_account()
    region = Region(settings, account, choose_zones(settings.region, account.zones, settings.availability_zones))
    if settings.existing.vpc:
        check_network(settings.existing.vpc, settings.vpc_cidr)
    existing = read_global_database(settings.names)
    alone = not (existing and existing.members) and has_cluster(settings.names)
    check_order(settings.names, settings.peer.stack, existing, alone)
    check_upgrade(settings.database.engine_version, existing)
    platform = build_platform(region)
    role = write_contract(platform, order_hook(settings.names))
    told = {
        "promotion_role_arn": role.arn,
        "database_global_endpoint": existing.endpoint if existing else platform.rooms.database.global_endpoint,
        "incident_freeze": read_freeze(settings.names.contract_path),
    }
    for name, value in check_outputs({**outputs(platform), **told}).items():
        pulumi.export(name, value)


# a short run, and looking for cycles takes a seventh of its processor time: 4.1 s with it, 3.6 s without
gc.disable()
try:
    main()
except (PatternError, pulumi.RunError) as problem:
    pulumi.log.error(str(problem))
    sys.exit(ALREADY_TOLD)
