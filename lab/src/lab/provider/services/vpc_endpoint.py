"""Private doors of a VPC: endpoints of AWS services, and the log of its flows."""

from __future__ import annotations

from typing import Any

from lab.provider.errors import ProviderError, is_gone
from lab.provider.fields import aws_args, live_values, words
from lab.provider.resource import Change, Resource, State
from lab.provider.services.ec2 import Ec2Resource, first, tags_of
from lab.provider.waiting import wait_for

ENDPOINT = (
    "vpcId serviceName vpcEndpointType policy=PolicyDocument routeTableIds subnetIds securityGroupIds privateDnsEnabled"
)
LISTS = {"routeTableIds": "RouteTableIds", "subnetIds": "SubnetIds", "securityGroupIds": "SecurityGroupIds"}
SOURCES = {"vpcId": "VPC", "subnetId": "Subnet", "eniId": "NetworkInterface"}
FLOW_LOG = (
    "iamRoleArn=DeliverLogsPermissionArn logDestination logDestinationType logFormat maxAggregationInterval trafficType"
)


class VpcEndpoint(Ec2Resource):
    """A gateway or interface endpoint."""

    token = "aws:ec2/vpcEndpoint:VpcEndpoint"
    handles = words(
        "vpcId serviceName vpcEndpointType policy routeTableIds subnetIds securityGroupIds privateDnsEnabled"
    )
    updates = words("policy routeTableIds subnetIds securityGroupIds privateDnsEnabled")

    def create(self, inputs: State) -> str:
        made = self.aws.create_vpc_endpoint(**aws_args(inputs, ENDPOINT), **self.tag_specifications("vpc-endpoint"))
        return str(made["VpcEndpoint"]["VpcEndpointId"])

    def settle(self, ident: str, inputs: State) -> None:
        wait_for(f"VPC endpoint {ident}", lambda: self._state(ident), frozenset({"available", "pendingacceptance"}))

    def _find(self, ident: str) -> dict[str, Any] | None:
        try:
            return first(self.aws.describe_vpc_endpoints(VpcEndpointIds=[ident])["VpcEndpoints"])
        except Exception as error:
            if is_gone(error):
                return None
            raise

    def _state(self, ident: str) -> str | None:
        found = self._find(ident)
        return str(found["State"]).lower() if found else None

    def read(self, ident: str, state: State) -> State | None:
        found = self._find(ident)
        if found is None or str(found["State"]).lower() in ("deleted", "deleting"):
            return None
        live = live_values(found, f"{ENDPOINT.replace(' securityGroupIds', '')} networkInterfaceIds ownerId state")
        doors = [live_values(entry, "dnsName hostedZoneId") for entry in found.get("DnsEntries", [])]
        return {
            **live,
            "securityGroupIds": [group["GroupId"] for group in found.get("Groups", [])],
            "dnsEntries": doors,
            "prefixListId": self._prefix_list(str(found["ServiceName"])),
            "arn": self.arn("ec2", f"vpc-endpoint/{ident}"),
            "tags": tags_of(found),
        }

    def _prefix_list(self, service: str) -> str | None:
        filters = [{"Name": "prefix-list-name", "Values": [service]}]
        found = first(self.aws.describe_managed_prefix_lists(Filters=filters)["PrefixLists"])
        return str(found["PrefixListId"]) if found else None

    def update(self, change: Change) -> None:
        args = aws_args(change.wanted(), "policy=PolicyDocument privateDnsEnabled")
        for key, name in LISTS.items():
            if change.touches(key):
                old, new = set(change.old.get(key) or []), set(change.new.get(key) or [])
                args |= {f"Add{name}": sorted(new - old)} if new - old else {}
                args |= {f"Remove{name}": sorted(old - new)} if old - new else {}
        self.aws.modify_vpc_endpoint(VpcEndpointId=change.ident, **args)

    def delete(self, ident: str, state: State) -> None:
        failed = self.aws.delete_vpc_endpoints(VpcEndpointIds=[ident]).get("Unsuccessful")
        _raise_unsuccessful(failed)
        wait_for(f"VPC endpoint {ident} to be deleted", lambda: self._state(ident), frozenset({"deleted", ""}))


class FlowLog(Ec2Resource):
    """Flow logs of a VPC, a subnet or an interface, into CloudWatch Logs or S3."""

    token = "aws:ec2/flowLog:FlowLog"
    handles = words(
        "iamRoleArn logDestination logDestinationType logFormat maxAggregationInterval trafficType"
    ) | frozenset(SOURCES)

    def create(self, inputs: State) -> str:
        source = next(key for key in SOURCES if inputs.get(key))
        answer = self.aws.create_flow_logs(
            ResourceIds=[inputs[source]],
            ResourceType=SOURCES[source],
            **aws_args(inputs, FLOW_LOG),
            **self.tag_specifications("vpc-flow-log"),
        )
        _raise_unsuccessful(answer.get("Unsuccessful"))
        return str(answer["FlowLogIds"][0])

    def read(self, ident: str, state: State) -> State | None:
        found = first(self.aws.describe_flow_logs(FlowLogIds=[ident])["FlowLogs"])
        if found is None:
            return None
        target = str(found["ResourceId"])
        source = {"vpc": "vpcId", "sub": "subnetId", "eni": "eniId"}[target[:3]]
        more = {"arn": self.arn("ec2", f"vpc-flow-log/{ident}"), "tags": tags_of(found)}
        return {**live_values(found, FLOW_LOG), source: target, **more}

    def delete(self, ident: str, state: State) -> None:
        _raise_unsuccessful(self.aws.delete_flow_logs(FlowLogIds=[ident]).get("Unsuccessful"))


def _raise_unsuccessful(items: list[dict[str, Any]] | None) -> None:
    """These calls answer 200 with a list of what failed."""
    failed = [item["Error"] for item in items or [] if "Error" in item]
    if failed and "NotFound" not in str(failed[0].get("Code")):
        raise ProviderError("; ".join(f"{error.get('Code')}: {error.get('Message')}" for error in failed))


RESOURCES: tuple[type[Resource], ...] = (VpcEndpoint, FlowLog)
