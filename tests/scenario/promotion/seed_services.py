"""The services of a seeded pair: a front, one that runs in one region only, and as many others as a test wants."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from pattern.contract import ServiceEntry

AwsFactory = Callable[..., Any]

APP, STEM = "myapp", "myapp-prod"
OFF, RULE = "worker-01", f"{STEM}-nightly"  # what runs in one region only: a service and a schedule of it
MINIMUM, MAXIMUM = 4, 12

_OURS = {"Name": "tag:Name", "Values": [STEM]}


def seed_services(
    aws: AwsFactory, values: Mapping[str, str], count: int, desired: int, warm: bool
) -> tuple[ServiceEntry, ...]:
    """Services `api`, `worker-01`, …; the first is the front, behind the colors."""
    region = values["region"]
    ecs, scaling = aws("ecs", region), aws("application-autoscaling", region)
    vpc = {"Name": "vpc-id", "Values": [aws("ec2", region).describe_vpcs(Filters=[_OURS])["Vpcs"][0]["VpcId"]]}
    subnet = aws("ec2", region).describe_subnets(Filters=[vpc])["Subnets"][0]["SubnetId"]
    group = aws("ec2", region).describe_security_groups(Filters=[vpc])["SecurityGroups"][0]["GroupId"]
    image = _image(aws, region)
    ecs.register_task_definition(
        family=STEM,
        networkMode="awsvpc",
        requiresCompatibilities=["FARGATE"],
        cpu="256",
        memory="512",
        containerDefinitions=[
            {"name": "app", "image": image, "portMappings": [{"containerPort": 8080}], "essential": True}
        ],
    )
    entries = []
    for index in range(count):
        name = "api" if index == 0 else f"worker-{index:02d}"
        groups = {c: values[f"ingress/{c}-target-group-arn"] for c in ("blue", "green")} if index == 0 else {}
        wiring = [{"targetGroupArn": groups["blue"], "containerName": "app", "containerPort": 8080}] if groups else []
        standby = int(name != OFF)
        ecs.create_service(
            cluster=STEM,
            serviceName=name,
            taskDefinition=STEM,
            launchType="FARGATE",
            desiredCount=standby if warm else desired,
            loadBalancers=wiring,
            networkConfiguration={"awsvpcConfiguration": {"subnets": [subnet], "securityGroups": [group]}},
        )
        scaling.register_scalable_target(
            ServiceNamespace="ecs",
            ResourceId=f"service/{STEM}/{name}",
            ScalableDimension="ecs:service:DesiredCount",
            MinCapacity=standby if warm else min(MINIMUM, desired),
            MaxCapacity=max(MAXIMUM, desired),
        )
        numbers = (desired, min(MINIMUM, desired), max(MAXIMUM, desired))
        entries.append(
            ServiceEntry(
                name, name, *numbers, groups, "warm" if standby else "off", image, front=index == 0, recycle=index == 0
            )
        )
    return tuple(entries)


def _image(aws: AwsFactory, region: str) -> str:
    """The application's image in the region's own registry."""
    ecr = aws("ecr", region)
    repository = ecr.create_repository(repositoryName=f"{APP}/web")["repository"]
    manifest = {"schemaVersion": 2, "mediaType": "application/vnd.docker.distribution.manifest.v2+json"}
    ecr.put_image(repositoryName=f"{APP}/web", imageManifest=json.dumps(manifest), imageTag="1.0.0")
    return f"{repository['repositoryUri']}:1.0.0"


def run_nightly(aws: AwsFactory, region: str, enabled: bool) -> None:
    """The nightly job's rule: enabled in the region that serves."""
    state = "ENABLED" if enabled else "DISABLED"
    aws("events", region).put_rule(Name=RULE, ScheduleExpression="cron(0 2 * * ? *)", State=state)
