"""RDS: subnet groups and parameter groups of clusters and instances."""

from __future__ import annotations

from typing import Any, ClassVar

from lab.provider.fields import aws_args, live_values, tag_list, words
from lab.provider.resource import Change, Resource, State
from lab.provider.services.rds import RdsResource
from lab.provider.waiting import retried

CHUNK = 20  # parameters in one ModifyDB…ParameterGroup call
PARAMETER = "name=ParameterName value=ParameterValue applyMethod"
IN_USE = frozenset({"InvalidDBParameterGroupState", "InvalidDBSubnetGroupStateFault"})


class SubnetGroup(RdsResource):
    """The subnets that a database may live in."""

    token = "aws:rds/subnetGroup:SubnetGroup"
    handles = words("name description subnetIds")
    updates = words("description subnetIds")

    def create(self, inputs: State) -> str:
        args = aws_args(inputs, "name=DBSubnetGroupName description=DBSubnetGroupDescription subnetIds")
        made = self.aws.create_db_subnet_group(**args, Tags=tag_list(self.tags))
        return str(made["DBSubnetGroup"]["DBSubnetGroupName"])

    def read(self, ident: str, state: State) -> State | None:
        listed = self.aws.describe_db_subnet_groups(DBSubnetGroupName=ident)["DBSubnetGroups"]
        if not listed:
            return None
        found = listed[0]
        arn = str(found["DBSubnetGroupArn"])
        return {
            **live_values(found, "name=DBSubnetGroupName description=DBSubnetGroupDescription vpcId"),
            "arn": arn,
            "subnetIds": [subnet["SubnetIdentifier"] for subnet in found["Subnets"]],
            "supportedNetworkTypes": found.get("SupportedNetworkTypes") or ["IPV4"],
            "tags": self.tags_by_arn(arn),
        }

    def update(self, change: Change) -> None:
        args = aws_args(change.new, "description=DBSubnetGroupDescription subnetIds")
        self.aws.modify_db_subnet_group(DBSubnetGroupName=change.ident, **args)

    def delete(self, ident: str, state: State) -> None:
        retried(lambda: self.aws.delete_db_subnet_group(DBSubnetGroupName=ident), IN_USE)


class _ParameterGroup(RdsResource):
    """Both kinds of parameter groups: the calls differ in a word."""

    kind: ClassVar[str]  # "DBClusterParameterGroup"
    call: ClassVar[str]  # "db_cluster_parameter_group"
    listing: ClassVar[str]  # "describe_db_cluster_parameters"
    handles = words("name description family parameters")
    updates = words("parameters")
    blocks = {"parameters": words("name value applyMethod")}  # noqa: RUF012

    def create(self, inputs: State) -> str:
        args = aws_args(inputs, f"name={self.kind}Name description family=DBParameterGroupFamily")
        made = getattr(self.aws, f"create_{self.call}")(**args, Tags=tag_list(self.tags))
        return str(made[self.kind][f"{self.kind}Name"])

    def settle(self, ident: str, inputs: State) -> None:
        self._set(ident, inputs.get("parameters") or [])

    def _set(self, ident: str, parameters: list[State]) -> None:
        wanted = [{"ApplyMethod": "immediate", **aws_args(item, PARAMETER)} for item in parameters]
        for start in range(0, len(wanted), CHUNK):
            args = {f"{self.kind}Name": ident, "Parameters": wanted[start : start + CHUNK]}
            getattr(self.aws, f"modify_{self.call}")(**args)

    def _live_parameters(self, ident: str) -> list[dict[str, Any]]:
        pages = self.aws.get_paginator(self.listing).paginate(**{f"{self.kind}Name": ident})
        return [item for page in pages for item in page["Parameters"]]

    def read(self, ident: str, state: State) -> State | None:
        listed = getattr(self.aws, f"describe_{self.call}s")(**{f"{self.kind}Name": ident})[f"{self.kind}s"]
        if not listed:
            return None
        found = listed[0]
        arn = str(found[f"{self.kind}Arn"])
        wanted = {str(item["name"]).lower() for item in state.get("parameters") or []}
        parameters = [
            live_values(item, PARAMETER)
            for item in self._live_parameters(ident)
            if item.get("Source") == "user" or str(item["ParameterName"]).lower() in wanted
        ]
        return {
            **live_values(found, f"name={self.kind}Name description family=DBParameterGroupFamily"),
            "arn": arn,
            "parameters": [{"applyMethod": "immediate", **item} for item in parameters if "value" in item],
            "tags": self.tags_by_arn(arn),
        }

    def update(self, change: Change) -> None:
        old, new = (values.get("parameters") or [] for values in (change.old, change.new))
        kept = {item["name"] for item in new}
        gone = [item for item in old if item["name"] not in kept]
        if gone:
            reset = [
                {"ParameterName": item["name"], "ApplyMethod": item.get("applyMethod", "immediate")} for item in gone
            ]
            args = {f"{self.kind}Name": change.ident, "Parameters": reset, "ResetAllParameters": False}
            getattr(self.aws, f"reset_{self.call}")(**args)
        self._set(change.ident, [item for item in new if item not in old])

    def delete(self, ident: str, state: State) -> None:
        if not state.get("skipDestroy"):
            retried(lambda: getattr(self.aws, f"delete_{self.call}")(**{f"{self.kind}Name": ident}), IN_USE)


class ClusterParameterGroup(_ParameterGroup):
    """Parameters of a cluster; region-local and not inherited by a secondary."""

    token = "aws:rds/clusterParameterGroup:ClusterParameterGroup"
    kind = "DBClusterParameterGroup"
    call = "db_cluster_parameter_group"
    listing = "describe_db_cluster_parameters"


class ParameterGroup(_ParameterGroup):
    """Parameters of instances."""

    token = "aws:rds/parameterGroup:ParameterGroup"
    kind = "DBParameterGroup"
    call = "db_parameter_group"
    listing = "describe_db_parameters"
    handles = words("name description family parameters skipDestroy")
    settings = words("skipDestroy")


RESOURCES: tuple[type[Resource], ...] = (SubnetGroup, ClusterParameterGroup, ParameterGroup)
