"""Custom domains and their mappings: targets of a region, certificates, stages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from lab.provider.wire import UNKNOWN

DOMAIN = "aws:apigatewayv2/domainName:DomainName"
MAPPING = "aws:apigatewayv2/apiMapping:ApiMapping"


def certificate(aws: Callable[..., Any], region: str = "us-east-1") -> str:
    """An issued certificate."""
    acm, dns = aws("acm", region), aws("route53")
    arn = acm.request_certificate(DomainName="app.shop.test", ValidationMethod="DNS")["CertificateArn"]
    zones = [zone["Id"] for zone in dns.list_hosted_zones()["HostedZones"] if zone["Name"] == "shop.test."]
    zone = (zones or [dns.create_hosted_zone(Name="shop.test", CallerReference="1")["HostedZone"]["Id"]])[0]
    record = acm.describe_certificate(CertificateArn=arn)["Certificate"]["DomainValidationOptions"][0]["ResourceRecord"]
    values = [{"Value": record["Value"]}]
    proof = {"Name": record["Name"], "Type": "CNAME", "TTL": 60, "ResourceRecords": values}
    batch = {"Changes": [{"Action": "UPSERT", "ResourceRecordSet": proof}]}
    dns.change_resource_record_sets(HostedZoneId=zone, ChangeBatch=batch)
    for _ in range(200):
        if acm.describe_certificate(CertificateArn=arn)["Certificate"]["Status"] == "ISSUED":
            return str(arn)
    raise AssertionError("the certificate was never issued")


def domain(arn: str) -> dict[str, Any]:
    return {
        "domainName": "app.shop.test",
        "domainNameConfiguration": {
            "certificateArn": arn,
            "endpointType": "REGIONAL",
            "securityPolicy": "TLS_1_2",
        },
        "tags": {"app": "x"},
    }


def test_domain_lives_and_names_its_target(engine: Any, aws: Callable[..., Any]) -> None:
    inputs = domain(certificate(aws))
    made = engine.create(DOMAIN, "app", inputs)
    live = aws("apigatewayv2").get_domain_name(DomainName="app.shop.test")["DomainNameConfigurations"][0]
    block = made.outputs["domainNameConfiguration"]
    assert block["targetDomainName"] == live["ApiGatewayDomainName"]
    assert block["hostedZoneId"] == live["HostedZoneId"]
    assert ".execute-api.us-east-1.amazonaws.com" in block["targetDomainName"]
    engine.lives_through(made, inputs)


def test_the_same_domain_in_two_regions_has_two_targets(engine_in: Callable[..., Any], aws: Callable[..., Any]) -> None:
    blocks = [
        engine_in(region).create(DOMAIN, "app", domain(certificate(aws, region))).outputs["domainNameConfiguration"]
        for region in ("us-east-1", "us-west-2")
    ]
    assert blocks[0]["targetDomainName"] != blocks[1]["targetDomainName"]
    assert blocks[0]["hostedZoneId"] != blocks[1]["hostedZoneId"]


def test_the_target_is_unknown_before_and_known_ever_after(engine: Any, aws: Callable[..., Any]) -> None:
    inputs = domain(certificate(aws))
    before = engine.preview(DOMAIN, "app", inputs)["domainNameConfiguration"]
    assert before == {**inputs["domainNameConfiguration"], "targetDomainName": UNKNOWN, "hostedZoneId": UNKNOWN}
    made = engine.create(DOMAIN, "app", inputs)
    after = engine.update(made, {**inputs, "tags": {}}, preview=True)
    assert after.outputs["domainNameConfiguration"] == made.outputs["domainNameConfiguration"]


def test_another_certificate_is_put_in_place(engine: Any, aws: Callable[..., Any]) -> None:
    inputs = domain(certificate(aws))
    made = engine.create(DOMAIN, "app", inputs)
    new = domain(certificate(aws))
    found = engine.diff(made, new)
    assert (found.changed, found.replaces) == ({"domainNameConfiguration"}, set())
    changed = engine.update(made, new)
    live = aws("apigatewayv2").get_domain_name(DomainName="app.shop.test")["DomainNameConfigurations"][0]
    assert live["CertificateArn"] == new["domainNameConfiguration"]["certificateArn"]
    assert engine.diff(engine.refresh(changed), new).changed == set()


def test_another_name_replaces(engine: Any, aws: Callable[..., Any]) -> None:
    inputs = domain(certificate(aws))
    made = engine.create(DOMAIN, "app", inputs)
    assert engine.diff(made, {**inputs, "domainName": "b.shop.test"}).replaces == {"domainName"}


def test_mutual_tls_is_refused_by_name(engine: Any) -> None:
    block = {"truststoreUri": "s3://trust/store.pem"}
    arn = "arn:aws:acm:us-east-1:123456789012:certificate/x"
    _, failures = engine.check(DOMAIN, "app", {**domain(arn), "mutualTlsAuthentication": block})
    assert [text for text in failures if "does not emulate mutualTlsAuthentication" in text]


@pytest.fixture
def mapped(engine: Any, aws: Callable[..., Any]) -> dict[str, str]:
    engine.create(DOMAIN, "app", domain(certificate(aws)))
    gateway = aws("apigatewayv2")
    api = gateway.create_api(Name="api", ProtocolType="HTTP")["ApiId"]
    for stage in ("$default", "live"):
        gateway.create_stage(ApiId=api, StageName=stage, AutoDeploy=True)
    return {"apiId": api, "domainName": "app.shop.test", "stage": "$default"}


def test_mapping_lives(engine: Any, aws: Callable[..., Any], mapped: dict[str, str]) -> None:
    made = engine.create(MAPPING, "app", mapped)
    live = aws("apigatewayv2").get_api_mapping(ApiMappingId=made.ident, DomainName="app.shop.test")
    assert (live["ApiId"], live["Stage"]) == (mapped["apiId"], "$default")
    engine.lives_through(made, mapped)


def test_mapping_moves_to_another_stage_in_place(engine: Any, aws: Callable[..., Any], mapped: dict[str, str]) -> None:
    made = engine.create(MAPPING, "app", mapped)
    new = {**mapped, "stage": "live"}
    found = engine.diff(made, new)
    assert (found.changed, found.replaces) == ({"stage"}, set())
    engine.update(made, new)
    live = aws("apigatewayv2").get_api_mapping(ApiMappingId=made.ident, DomainName="app.shop.test")
    assert live["Stage"] == "live"


def test_mapping_of_another_domain_replaces(engine: Any, mapped: dict[str, str]) -> None:
    made = engine.create(MAPPING, "app", mapped)
    assert engine.diff(made, {**mapped, "domainName": "b.shop.test"}).replaces == {"domainName"}


def test_mapping_import(engine: Any, mapped: dict[str, str]) -> None:
    made = engine.create(MAPPING, "app", mapped)
    imported = engine.imported(MAPPING, "app", f"{made.ident}/app.shop.test")
    assert engine.diff(imported, mapped).changed == set()
    with pytest.raises(Exception, match="expected <api mapping id>/<domain name>"):
        engine.imported(MAPPING, "app", made.ident)
