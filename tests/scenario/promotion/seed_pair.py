"""A pair of regions without Pulumi: what a promotion meets, made by boto3 calls in a second or two.

For the many runs of the fault and kill matrices. The same promotion on a pair that `pulumi up` has built is in
`tests/scenario/test_failback.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pattern.contract import NONE, PLATFORM_KEYS, ScheduleEntry, ServiceEntry
from pattern.contract import VERSION as CONTRACT_VERSION
from tests.scenario.promotion.seed_database import DR_ACU, GLOBAL, PRODUCTION_ACU, cluster_name, seed_database
from tests.scenario.promotion.seed_services import APP, MAXIMUM, MINIMUM, OFF, RULE, STEM, run_nightly, seed_services

__all__ = ["APP", "DR_ACU", "GLOBAL", "MAXIMUM", "MINIMUM", "OFF", "PRODUCTION_ACU", "RULE", "STEM", "cluster_name"]

AwsFactory = Callable[..., Any]

ENVIRONMENT, RECORD = "prod", "app.example.com"
PATH = f"/{APP}/{ENVIRONMENT}/standby"
HEALTH_PATH, WRITE_PATH = "/healthz", "/healthz/write"
DESIRED = 6

_NAMED = {"ResourceType": "vpc", "Tags": [{"Key": "Name", "Value": STEM}]}


@dataclass
class Region:
    """One region of the pair: its identifiers, as the contract names them."""

    name: str
    values: dict[str, str]
    services: tuple[ServiceEntry, ...]

    @property
    def live_group(self) -> str:
        return self.values[f"ingress/{self.values['ingress/live-color']}-target-group-arn"]


@dataclass
class Pair:
    """Both regions; the record points at the primary."""

    primary: Region
    dr: Region
    zone_id: str


def seed_pair(
    aws: AwsFactory,
    services: int = 3,
    *,
    primary: str = "us-east-1",
    dr: str = "us-west-2",
    desired: int = DESIRED,
    write_path: str = WRITE_PATH,
) -> Pair:
    """Make everything that both regions have in normal operation: `services` services each, at production numbers in
    the primary; in DR one task of each, none of `OFF`, the schedule disabled and a smaller database."""
    zone = aws("route53").create_hosted_zone(Name="example.com", CallerReference="seed")
    zone_id = zone["HostedZone"]["Id"].rsplit("/", 1)[-1]
    seed_database(aws, primary, dr)
    regions = {}
    for name, peer, warm in ((primary, dr, False), (dr, primary, True)):
        values = _entrance(aws, name, peer, zone_id, write_path, warm)
        values["dns/role-arn"] = NONE
        entries = seed_services(aws, values, services, desired, warm)
        run_nightly(aws, name, not warm)
        _contract(aws, values, entries)
        regions[name] = Region(name, values, entries)
    point(aws, zone_id, regions[primary])
    return Pair(regions[primary], regions[dr], zone_id)


def point(aws: AwsFactory, zone_id: str, region: Region) -> None:
    """Let the A record point at `region`."""
    alias = {
        "HostedZoneId": region.values["ingress/api-domain-zone-id"],
        "DNSName": region.values["ingress/api-domain-target"],
        "EvaluateTargetHealth": False,
    }
    record = {"Name": RECORD, "Type": "A", "AliasTarget": alias}
    aws("route53").change_resource_record_sets(
        HostedZoneId=zone_id, ChangeBatch={"Changes": [{"Action": "UPSERT", "ResourceRecordSet": record}]}
    )


def _network(aws: AwsFactory, region: str) -> tuple[str, list[str]]:
    ec2 = aws("ec2", region)
    block = "10.0" if region == "us-east-1" else "10.1"
    vpc = ec2.create_vpc(CidrBlock=f"{block}.0.0/16", TagSpecifications=[_NAMED])["Vpc"]["VpcId"]
    zones = [zone["ZoneName"] for zone in ec2.describe_availability_zones()["AvailabilityZones"][:2]]
    # /20: room for the 200 services of the bench
    ranges = [f"{block}.{16 * index}.0/20" for index in range(len(zones))]
    subnets = [
        ec2.create_subnet(VpcId=vpc, CidrBlock=cidr, AvailabilityZone=zone)["Subnet"]["SubnetId"]
        for zone, cidr in zip(zones, ranges, strict=True)
    ]
    return vpc, subnets


def _entrance(aws: AwsFactory, region: str, peer: str, zone_id: str, write_path: str, warm: bool) -> dict[str, str]:
    """Load balancer, two colors, API with its link and domain; returns the platform's part of the contract."""
    vpc, subnets = _network(aws, region)
    elb, api = aws("elbv2", region), aws("apigatewayv2", region)
    balancer = elb.create_load_balancer(Name=STEM, Subnets=subnets, Scheme="internal", Type="application")
    groups = {
        color: elb.create_target_group(
            Name=f"{STEM}-{color}", Protocol="HTTP", Port=8080, VpcId=vpc, TargetType="ip", HealthCheckPath=HEALTH_PATH
        )["TargetGroups"][0]["TargetGroupArn"]
        for color in ("blue", "green")
    }
    listener = elb.create_listener(
        LoadBalancerArn=balancer["LoadBalancers"][0]["LoadBalancerArn"],
        Protocol="HTTP",
        Port=80,
        DefaultActions=[{"Type": "forward", "ForwardConfig": {"TargetGroups": _weighted(groups, warm)}}],
    )["Listeners"][0]["ListenerArn"]
    certificate = seed_certificate(aws, region, zone_id)
    link = api.create_vpc_link(Name=STEM, SubnetIds=subnets)["VpcLinkId"]
    gateway = api.create_api(Name=STEM, ProtocolType="HTTP")["ApiId"]
    integration = api.create_integration(
        ApiId=gateway,
        IntegrationType="HTTP_PROXY",
        IntegrationMethod="ANY",
        ConnectionType="VPC_LINK",
        ConnectionId=link,
        IntegrationUri=listener,
        PayloadFormatVersion="1.0",
    )["IntegrationId"]
    api.create_route(ApiId=gateway, RouteKey="$default", Target=f"integrations/{integration}")
    api.create_stage(ApiId=gateway, StageName="$default", AutoDeploy=True)
    domain = api.create_domain_name(
        DomainName=RECORD, DomainNameConfigurations=[{"CertificateArn": certificate, "EndpointType": "REGIONAL"}]
    )["DomainNameConfigurations"][0]
    api.create_api_mapping(ApiId=gateway, DomainName=RECORD, Stage="$default")
    aws("ecs", region).create_cluster(clusterName=STEM)
    made = {
        "ingress/kind": "api",
        "ingress/listener-arn": listener,
        "ingress/live-color": "blue",
        "ingress/blue-target-group-arn": groups["blue"],
        "ingress/green-target-group-arn": groups["green"],
        "ingress/api-id": gateway,
        "ingress/vpc-link-id": link,
        "ingress/api-domain": RECORD,
        "ingress/api-domain-target": domain["ApiGatewayDomainName"],
        "ingress/api-domain-zone-id": domain["HostedZoneId"],
        "ingress/certificate-arn": certificate,
        "dns/zone-id": zone_id,
        "dns/record": RECORD,
        "probe/health-path": HEALTH_PATH,
        "probe/write-path": write_path,
    }
    return {**_identity(aws, region, peer), **made}


def _identity(aws: AwsFactory, region: str, peer: str) -> dict[str, str]:
    """The part of the contract that says whose it is, and about which objects."""
    account = aws("sts").get_caller_identity()["Account"]
    topic = aws("sns", region).create_topic(Name=STEM)["TopicArn"]
    return {
        "version": CONTRACT_VERSION,
        "app": APP,
        "environment": ENVIRONMENT,
        "region": region,
        "peer-region": peer,
        "database/global-cluster": GLOBAL,
        "database/cluster": cluster_name(region),
        "database/cluster-arn": f"arn:aws:rds:{region}:{account}:cluster:{cluster_name(region)}",
        "database/min-acu": f"{PRODUCTION_ACU:g}",
        "ecs/cluster": STEM,
        "iam/promotion-role-arn": f"arn:aws:iam::{account}:role/{STEM}-dr-promotion",
        "watch/topic-arn": topic,
    }


def _weighted(groups: Mapping[str, str], warm: bool) -> list[dict[str, Any]]:
    """Blue serves in the primary; DR was left on green, so that the promotion has a listener to switch."""
    live = "green" if warm else "blue"
    return [{"TargetGroupArn": arn, "Weight": int(color == live)} for color, arn in groups.items()]


def seed_certificate(aws: AwsFactory, region: str, zone_id: str, name: str = RECORD) -> str:
    """A certificate for `name`, with its validation record in the zone."""
    acm = aws("acm", region)
    arn: str = acm.request_certificate(DomainName=name, ValidationMethod="DNS")["CertificateArn"]
    option = acm.describe_certificate(CertificateArn=arn)["Certificate"]["DomainValidationOptions"][0]
    record = option["ResourceRecord"]
    change = {
        "Action": "UPSERT",
        "ResourceRecordSet": {
            "Name": record["Name"],
            "Type": record["Type"],
            "TTL": 60,
            "ResourceRecords": [{"Value": record["Value"]}],
        },
    }
    aws("route53").change_resource_record_sets(HostedZoneId=zone_id, ChangeBatch={"Changes": [change]})
    acm.describe_certificate(CertificateArn=arn)
    return arn


def _contract(aws: AwsFactory, values: Mapping[str, str], entries: tuple[ServiceEntry, ...]) -> None:
    """The failover contract in the region's SSM."""
    ssm = aws("ssm", values["region"])
    assert set(values) == {key.name for key in PLATFORM_KEYS}
    texts = dict(values) | {f"services/{entry.name}": entry.encode() for entry in entries}
    texts["schedules/nightly"] = ScheduleEntry(RULE, OFF).encode()
    for key, text in texts.items():
        ssm.put_parameter(Name=f"{PATH}/{key}", Value=text, Type="String")


def put(aws: AwsFactory, region: Region, key: str, value: str) -> None:
    """Write one parameter of `region`'s contract."""
    aws("ssm", region.name).put_parameter(Name=f"{PATH}/{key}", Value=value, Type="String", Overwrite=True)
