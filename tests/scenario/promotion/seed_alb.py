"""The seeded pair as most teams have it: a public load balancer in either region is the entrance, and there is no API.

The contract is not written by the seed: `standby contract discover` finds it, as for a pair that other code built.
"""

from __future__ import annotations

from typing import Any

from standby.aws.cloud import Cloud
from standby.contract.discovery import Request, discover
from standby.contract.document import parse, render
from tests.scenario.promotion.seed_pair import (
    APP,
    ENVIRONMENT,
    HEALTH_PATH,
    PATH,
    RECORD,
    WRITE_PATH,
    AwsFactory,
    Pair,
    Region,
    point,
    seed_pair,
)

__all__ = ["discover_contract", "seed_alb_pair"]

NAME = "shop-public"


def seed_alb_pair(aws: AwsFactory) -> Pair:
    """Both regions behind a public load balancer with one target group; the record points at the primary's."""
    pair = seed_pair(aws)
    for region in (pair.primary, pair.dr):
        _forget_contract(aws, region)
        _replace_api(aws, region)
    point(aws, pair.zone_id, pair.primary)
    return pair


def discover_contract(aws: AwsFactory, region: Region, peer: Region) -> dict[str, str]:
    """The contract as `standby contract discover` finds it, reviewed (two paths are filled in), and written."""
    dns = Cloud("us-east-1")
    proposal = discover(
        Request(APP, ENVIRONMENT, region.name, peer.name), Cloud(region.name), Cloud(peer.name), dns, None
    )
    assert proposal.open_keys == ()
    values = parse(render(proposal), "discovered") | {"probe/health-path": HEALTH_PATH, "probe/write-path": WRITE_PATH}
    for key, value in values.items():
        aws("ssm", region.name).put_parameter(Name=f"{PATH}/{key}", Value=value, Type="String", Overwrite=True)
    region.values.update(values)
    return values


def _forget_contract(aws: AwsFactory, region: Region) -> None:
    ssm = aws("ssm", region.name)
    for page in ssm.get_paginator("get_parameters_by_path").paginate(Path=PATH, Recursive=True):
        for one in page["Parameters"]:
            ssm.delete_parameter(Name=one["Name"])


def _replace_api(aws: AwsFactory, region: Region) -> None:
    """The API, its domain and the internal load balancer go; a public one stands before the same tasks."""
    api, elb, values = aws("apigatewayv2", region.name), aws("elbv2", region.name), region.values
    mapping = api.get_api_mappings(DomainName=RECORD)["Items"][0]["ApiMappingId"]
    api.delete_api_mapping(ApiMappingId=mapping, DomainName=RECORD)
    api.delete_domain_name(DomainName=RECORD)
    api.delete_api(ApiId=values["ingress/api-id"])
    (internal,) = elb.describe_load_balancers()["LoadBalancers"]
    subnets = [one["SubnetId"] for one in internal["AvailabilityZones"]]
    elb.delete_load_balancer(LoadBalancerArn=internal["LoadBalancerArn"])
    made = elb.create_load_balancer(Name=NAME, Subnets=subnets, Scheme="internet-facing", Type="application")
    balancer = made["LoadBalancers"][0]
    values |= {
        "ingress/listener-arn": _listener(elb, balancer["LoadBalancerArn"], values),
        "ingress/api-domain-target": balancer["DNSName"],
        "ingress/api-domain-zone-id": balancer["CanonicalHostedZoneId"],
    }


def _listener(elb: Any, balancer: str, values: dict[str, str]) -> str:
    """HTTPS on 443 towards the blue group; port 80 redirects, as it does everywhere."""
    redirect = {"Protocol": "HTTPS", "Port": "443", "StatusCode": "HTTP_301"}
    elb.create_listener(
        LoadBalancerArn=balancer,
        Protocol="HTTP",
        Port=80,
        DefaultActions=[{"Type": "redirect", "RedirectConfig": redirect}],
    )
    forward = {"Type": "forward", "TargetGroupArn": values["ingress/blue-target-group-arn"]}
    made = elb.create_listener(
        LoadBalancerArn=balancer,
        Protocol="HTTPS",
        Port=443,
        Certificates=[{"CertificateArn": values["ingress/certificate-arn"]}],
        DefaultActions=[forward],
    )
    arn: str = made["Listeners"][0]["ListenerArn"]
    return arn
