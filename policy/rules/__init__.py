"""Every rule of the pack. A rule that is not in this list does not exist; `tests/policy` pins the list."""

from __future__ import annotations

from policy.engine.rule import Rule
from policy.rules import (
    aurora_global_parity,
    availability_zone_plan,
    cross_region_customer_key,
    data_protection,
    dns_ownership_binary,
    dr_iam_name_suffix,
    global_names,
    incident_freeze,
    layer_boundaries,
    no_global_datastore,
    no_public_data_plane,
    promotable_capacity,
    promotable_database,
    replication_complete,
    self_contained_region,
    single_runner,
    vpc_cidr_overlap,
)

RULES: tuple[Rule, ...] = (
    vpc_cidr_overlap.RULE,
    dr_iam_name_suffix.RULE,
    cross_region_customer_key.RULE,
    availability_zone_plan.RULE,
    no_global_datastore.RULE,
    dns_ownership_binary.RULE,
    aurora_global_parity.RULE,
    layer_boundaries.RULE,
    data_protection.RULE,
    promotable_capacity.RULE,
    no_public_data_plane.RULE,
    incident_freeze.RULE,
    self_contained_region.RULE,
    replication_complete.RULE,
    global_names.RULE,
    single_runner.RULE,
    promotable_database.RULE,
)
