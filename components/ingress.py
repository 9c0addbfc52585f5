"""The region's way in, private half: the internal load balancer with its two colors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from pattern.contract import COLORS
from pattern.existing import ExistingListener
from pattern.naming import Names

DEFAULT_PORT = 8080


@dataclass(frozen=True)
class IngressArgs:
    """`live_color` is where the default action leads; `certificate_arn` makes the listener HTTPS (None: HTTP, inside
    the VPC only). With `existing` its load balancer, listener and groups are used: only the VPC link's way there is
    made."""

    names: Names
    live_color: str
    health_path: str
    protect: bool
    vpc_id: pulumi.Input[str]
    vpc_cidr: str
    subnet_ids: pulumi.Input[list[str]]
    certificate_arn: pulumi.Input[str] | None = None
    existing: ExistingListener | None = None


class Ingress(pulumi.ComponentResource):
    """Creates: internal application load balancer over the private subnets, its security group and the VPC link's,
    target groups blue and green for the front service, a listener whose default action is the live color."""

    listener_arn: pulumi.Output[str]
    load_balancer_arn_suffix: pulumi.Output[str]
    security_group_id: pulumi.Output[str]
    link_security_group_id: pulumi.Output[str]
    target_group_arns: Mapping[str, pulumi.Output[str]]
    target_group_arn_suffixes: Mapping[str, pulumi.Output[str]]

    def __init__(self, name: str, args: IngressArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:components:Ingress", name, None, opts)
        self._name, self._args = name, args
        self._child = pulumi.ResourceOptions(parent=self)
        self._live = pulumi.ResourceOptions(parent=self, protect=args.protect)
        link, balancer_group_id = self._security_groups()
        if args.existing:
            self._use(args.existing)
        else:
            self._make(balancer_group_id)
        self.security_group_id, self.link_security_group_id = balancer_group_id, link.id
        self.register_outputs({"listener_arn": self.listener_arn, "security_group_id": self.security_group_id})

    def _use(self, existing: ExistingListener) -> None:
        groups = {"blue": existing.blue_target_group_arn, "green": existing.green_target_group_arn}
        self.listener_arn = pulumi.Output.from_input(existing.arn)
        # …:listener/app/<name>/<id>/<id of the listener> belongs to …:loadbalancer/app/<name>/<id>
        suffix = existing.arn.partition(":listener/")[2].rpartition("/")[0]
        self.load_balancer_arn_suffix = pulumi.Output.from_input(suffix)
        self.target_group_arns = {color: pulumi.Output.from_input(arn) for color, arn in groups.items()}
        self.target_group_arn_suffixes = {
            color: pulumi.Output.from_input(arn.rpartition(":")[2]) for color, arn in groups.items()
        }

    def _make(self, balancer_group_id: pulumi.Output[str]) -> None:
        name, args = self._name, self._args
        balancer = aws.lb.LoadBalancer(
            f"{name}-alb",
            name=args.names.of("load-balancer"),
            internal=True,
            load_balancer_type="application",
            security_groups=[balancer_group_id],
            subnets=args.subnet_ids,
            drop_invalid_header_fields=True,
            enable_deletion_protection=args.protect,
            opts=self._live,
        )
        groups = {color: self._target_group(color) for color in COLORS}
        listener = aws.lb.Listener(
            f"{name}-listener",
            load_balancer_arn=balancer.arn,
            port=self._port,
            protocol="HTTPS" if args.certificate_arn else "HTTP",
            certificate_arn=args.certificate_arn,
            ssl_policy="ELBSecurityPolicy-TLS13-1-2-2021-06" if args.certificate_arn else None,
            default_actions=[{"type": "forward", "target_group_arn": groups[args.live_color].arn}],
            opts=self._live,
        )
        self.listener_arn = listener.arn
        self.load_balancer_arn_suffix = balancer.arn_suffix
        self.target_group_arns = {color: group.arn for color, group in groups.items()}
        self.target_group_arn_suffixes = {color: group.arn_suffix for color, group in groups.items()}

    @property
    def _port(self) -> int:
        if self._args.existing and self._args.existing.port:
            return self._args.existing.port
        return 443 if self._args.certificate_arn else 80

    def _target_group(self, color: str) -> aws.lb.TargetGroup:
        return aws.lb.TargetGroup(
            f"{self._name}-{color}",
            name=self._args.names.of("target-group", color),
            port=DEFAULT_PORT,  # each task registers its own port; this one is only the group's default
            protocol="HTTP",
            target_type="ip",
            vpc_id=self._args.vpc_id,
            deregistration_delay=30,
            health_check={
                "path": self._args.health_path,
                "interval": 10,
                "timeout": 5,
                "healthy_threshold": 2,
                "unhealthy_threshold": 2,
                "matcher": "200",
            },
            opts=self._live,
        )

    def _security_groups(self) -> tuple[aws.ec2.SecurityGroup, pulumi.Output[str]]:
        """The VPC link's group (out to the load balancer) and the load balancer's (in from the link, out to tasks)."""
        link, existing = self._group("vpc-link", "VPC link of the HTTP API"), self._args.existing
        if existing:
            balancer_id = pulumi.Output.from_input(existing.security_group_id)
        else:
            balancer_id = self._group("alb", "Load balancer, reached by the VPC link only").id
        aws.vpc.SecurityGroupEgressRule(
            f"{self._name}-link-out",
            security_group_id=link.id,
            referenced_security_group_id=balancer_id,
            description="to the load balancer",
            ip_protocol="tcp",
            from_port=self._port,
            to_port=self._port,
            opts=self._child,
        )
        aws.vpc.SecurityGroupIngressRule(
            f"{self._name}-alb-from-link",
            security_group_id=balancer_id,
            referenced_security_group_id=link.id,
            description="from the VPC link",
            ip_protocol="tcp",
            from_port=self._port,
            to_port=self._port,
            opts=self._child,
        )
        aws.vpc.SecurityGroupEgressRule(
            f"{self._name}-alb-out",
            security_group_id=balancer_id,
            cidr_ipv4=self._args.vpc_cidr,
            description="to tasks",
            ip_protocol="tcp",
            from_port=1,
            to_port=65535,
            opts=self._child,
        )
        return link, balancer_id

    def _group(self, part: str, description: str) -> aws.ec2.SecurityGroup:
        return aws.ec2.SecurityGroup(
            f"{self._name}-{part}",
            name=self._args.names.of("security-group", part),
            description=description,
            vpc_id=self._args.vpc_id,
            opts=self._child,
        )
