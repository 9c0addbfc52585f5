"""The types by service. This list is the whole registration: a module names its types in `RESOURCES`, its functions in
`FUNCTIONS`, and stands here, or it does not exist for the provider."""

from __future__ import annotations

from types import ModuleType

from lab.provider.services import (
    acm,
    apigatewayv2,
    apigatewayv2_domain,
    apigatewayv2_stage,
    appautoscaling,
    cloudwatch,
    ecs_cluster,
    ecs_service,
    ecs_task_definition,
    elasticache,
    elasticache_group,
    kms,
    lb,
    lb_listener,
    lb_target_group,
    route53,
    route53_record,
    sns,
)

MODULES: tuple[ModuleType, ...] = (
    acm,
    apigatewayv2,
    apigatewayv2_domain,
    apigatewayv2_stage,
    appautoscaling,
    cloudwatch,
    ecs_cluster,
    ecs_service,
    ecs_task_definition,
    elasticache,
    elasticache_group,
    kms,
    lb,
    lb_listener,
    lb_target_group,
    route53,
    route53_record,
    sns,
)
