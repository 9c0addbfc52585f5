"""The types by service. This list is the whole registration: a module names its types in `RESOURCES`, its functions in
`FUNCTIONS`, and stands here, or it does not exist for the provider."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

NAMES = (
    "account",
    "acm",
    "apigatewayv2",
    "apigatewayv2_domain",
    "apigatewayv2_stage",
    "appautoscaling",
    "cloudwatch",
    "ecs_cluster",
    "ecs_service",
    "ecs_task_definition",
    "elasticache",
    "elasticache_group",
    "events",
    "iam",
    "iam_policies",
    "kms",
    "lb",
    "lb_listener",
    "lb_target_group",
    "logs",
    "rds_cluster",
    "rds_events",
    "rds_global",
    "rds_groups",
    "rds_instance",
    "route53",
    "route53_record",
    "routing",
    "secretsmanager",
    "security_group_rules",
    "security_groups",
    "sns",
    "ssm",
    "vpc",
    "vpc_endpoint",
)
MODULES: tuple[ModuleType, ...] = tuple(import_module(f"{__name__}.{name}") for name in NAMES)
