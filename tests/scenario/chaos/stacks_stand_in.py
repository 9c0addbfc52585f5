"""The four stacks of a seeded pair without Pulumi: `standby.pair.seams.Stacks` whose `up` makes boto3 calls on the lab.

The database cluster of the primary's platform and the scalable targets of both workloads are real resources of the lab;
everything else that a stack holds is one mark, "has drifted", which an `up` takes away. Config lies in a file, so that
it outlives a killed run. What this does not show: Pulumi's own state after a kill (`tests/scenario/test_failback.py`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import botocore.exceptions

from standby.errors import StackError
from standby.pair.facts import ConfigRole, StackRef
from standby.pair.seams import Change
from tests.scenario.promotion.seed_database import create_cluster, create_instance
from tests.scenario.promotion.seed_pair import MINIMUM, OFF, PRODUCTION_ACU, STEM, Pair, cluster_name

PLATFORM = StackRef("platform", "primary")
NORMAL = ConfigRole(False, None)


class StandInStacks:
    """`folder` is the checkout: it holds the config and the marks of drift."""

    def __init__(self, aws: Callable[..., Any], pair: Pair, folder: Path) -> None:
        self.aws, self.pair, self.folder = aws, pair, folder
        folder.mkdir(exist_ok=True)

    def role(self) -> ConfigRole:
        file = self.folder / "role.json"
        return ConfigRole(**json.loads(file.read_text())) if file.is_file() else NORMAL

    def set_role(self, role: ConfigRole) -> str:
        (self.folder / "role.json").write_text(json.dumps(asdict(role)))
        return "- false\n+ true"

    def settle(self) -> str:
        raise NotImplementedError  # no failback settles

    def restore_role(self) -> str:
        (self.folder / "role.json").unlink(missing_ok=True)
        return "- true\n+ false"

    def repair(self, stack: StackRef, existing: Sequence[str]) -> tuple[str, ...]:  # noqa: ARG002
        return ()  # a stack without state has nothing half written

    def drift(self, stack: StackRef) -> Path:
        """A file that stands for everything of the stack that is not played here."""
        return self.folder / f"drift-{stack}"

    def preview(self, stack: StackRef) -> tuple[Change, ...]:
        try:
            return (*self._changes(stack), *self._drifted(stack))
        except (botocore.exceptions.ClientError, botocore.exceptions.BotoCoreError) as error:
            raise StackError(f"{stack}: refresh: {error}") from None

    def unchanged(self, stack: StackRef) -> bool:
        return not self.preview(stack)

    def up(self, stack: StackRef) -> None:
        try:
            for change in self._changes(stack):
                self._apply(stack, change)
        except (botocore.exceptions.ClientError, botocore.exceptions.BotoCoreError) as error:
            raise StackError(f"{stack}: up: {error}") from None
        self.drift(stack).unlink(missing_ok=True)

    def _drifted(self, stack: StackRef) -> tuple[Change, ...]:
        urn = f"urn:pulumi:{stack.side}::standby::x::one"
        return (Change(urn, "aws:kms/alias:Alias", "update", ("tags",)),) if self.drift(stack).exists() else ()

    def _region(self, stack: StackRef) -> str:
        return self.pair.primary.name if stack.side == "primary" else self.pair.dr.name

    def _changes(self, stack: StackRef) -> list[Change]:
        self.aws("sts", self._region(stack)).get_caller_identity()  # a stack of a dead region cannot be refreshed
        if stack.layer == "workloads":
            return self._target_changes(stack)
        return self._database_changes() if stack == PLATFORM else []

    def _database_changes(self) -> list[Change]:
        rds, name = self.aws("rds", self.pair.primary.name), cluster_name(self.pair.primary.name)
        known = {one["DBClusterIdentifier"]: one for one in rds.describe_db_clusters()["DBClusters"]}
        cluster, urn = known.get(name), "urn:pulumi:primary::standby::x::"
        members = cluster["DBClusterMembers"] if cluster else []
        absent = [] if cluster else [Change(f"{urn}database", "aws:rds/cluster:Cluster", "create")]
        instance = Change(f"{urn}database-1", "aws:rds/clusterInstance:ClusterInstance", "create")
        return absent if members else [*absent, instance]

    def _target_changes(self, stack: StackRef) -> list[Change]:
        found = []
        pages = self.aws("application-autoscaling", self._region(stack)).get_paginator("describe_scalable_targets")
        for page in pages.paginate(ServiceNamespace="ecs"):
            for target in page["ScalableTargets"]:
                service, before = target["ResourceId"].rsplit("/", 1)[-1], target["MinCapacity"]
                warm = 0 if service == OFF else 1
                after = MINIMUM if stack.side == "primary" else warm
                if before != after:
                    urn = f"urn:pulumi:{stack.side}::workloads::x::{service}"
                    keys = ({"minCapacity": before}, {"minCapacity": after})
                    found.append(Change(urn, "aws:appautoscaling/target:Target", "update", ("minCapacity",), *keys))
        return found

    def _apply(self, stack: StackRef, change: Change) -> None:
        region = self._region(stack)
        if change.type == "aws:rds/cluster:Cluster":
            # without a source it is a cluster of its own, which AWS refuses beside a writer
            create_cluster(self.aws, region, self.role().aurora_source_region, PRODUCTION_ACU)
        elif change.type == "aws:rds/clusterInstance:ClusterInstance":
            create_instance(self.aws, region)
        else:
            assert change.after is not None
            self.aws("application-autoscaling", region).register_scalable_target(
                ServiceNamespace="ecs",
                ResourceId=f"service/{STEM}/{change.name}",
                ScalableDimension="ecs:service:DesiredCount",
                MinCapacity=change.after["minCapacity"],
            )
