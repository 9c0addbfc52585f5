"""ECS services: tasks kept running, their load balancers, and how a deployment goes.

Service Connect, service registries, volumes at launch, Lattice and instance placement are refused by name. An inactive
service (deleted a moment ago) counts as gone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lab.provider.errors import Refused
from lab.provider.fields import aws_args, words
from lab.provider.resource import Change, Resource, State
from lab.provider.services.ecs_cluster import STRATEGY, EcsResource
from lab.provider.waiting import wait_for

ROLLOUT = (
    "taskDefinition=taskDefinition desiredCount=desiredCount platformVersion=platformVersion "
    "healthCheckGracePeriodSeconds=healthCheckGracePeriodSeconds enableExecuteCommand=enableExecuteCommand "
    "propagateTags=propagateTags enableEcsManagedTags=enableECSManagedTags "
    "availabilityZoneRebalancing=availabilityZoneRebalancing"
)
FIXED = "name=serviceName cluster=cluster launchType=launchType schedulingStrategy=schedulingStrategy"
PERCENT = "deploymentMaximumPercent=maximumPercent deploymentMinimumHealthyPercent=minimumHealthyPercent"
DEPLOYMENT = words("deploymentMaximumPercent deploymentMinimumHealthyPercent deploymentCircuitBreaker alarms")
NETWORK = words("subnets securityGroups assignPublicIp")
BALANCER = words("targetGroupArn elbName containerName containerPort")


def _ours(spec: str) -> frozenset[str]:
    return frozenset(word.partition("=")[0] for word in spec.split())


def network(block: Mapping[str, Any]) -> dict[str, Any]:
    """A `networkConfiguration` as ECS's awsvpcConfiguration."""
    return {
        "awsvpcConfiguration": {
            "subnets": block["subnets"],
            "securityGroups": block.get("securityGroups") or [],
            "assignPublicIp": "ENABLED" if block.get("assignPublicIp") else "DISABLED",
        }
    }


def balancers(blocks: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """`loadBalancers` as ECS writes them: its name of a classic balancer is loadBalancerName."""
    spec = (
        "targetGroupArn=targetGroupArn elbName=loadBalancerName containerName=containerName containerPort=containerPort"
    )
    return [aws_args(block, spec) for block in blocks]


def deployment(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """The inputs about deployments, as one DeploymentConfiguration."""
    wanted = aws_args(inputs, PERCENT)
    breaker = inputs.get("deploymentCircuitBreaker")
    wanted["deploymentCircuitBreaker"] = breaker or {"enable": False, "rollback": False}
    if inputs.get("alarms"):
        alarms = inputs["alarms"]
        wanted["alarms"] = aws_args(alarms, "alarmNames=alarmNames enable=enable rollback=rollback")
    return wanted


class Service(EcsResource):
    """A service in a cluster; its id is its ARN."""

    token = "aws:ecs/service:Service"
    handles = (
        _ours(ROLLOUT)
        | _ours(FIXED)
        | DEPLOYMENT
        | words("networkConfiguration loadBalancers capacityProviderStrategies deploymentController")
        | words("waitForSteadyState forceDelete forceNewDeployment triggers sigintRollback")
    )
    updates = (
        (_ours(ROLLOUT) - words("schedulingStrategy"))
        | DEPLOYMENT
        | words("networkConfiguration loadBalancers capacityProviderStrategies forceNewDeployment triggers")
    )
    settings = words("waitForSteadyState forceDelete sigintRollback")
    unread = words("forceNewDeployment triggers")
    blocks = {  # noqa: RUF012
        "networkConfiguration": NETWORK,
        "loadBalancers": BALANCER,
        "capacityProviderStrategies": STRATEGY,
        "deploymentCircuitBreaker": words("enable rollback"),
        "deploymentController": words("type"),
        "alarms": words("alarmNames enable rollback"),
    }

    def create(self, inputs: State) -> str:
        controller = (inputs.get("deploymentController") or {}).get("type", "ECS")
        if controller != "ECS":
            raise Refused(f"the lab's provider does not emulate deploymentController.type {controller}; use ECS")
        args = {**aws_args(inputs, FIXED), **aws_args(inputs, ROLLOUT), "deploymentConfiguration": deployment(inputs)}
        if inputs.get("schedulingStrategy") != "DAEMON":
            args.setdefault("desiredCount", 0)  # what the real provider sends when the program says nothing
        if inputs.get("networkConfiguration"):
            args["networkConfiguration"] = network(inputs["networkConfiguration"])
        if inputs.get("loadBalancers"):
            args["loadBalancers"] = balancers(inputs["loadBalancers"])
        if inputs.get("capacityProviderStrategies"):
            args["capacityProviderStrategy"] = inputs["capacityProviderStrategies"]
        return str(self.aws.create_service(**args, tags=self.ecs_tags())["service"]["serviceArn"])

    def settle(self, ident: str, inputs: State) -> None:
        if inputs.get("waitForSteadyState"):
            self._steady(ident, inputs)

    def _find(self, ident: str, state: Mapping[str, Any]) -> dict[str, Any] | None:
        cluster = state.get("cluster") or "default"
        answer = self.aws.describe_services(cluster=cluster, services=[ident], include=["TAGS"])
        found = [item for item in answer["services"] if item["status"] != "INACTIVE"]
        return found[0] if found else None

    def _steady(self, ident: str, inputs: Mapping[str, Any]) -> None:
        def look() -> str | None:
            found = self._find(ident, inputs)
            if found is None:
                return None
            done = len(found["deployments"]) == 1 and found["runningCount"] == found["desiredCount"]
            return "steady" if done else "deploying"

        wait_for(f"ECS service {ident} to be steady", look, frozenset({"steady"}))

    def read(self, ident: str, state: State) -> State | None:
        found = self._find(ident, state)
        if found is None or found["status"] == "DRAINING":
            return None
        live = {ours: found.get(theirs) for ours, theirs in _pairs(ROLLOUT) if found.get(theirs) is not None}
        live |= {ours: found.get(theirs) for ours, theirs in _pairs(FIXED) if found.get(theirs) is not None}
        live |= self._rollout(found)
        live["cluster"] = _as_wanted(str(state.get("cluster", "")), found["clusterArn"])
        live["taskDefinition"] = _as_wanted(str(state.get("taskDefinition", "")), found["taskDefinition"])
        if live.get("propagateTags") == "NONE" and "propagateTags" not in state:
            live.pop("propagateTags")  # how ECS says that none was asked for
        return {**live, "arn": found["serviceArn"], "tags": self.live_tags(found)}

    def _rollout(self, found: Mapping[str, Any]) -> dict[str, Any]:
        live: dict[str, Any] = {}
        configuration = found.get("deploymentConfiguration") or {}
        for ours, theirs in _pairs(PERCENT):
            live[ours] = configuration.get(theirs)
        if (configuration.get("deploymentCircuitBreaker") or {}).get("enable"):
            live["deploymentCircuitBreaker"] = configuration["deploymentCircuitBreaker"]
        if configuration.get("alarms"):
            live["alarms"] = configuration["alarms"]
        vpc = (found.get("networkConfiguration") or {}).get("awsvpcConfiguration")
        if vpc:
            public = vpc.get("assignPublicIp") == "ENABLED"
            groups = vpc.get("securityGroups") or []
            live["networkConfiguration"] = {
                "subnets": vpc["subnets"],
                "securityGroups": groups,
                "assignPublicIp": public,
            }
        names = {"loadBalancerName": "elbName"}
        live["loadBalancers"] = [
            {names.get(key, key): value for key, value in block.items()} for block in found.get("loadBalancers") or []
        ]
        live["capacityProviderStrategies"] = found.get("capacityProviderStrategy") or []
        return live

    def update(self, change: Change) -> None:
        new = change.new
        args = aws_args(change.wanted(), ROLLOUT)
        if change.touches("healthCheckGracePeriodSeconds"):
            args.setdefault("healthCheckGracePeriodSeconds", 0)
        if change.touches("enableExecuteCommand"):
            args.setdefault("enableExecuteCommand", False)
        if change.touches("propagateTags"):
            args.setdefault("propagateTags", "NONE")
        if change.touches(*DEPLOYMENT):
            args["deploymentConfiguration"] = deployment(new)
        if change.touches("networkConfiguration") and new.get("networkConfiguration"):
            args["networkConfiguration"] = network(new["networkConfiguration"])
        if change.touches("loadBalancers"):
            args["loadBalancers"] = balancers(new.get("loadBalancers") or [])
        if change.touches("capacityProviderStrategies"):
            args["capacityProviderStrategy"] = new.get("capacityProviderStrategies") or []
        if new.get("forceNewDeployment") and change.changed:
            args["forceNewDeployment"] = True
        if args:
            self.aws.update_service(cluster=new.get("cluster") or "default", service=change.ident, **args)
        if new.get("waitForSteadyState"):
            self._steady(change.ident, new)

    def delete(self, ident: str, state: State) -> None:
        found = self._find(ident, state)
        if found is None:
            return
        cluster = state.get("cluster") or "default"
        if found["status"] == "ACTIVE":
            if found.get("schedulingStrategy") != "DAEMON" and not state.get("forceDelete"):
                self.aws.update_service(cluster=cluster, service=ident, desiredCount=0)
            self.aws.delete_service(cluster=cluster, service=ident, force=bool(state.get("forceDelete")))

        def look() -> str | None:
            left = self._find(ident, state)
            return str(left["status"]) if left else None

        wait_for(f"ECS service {ident} to be INACTIVE", look, frozenset({""}))

    def import_state(self, ident: str) -> State:
        cluster, slash, name = ident.partition("/")
        if not (slash and cluster and name) or "/" in name:
            raise Refused(f"id {ident!r}: expected <cluster>/<service>")
        return {"cluster": self.arn("ecs", f"cluster/{cluster}"), "name": name}


def _pairs(spec: str) -> list[tuple[str, str]]:
    return [(ours, theirs) for ours, _, theirs in (word.partition("=") for word in spec.split())]


def _as_wanted(wanted: str, arn: str) -> str:
    """ECS answers ARNs; a program may have said the same thing by its name, or family and revision."""
    return wanted if wanted and arn.endswith(f"/{wanted}") else arn


RESOURCES: tuple[type[Resource], ...] = (Service,)
