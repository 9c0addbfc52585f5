"""The region's network: three tiers in two or three zones."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pulumi
import pulumi_aws as aws

from components.roles import ServiceRoleArgs, service_role
from pattern.addressing import SubnetPlan, Tier, plan_subnets
from pattern.naming import Names
from pattern.policies import document, trust
from pattern.zones import Zone, supports_vpc_link


@dataclass(frozen=True)
class NetworkArgs:
    """The decisions of a network: its range, its zones in order of use, its ways out."""

    names: Names
    account_id: str
    partition: str
    vpc_cidr: str
    zones: Sequence[Zone]
    key_arn: pulumi.Input[str]
    protect: bool = True
    nat: Literal["zone", "single"] = "zone"
    interface_endpoints: Sequence[str] = ()
    log_retention_days: int = 30


class Network(pulumi.ComponentResource):
    """The VPC of one region.

    Creates: VPC with an emptied default security group; internet gateway; public, private and isolated subnets per
    zone with their route tables (isolated: no route out); a NAT gateway per zone or one; an S3 gateway endpoint;
    interface endpoints by config; flow logs with their log group and role.
    """

    vpc_id: pulumi.Output[str]
    public_subnet_ids: pulumi.Output[list[str]]
    private_subnet_ids: pulumi.Output[list[str]]
    isolated_subnet_ids: pulumi.Output[list[str]]
    vpc_link_subnet_ids: pulumi.Output[list[str]]

    def __init__(self, name: str, args: NetworkArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:components:Network", name, None, opts)
        self._name, self._args = name, args
        self._child = pulumi.ResourceOptions(parent=self)
        self._live = pulumi.ResourceOptions(parent=self, protect=args.protect)
        vpc = aws.ec2.Vpc(
            f"{name}-vpc",
            cidr_block=args.vpc_cidr,
            enable_dns_hostnames=True,
            enable_dns_support=True,
            tags={"Name": args.names.stem},
            opts=self._live,
        )
        aws.ec2.DefaultSecurityGroup(f"{name}-default", vpc_id=vpc.id, ingress=[], egress=[], opts=self._child)
        plans = plan_subnets(args.vpc_cidr, [zone.name for zone in args.zones])
        subnets = {plan: self._subnet(vpc, plan) for plan in plans}
        private_tables = self._routes(vpc, subnets)
        self._endpoints(vpc, private_tables, _of(subnets, "private"))
        self._flow_logs(vpc)
        linked = {zone.name for zone in args.zones if supports_vpc_link(args.names.region, zone.id)}
        self.vpc_id = vpc.id
        self.public_subnet_ids = _ids(_of(subnets, "public"))
        self.private_subnet_ids = _ids(_of(subnets, "private"))
        self.isolated_subnet_ids = _ids(_of(subnets, "isolated"))
        self.vpc_link_subnet_ids = _ids([s for p, s in subnets.items() if p.tier == "private" and p.zone in linked])
        self.register_outputs(
            {
                "vpc_id": self.vpc_id,
                "public_subnet_ids": self.public_subnet_ids,
                "private_subnet_ids": self.private_subnet_ids,
                "isolated_subnet_ids": self.isolated_subnet_ids,
                "vpc_link_subnet_ids": self.vpc_link_subnet_ids,
            }
        )

    def _subnet(self, vpc: aws.ec2.Vpc, plan: SubnetPlan) -> aws.ec2.Subnet:
        return aws.ec2.Subnet(
            f"{self._name}-{plan.tier}-{plan.zone}",
            vpc_id=vpc.id,
            cidr_block=plan.cidr,
            availability_zone=plan.zone,
            map_public_ip_on_launch=False,
            tags={"Name": f"{self._args.names.stem}-{plan.tier}-{plan.zone}", "standby:tier": plan.tier},
            opts=self._live,
        )

    def _routes(self, vpc: aws.ec2.Vpc, subnets: Mapping[SubnetPlan, aws.ec2.Subnet]) -> list[aws.ec2.RouteTable]:
        """Route tables and what they lead to; returns the private ones."""
        gateway = aws.ec2.InternetGateway(f"{self._name}-internet", vpc_id=vpc.id, opts=self._child)
        public = self._table(vpc, "public", _of(subnets, "public"))
        self._default_route("public", public, gateway_id=gateway.id)
        self._table(vpc, "isolated", _of(subnets, "isolated"))
        nats: list[aws.ec2.NatGateway] = []
        tables: list[aws.ec2.RouteTable] = []
        for index, zone in enumerate(self._args.zones):
            at_zone = {p.tier: s for p, s in subnets.items() if p.index == index}
            if not nats or self._args.nat == "zone":
                nats.append(self._nat(zone, at_zone["public"], gateway))
            table = self._table(vpc, f"private-{zone.name}", [at_zone["private"]])
            self._default_route(f"private-{zone.name}", table, nat_gateway_id=nats[-1].id)
            tables.append(table)
        return tables

    def _nat(self, zone: Zone, subnet: aws.ec2.Subnet, gateway: aws.ec2.InternetGateway) -> aws.ec2.NatGateway:
        label = f"{self._name}-nat-{zone.name}"
        tags = {"Name": f"{self._args.names.stem}-{zone.name}"}
        address = aws.ec2.Eip(label, domain="vpc", tags=tags, opts=self._child)
        after = pulumi.ResourceOptions(parent=self, depends_on=[gateway])
        return aws.ec2.NatGateway(label, allocation_id=address.id, subnet_id=subnet.id, tags=tags, opts=after)

    def _table(self, vpc: aws.ec2.Vpc, label: str, subnets: Sequence[aws.ec2.Subnet]) -> aws.ec2.RouteTable:
        tags = {"Name": f"{self._args.names.stem}-{label}"}
        table = aws.ec2.RouteTable(f"{self._name}-{label}", vpc_id=vpc.id, tags=tags, opts=self._child)
        for index, subnet in enumerate(subnets):
            aws.ec2.RouteTableAssociation(
                f"{self._name}-{label}-{index}", route_table_id=table.id, subnet_id=subnet.id, opts=self._child
            )
        return table

    def _default_route(self, label: str, table: aws.ec2.RouteTable, **target: pulumi.Input[str]) -> None:
        aws.ec2.Route(
            f"{self._name}-{label}-out",
            route_table_id=table.id,
            destination_cidr_block="0.0.0.0/0",
            opts=self._child,
            **target,
        )

    def _endpoints(
        self, vpc: aws.ec2.Vpc, tables: Sequence[aws.ec2.RouteTable], private: Sequence[aws.ec2.Subnet]
    ) -> None:
        region = self._args.names.region
        aws.ec2.VpcEndpoint(
            f"{self._name}-s3",
            vpc_id=vpc.id,
            service_name=f"com.amazonaws.{region}.s3",
            vpc_endpoint_type="Gateway",
            route_table_ids=[table.id for table in tables],
            policy=json.dumps(s3_policy(region, self._args.account_id, self._args.partition)),
            opts=self._child,
        )
        if not self._args.interface_endpoints:
            return
        group = aws.ec2.SecurityGroup(
            f"{self._name}-endpoints",
            name=self._args.names.of("security-group", "endpoints"),
            description="AWS APIs reached from inside the VPC",
            vpc_id=vpc.id,
            opts=self._child,
        )
        aws.vpc.SecurityGroupIngressRule(
            f"{self._name}-endpoints-https",
            security_group_id=group.id,
            cidr_ipv4=self._args.vpc_cidr,
            description="this VPC",
            ip_protocol="tcp",
            from_port=443,
            to_port=443,
            opts=self._child,
        )
        for service in self._args.interface_endpoints:
            aws.ec2.VpcEndpoint(
                f"{self._name}-{service.replace('.', '-')}",
                vpc_id=vpc.id,
                service_name=f"com.amazonaws.{region}.{service}",
                vpc_endpoint_type="Interface",
                private_dns_enabled=True,
                subnet_ids=[subnet.id for subnet in private],
                security_group_ids=[group.id],
                opts=self._child,
            )

    def _flow_logs(self, vpc: aws.ec2.Vpc) -> None:
        names = self._args.names
        group = aws.cloudwatch.LogGroup(
            f"{self._name}-flow-logs",
            name=f"{names.of('log-group')}/flow-logs",
            retention_in_days=self._args.log_retention_days,
            kms_key_id=self._args.key_arn,
            opts=self._child,
        )
        source = f"arn:{self._args.partition}:ec2:{names.region}:{self._args.account_id}:vpc-flow-log/*"
        wanted = ServiceRoleArgs(
            name=names.of("iam-role", "flow-logs"),
            trust=trust("vpc-flow-logs.amazonaws.com", self._args.account_id, source),
            policy=group.arn.apply(_may_write),
        )
        role = service_role(self, f"{self._name}-flow-logs", wanted)
        aws.ec2.FlowLog(
            f"{self._name}-flow-logs",
            vpc_id=vpc.id,
            traffic_type="ALL",
            log_destination_type="cloud-watch-logs",
            log_destination=group.arn,
            iam_role_arn=role.arn,
            opts=self._child,
        )


def _may_write(log_group_arn: str) -> dict[str, Any]:
    write = ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogGroups", "logs:DescribeLogStreams"]
    return document({"Effect": "Allow", "Action": write, "Resource": [log_group_arn, f"{log_group_arn}:*"]})


def s3_policy(region: str, account_id: str, partition: str) -> dict[str, Any]:
    """What goes through the S3 endpoint: this account's buckets, and the layers of ECR images (Amazon ECR user guide,
    "Minimum Amazon S3 bucket permissions for Amazon ECR")."""
    layers = f"arn:{partition}:s3:::prod-{region}-starport-layer-bucket/*"
    everyone: dict[str, Any] = {"Effect": "Allow", "Principal": "*"}
    own = {"StringEquals": {"aws:ResourceAccount": account_id}}
    return document(
        {**everyone, "Action": "s3:*", "Resource": "*", "Condition": own},
        {**everyone, "Action": "s3:GetObject", "Resource": layers},
    )


def _of(subnets: Mapping[SubnetPlan, aws.ec2.Subnet], tier: Tier) -> list[aws.ec2.Subnet]:
    return [subnet for plan, subnet in subnets.items() if plan.tier == tier]


def _ids(subnets: Sequence[aws.ec2.Subnet]) -> pulumi.Output[list[str]]:
    return pulumi.Output.all(*[subnet.id for subnet in subnets]).apply(lambda ids: [str(one) for one in ids])
