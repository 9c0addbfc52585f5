"""One emulator in the test's own process, on a loopback port, with a clock that the test steps."""

from __future__ import annotations

import functools
import json
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import boto3
import pytest
from botocore.config import Config

from lab.config import Home
from lab.emulator.engine.context import Context
from lab.emulator.engine.core_routes import reset_all
from lab.emulator.engine.server import make_server

_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Emulator:
    """The emulator under test: control calls, boto3 clients, and its ``context``."""

    def __init__(self, context: Context, port: int) -> None:
        self.context = context
        self.url = f"http://127.0.0.1:{port}"
        # making a client costs more than most calls
        self._plain = functools.cache(lambda service, region: self._made(service, region, {}))

    def control(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """Call ``/_lab/<path>``; returns the JSON, whatever the status."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}/_lab/{path}", data=data, method=method)
        try:
            with _DIRECT.open(request, timeout=30) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as refused:
            with refused:
                return json.load(refused)

    def advance(self, seconds: float) -> None:
        """Let ``seconds`` of lab time pass."""
        self.control("POST", "clock", {"advance": seconds})

    def client(self, service: str, region: str = "us-east-1", **options: Any) -> Any:
        """A boto3 client with fake credentials; ``options`` go to botocore's Config (no retries unless asked for)."""
        if not options:
            return self._plain(service, region)
        return self._made(service, region, options)

    def _made(self, service: str, region: str, options: dict[str, Any]) -> Any:
        keys = {"aws_access_key_id": "lab", "aws_secret_access_key": "lab", "aws_session_token": None}
        keys |= {name: options.pop(name) for name in list(options) if name in keys}
        retries = {"total_max_attempts": options.pop("attempts", 1), "mode": "standard"}
        settings: dict[str, Any] = {"retries": retries, "connect_timeout": 5, "read_timeout": 20, "proxies": {}}
        config = Config(**(settings | options))
        make: Any = boto3.client  # the service is a value here, the stubs want a literal
        return make(service, region_name=region, endpoint_url=self.url, config=config, **keys)


@pytest.fixture(scope="session")
def _served(lab_home: Home) -> Iterator[Emulator]:
    context = Context(lab_home.project)
    server = make_server(context)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield Emulator(context, server.server_port)
    server.shutdown()
    server.server_close()
    thread.join(timeout=5)


@pytest.fixture
def emulator(_served: Emulator) -> Iterator[Emulator]:
    """A clean emulator whose waits are real ones, passed by stepping the clock."""
    _served.context.clock.set_profile("real")
    _served.context.clock.hold()
    yield _served
    reset_all(_served.context)
    _served.context.clock.release()


@pytest.fixture
def advance(emulator: Emulator) -> Callable[[float], None]:
    return emulator.advance


@dataclass
class Stage:
    """One region's stage: clients, and the identifiers of what was made."""

    ecs: Any
    elbv2: Any
    subnets: list[str]
    security_group: str
    balancer: str
    listener: str
    blue: str
    green: str

    def service(self, name: str = "web", desired: int = 2, group: str | None = None, **more: Any) -> Any:
        """Create an ECS service behind the blue target group."""
        network = {"awsvpcConfiguration": {"subnets": self.subnets, "securityGroups": [self.security_group]}}
        wiring = [{"targetGroupArn": group or self.blue, "containerName": "app", "containerPort": 8080}]
        arguments = {
            "cluster": "main",
            "serviceName": name,
            "taskDefinition": "app",
            "desiredCount": desired,
            "launchType": "FARGATE",
            "networkConfiguration": network,
            "loadBalancers": wiring,
        }
        return self.ecs.create_service(**(arguments | more))["service"]

    def shown(self, name: str = "web") -> Any:
        return self.ecs.describe_services(cluster="main", services=[name])["services"][0]

    def health(self, group: str | None = None) -> list[str]:
        found = self.elbv2.describe_target_health(TargetGroupArn=group or self.blue)["TargetHealthDescriptions"]
        return [target["TargetHealth"]["State"] for target in found]


def set_stage(emulator: Any, region: str = "us-west-2") -> Stage:
    """A VPC with two subnets, an internal ALB with one listener (blue 100, green 0), a cluster, a task definition."""
    ec2, elbv2, ecs = (emulator.client(name, region) for name in ("ec2", "elbv2", "ecs"))
    vpc = ec2.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
    subnets = [
        ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.1.{n}.0/24", AvailabilityZone=f"{region}{zone}")["Subnet"][
            "SubnetId"
        ]
        for n, zone in enumerate("ab")
    ]
    group = ec2.create_security_group(GroupName="app", Description="app", VpcId=vpc)["GroupId"]
    balancer = elbv2.create_load_balancer(Name="app", Subnets=subnets, Scheme="internal")["LoadBalancers"][0]
    blue, green = (
        elbv2.create_target_group(
            Name=name, Protocol="HTTP", Port=8080, VpcId=vpc, TargetType="ip", HealthCheckIntervalSeconds=10
        )["TargetGroups"][0]["TargetGroupArn"]
        for name in ("blue", "green")
    )
    forward = [{"TargetGroupArn": blue, "Weight": 100}, {"TargetGroupArn": green, "Weight": 0}]
    listener = elbv2.create_listener(
        LoadBalancerArn=balancer["LoadBalancerArn"],
        Protocol="HTTP",
        Port=80,
        DefaultActions=[{"Type": "forward", "ForwardConfig": {"TargetGroups": forward}}],
    )["Listeners"][0]["ListenerArn"]
    ecs.create_cluster(clusterName="main")
    containers = [{"name": "app", "image": "app:1", "portMappings": [{"containerPort": 8080}]}]
    ecs.register_task_definition(
        family="app",
        networkMode="awsvpc",
        requiresCompatibilities=["FARGATE"],
        cpu="256",
        memory="512",
        containerDefinitions=containers,
    )
    return Stage(ecs, elbv2, subnets, group, balancer["LoadBalancerArn"], listener, blue, green)


@pytest.fixture
def stage(emulator: Emulator) -> Stage:
    """The stage of the service layer in us-west-2."""
    return set_stage(emulator)


@pytest.fixture
def stage_maker(emulator: Emulator) -> Callable[[str], Stage]:
    """Makes the stage in a region of the test's choice."""
    return lambda region: set_stage(emulator, region)
