"""ECS clusters and their capacity providers (Fargate's own; providers over instance groups are refused by name)."""

from __future__ import annotations

from typing import Any

from lab.provider.fields import aws_args, live_values, tag_list, tag_map, words
from lab.provider.resource import Change, Resource, State
from lab.provider.waiting import wait_for

STRATEGY = words("capacityProvider base weight")


class EcsResource(Resource):
    """What the ECS types share: tags by ARN, written `key` and `value`."""

    service = "ecs"

    def ecs_tags(self) -> list[dict[str, str]]:
        """The wanted tags as ECS writes them."""
        return tag_list(self.tags, "key", "value")

    def live_tags(self, found: dict[str, Any]) -> dict[str, str]:
        """The tags in an answer that was asked with `include=["TAGS"]`."""
        return tag_map(found.get("tags"), "key", "value")

    def retag(self, ident: str, state: State, gone: list[str]) -> None:
        arn = state.get("arn") or ident
        if gone:
            self.aws.untag_resource(resourceArn=arn, tagKeys=gone)
        if self.tags:
            self.aws.tag_resource(resourceArn=arn, tags=self.ecs_tags())


class Cluster(EcsResource):
    """An ECS cluster; its id is its ARN."""

    token = "aws:ecs/cluster:Cluster"
    handles = words("name settings configuration serviceConnectDefaults")
    updates = words("settings configuration serviceConnectDefaults")
    blocks = {"settings": words("name value"), "serviceConnectDefaults": words("namespace")}  # noqa: RUF012

    def create(self, inputs: State) -> str:
        args = aws_args(inputs, "name=clusterName settings=settings serviceConnectDefaults=serviceConnectDefaults")
        if inputs.get("configuration"):
            args["configuration"] = inputs["configuration"]
        return str(self.aws.create_cluster(**args, tags=self.ecs_tags())["cluster"]["clusterArn"])

    def settle(self, ident: str, inputs: State) -> None:
        self._active(ident)

    def _find(self, ident: str) -> dict[str, Any] | None:
        answer = self.aws.describe_clusters(clusters=[ident], include=["SETTINGS", "CONFIGURATIONS", "TAGS"])
        found = [cluster for cluster in answer["clusters"] if cluster["status"] != "INACTIVE"]
        return found[0] if found else None

    def _active(self, ident: str) -> None:
        def look() -> str | None:
            found = self._find(ident)
            return found["status"] if found else None

        wait_for(f"ECS cluster {ident} to be ACTIVE", look, frozenset({"ACTIVE"}), broken=frozenset({"FAILED"}))

    def read(self, ident: str, state: State) -> State | None:
        found = self._find(ident)
        if found is None:
            return None
        live = live_values(found, "name=clusterName arn=clusterArn configuration=configuration")
        if not state or "settings" in state:  # computed: what the program leaves open is no drift
            live["settings"] = found.get("settings") or []
        if found.get("serviceConnectDefaults"):
            live["serviceConnectDefaults"] = found["serviceConnectDefaults"]
        return {**live, "tags": self.live_tags(found)}

    def update(self, change: Change) -> None:
        args = aws_args(change.wanted(), "settings=settings configuration=configuration")
        if change.touches("serviceConnectDefaults"):  # an empty namespace takes the default away
            args["serviceConnectDefaults"] = change.new.get("serviceConnectDefaults") or {"namespace": ""}
        self.aws.update_cluster(cluster=change.ident, **args)
        self._active(change.ident)

    def delete(self, ident: str, state: State) -> None:
        self.aws.delete_cluster(cluster=ident)

        def look() -> str | None:
            found = self._find(ident)
            return found["status"] if found else None

        wait_for(f"ECS cluster {ident} to be deleted", look, frozenset({""}))


class ClusterCapacityProviders(EcsResource):
    """Which capacity providers a cluster has; its id is the cluster's name."""

    token = "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders"
    handles = words("clusterName capacityProviders defaultCapacityProviderStrategies")
    updates = words("capacityProviders defaultCapacityProviderStrategies")
    blocks = {"defaultCapacityProviderStrategies": STRATEGY}  # noqa: RUF012

    def _put(self, cluster: str, inputs: State) -> None:
        self.aws.put_cluster_capacity_providers(
            cluster=cluster,
            capacityProviders=inputs.get("capacityProviders") or [],
            defaultCapacityProviderStrategy=inputs.get("defaultCapacityProviderStrategies") or [],
        )

    def create(self, inputs: State) -> str:
        self._put(inputs["clusterName"], inputs)
        return str(inputs["clusterName"])

    def read(self, ident: str, state: State) -> State | None:
        found = [
            item for item in self.aws.describe_clusters(clusters=[ident])["clusters"] if item["status"] == "ACTIVE"
        ]
        if not found:
            return None
        return {
            "clusterName": found[0]["clusterName"],
            "capacityProviders": found[0].get("capacityProviders") or [],
            "defaultCapacityProviderStrategies": found[0].get("defaultCapacityProviderStrategy") or [],
        }

    def update(self, change: Change) -> None:
        self._put(change.ident, change.new)

    def delete(self, ident: str, state: State) -> None:
        self._put(ident, {})


RESOURCES: tuple[type[Resource], ...] = (Cluster, ClusterCapacityProviders)
