"""How long AWS takes for what: one row per wait, in real seconds, with the source of the number.

Where AWS promises nothing, the number is a typical one and says so. Profiles (see ``clock``) turn it into lab seconds.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Duration:
    """One AWS wait: ``seconds`` in reality, ``source`` of that number."""

    seconds: float
    source: str


DURATIONS: dict[str, Duration] = {
    # --- RDS
    "rds.global-failover": Duration(
        60, "AWS re:Post and launch blog, August 2023: about a minute typical, minutes worst"
    ),
    "rds.global-switchover": Duration(
        90, "Aurora user guide: 'typically completes in a few minutes'; typical of two regions"
    ),
    "rds.global-rebuild": Duration(1200, "Aurora user guide: minutes to hours by volume size; a small volume"),
    "rds.global-fence": Duration(10, "[U] AWS calls fencing best effort; time a returned writer still takes writes"),
    "rds.global-resync": Duration(60, "[U] a secondary that was cut off catches up; typical of a short cut"),
    "rds.global-cancel": Duration(10, "[U] typical"),
    "rds.global-create": Duration(5, "typical"),
    "rds.global-detach": Duration(
        120, "RDS API RemoveFromGlobalCluster: cluster shows 'promoting' for a while; typical"
    ),
    "rds.global-upgrade": Duration(1800, "Aurora user guide: a major upgrade in place; typical, members together"),
    "rds.cluster-create": Duration(120, "typical of an Aurora cluster volume without instances"),
    "rds.cluster-delete": Duration(60, "typical"),
    "rds.cluster-modify": Duration(10, "typical"),
    "rds.cluster-failover": Duration(30, "Aurora user guide: 'typically less than 60 seconds, often less than 30'"),
    "rds.instance-create": Duration(300, "typical of a db.r6g instance in an existing cluster"),
    "rds.instance-delete": Duration(180, "typical"),
    "rds.instance-modify": Duration(60, "typical"),
    "rds.snapshot-create": Duration(180, "typical of a small Aurora volume"),
    "rds.snapshot-copy": Duration(240, "typical of a small Aurora volume in one region"),
    "rds.snapshot-restore": Duration(600, "typical of a small Aurora volume"),
    # --- ECS, load balancer, API, DNS, certificates
    "ecs.task-start": Duration(30, "typical Fargate start: pull and boot"),
    "ecs.task-forgotten": Duration(3600, "ECS API DescribeTasks: stopped tasks appear for at least one hour"),
    "elbv2.target-health": Duration(
        30, "ELB guide: one passed check makes a new target healthy; interval 30 s by default"
    ),
    "route53.change": Duration(60, "Route 53 guide: changes propagate within 60 seconds under normal conditions"),
    "apigatewayv2.vpc-link": Duration(120, "API Gateway guide: provisioning 'can take a few minutes'"),
    "acm.validation": Duration(120, "ACM guide: DNS validation takes minutes once the record is there"),
    "apigatewayv2.link-idle": Duration(60 * 86400, "API Gateway guide: INACTIVE after 60 days without traffic"),
    "apigatewayv2.link-reactivate": Duration(
        180, "API Gateway guide: a few minutes until an inactive link serves again"
    ),
    "apigatewayv2.domain": Duration(60, "typical of a regional domain name's create or update"),
    "autoscaling.reaction": Duration(20, "unverified: Application Auto Scaling acts on a new minimum within a minute"),
    "elasticache.modify": Duration(300, "typical of a small replication group"),
    "elasticache.delete": Duration(300, "typical of a small replication group"),
    "elasticache.create": Duration(480, "typical of a small replication group"),
}
