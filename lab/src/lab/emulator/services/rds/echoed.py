"""Inputs that moto takes and forgets: kept on the cluster or instance, so that reading gives back what was written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

# request parameter → attribute that answers are read from (both as moto spells them)
ECHOED = {
    "enable_performance_insights": "performance_insights_enabled",
    "performance_insights_kms_key_id": "performance_insights_kms_key_id",
    "performance_insights_retention_period": "performance_insights_retention_period",
    "database_insights_mode": "database_insights_mode",
    "monitoring_interval": "monitoring_interval",
    "monitoring_role_arn": "monitoring_role_arn",
    "engine_lifecycle_support": "engine_lifecycle_support",
    "network_type": "network_type",
}


INSIGHTS_DAYS = 7
"""RDS API reference, CreateDBInstance: what PerformanceInsightsRetentionPeriod is unless another is asked for."""


def echo(resource: Any, params: Mapping[str, Any]) -> None:
    """Put what ``params`` asks for on ``resource``."""
    for parameter, attribute in ECHOED.items():
        if params.get(parameter) is not None:
            setattr(resource, attribute, params[parameter])
    insights = getattr(resource, "performance_insights_enabled", False)
    if insights and not getattr(resource, "performance_insights_retention_period", None):
        resource.performance_insights_retention_period = INSIGHTS_DAYS
