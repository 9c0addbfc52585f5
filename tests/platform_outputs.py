"""The outputs of a platform stack, as its workloads read them: one region's, in the shapes that AWS gives."""

from __future__ import annotations

from typing import Any

from pattern.outputs import PLATFORM_OUTPUTS

ACCOUNT = "123456789012"
PEERS = {"us-east-2": "us-west-2", "us-west-2": "us-east-2"}


def platform_outputs(region: str = "us-west-2") -> dict[str, Any]:
    """All outputs of the platform of `region`."""
    arn = f"arn:aws:{{}}:{region}:{ACCOUNT}:"
    balancer = arn.format("elasticloadbalancing")
    named = {
        "app": "myapp",
        "environment": "prod",
        "account": ACCOUNT,
        "partition": "aws",
        "region": region,
        "peer_region": PEERS[region],
        "vpc_id": f"vpc-{region}",
        "private_subnet_ids": [f"subnet-{region}-a", f"subnet-{region}-b"],
        "key_arn": f"{arn.format('kms')}key/1",
        "database_endpoint": f"writer.{region}.rds",
        "database_reader_endpoint": f"reader.{region}.rds",
        "database_port": "5432",
        "database_name": "app",
        "database_secret_arn": f"{arn.format('secretsmanager')}secret:myapp-prod-database",
        "cache_endpoint": f"redis.{region}.cache",
        "cache_port": "6379",
        "cache_secret_arn": f"{arn.format('secretsmanager')}secret:myapp-prod-cache-AbCdEf",
        "ecs_cluster_id": f"{arn.format('ecs')}cluster/myapp-prod",
        "ecs_cluster_name": "myapp-prod",
        "task_security_group_id": f"sg-tasks-{region}",
        "listener_arn": f"{balancer}listener/app/myapp-prod/1a/2b",
        "live_color": "blue",
        "target_group_arns": {c: f"{balancer}targetgroup/myapp-prod-{c}/3c" for c in ("blue", "green")},
        "topic_arn": f"{arn.format('sns')}myapp-prod",
    }
    shapes: dict[str, Any] = {"string": "x", "list of strings": ["x"], "map of strings": {"x": "x"}}
    return {output.name: named.get(output.name, shapes[output.type]) for output in PLATFORM_OUTPUTS}
