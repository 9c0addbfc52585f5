"""Custom domain names: what AWS adds, checks and shows."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from lab.emulator.services.apigatewayv2.domains import complete, find_target


def test_a_configuration_is_completed_with_its_regional_target_and_zone() -> None:
    one, other = (complete("us-west-2", {"certificateArn": "arn"}) for _ in range(2))
    assert one["hostedZoneId"] == "Z2OJLYMUO9EFXC"
    assert one["apiGatewayDomainName"].endswith(".execute-api.us-west-2.amazonaws.com")
    assert one["apiGatewayDomainName"] != other["apiGatewayDomainName"]
    assert complete("us-west-2", {"securityPolicy": "TLS_1_3"})["securityPolicy"] == "TLS_1_3"


def test_nothing_lies_behind_an_unknown_target() -> None:
    assert find_target("d-1.execute-api.us-west-2.amazonaws.com") is None
    assert find_target("www.example.com") is None


@pytest.fixture
def api(emulator: Any) -> Any:
    return emulator.client("apigatewayv2", "us-west-2")


@pytest.fixture
def certificate(emulator: Any) -> str:
    arn = emulator.client("acm", "us-west-2").request_certificate(DomainName="app.example.com")["CertificateArn"]
    emulator.control("POST", "certificate", {"arn": arn, "status": "ISSUED"})
    return str(arn)


def make(api: Any, certificate: str | None) -> Any:
    configuration = {"EndpointType": "REGIONAL"} | ({"CertificateArn": certificate} if certificate else {})
    return api.create_domain_name(DomainName="app.example.com", DomainNameConfigurations=[configuration])


def test_a_domain_name_shows_target_zone_and_status_and_can_be_updated(
    emulator: Any, api: Any, certificate: str
) -> None:
    made = make(api, certificate)["DomainNameConfigurations"][0]
    assert made["HostedZoneId"] == "Z2OJLYMUO9EFXC"
    assert made["DomainNameStatus"] == "AVAILABLE"
    wanted = [{"CertificateArn": certificate, "SecurityPolicy": "TLS_1_2"}]
    updated = api.update_domain_name(DomainName="app.example.com", DomainNameConfigurations=wanted)
    assert updated["DomainNameConfigurations"][0]["DomainNameStatus"] == "UPDATING"
    with pytest.raises(ClientError, match="UPDATING"):
        api.update_domain_name(DomainName="app.example.com", DomainNameConfigurations=wanted)
    emulator.advance(60)
    shown = api.get_domain_name(DomainName="app.example.com")["DomainNameConfigurations"][0]
    assert (shown["DomainNameStatus"], shown["ApiGatewayDomainName"]) == ("AVAILABLE", made["ApiGatewayDomainName"])


def test_the_certificate_must_be_of_this_region_exist_and_be_issued(emulator: Any, api: Any, certificate: str) -> None:
    with pytest.raises(ClientError, match="Certificate must be in 'us-west-2'"):
        make(api, certificate.replace("us-west-2", "us-east-1"))
    with pytest.raises(ClientError, match="The provided certificate does not exist"):
        make(api, certificate + "0")
    with pytest.raises(ClientError, match="A certificate ARN is required"):
        make(api, None)
    emulator.control("POST", "certificate", {"arn": certificate, "status": "PENDING_VALIDATION"})
    with pytest.raises(ClientError, match="must be ISSUED; it is PENDING_VALIDATION"):
        make(api, certificate)


def test_the_same_name_may_exist_in_several_regions_and_goes_with_its_mappings(api: Any, certificate: str) -> None:
    make(api, certificate)
    with pytest.raises(ClientError, match="ConflictException"):
        make(api, certificate)
    app = api.create_api(Name="app", ProtocolType="HTTP")["ApiId"]
    api.create_stage(ApiId=app, StageName="$default")
    api.create_api_mapping(ApiId=app, DomainName="app.example.com", Stage="$default")
    api.delete_domain_name(DomainName="app.example.com")
    make(api, certificate)
    assert api.get_api_mappings(DomainName="app.example.com")["Items"] == []


def test_mutual_tls_is_told_where_it_is_configured(api: Any, certificate: str) -> None:
    make(api, certificate)
    assert "MutualTlsAuthentication" not in api.get_domain_name(DomainName="app.example.com")
