"""A deployed region, from the certificate to the database, and the public's request to it."""

from __future__ import annotations

import http.client
import json
from collections.abc import Callable
from typing import Any

import pytest

ZONES = {"us-east-1": "Z1UJRXOUMOOFQ8", "us-west-2": "Z2OJLYMUO9EFXC"}


class Deployed:
    """One region with its public way in; ``target`` is the regional name of its API domain."""

    def __init__(self, emulator: Any, stage: Any, region: str) -> None:
        self.emulator, self.stage, self.region = emulator, stage, region
        self.api, self.route53 = emulator.client("apigatewayv2", region), emulator.client("route53")
        self.certificate = self._certificate()
        configuration = {"CertificateArn": self.certificate, "EndpointType": "REGIONAL"}
        domain = self.api.create_domain_name(DomainName="app.example.com", DomainNameConfigurations=[configuration])
        self.target: str = domain["DomainNameConfigurations"][0]["ApiGatewayDomainName"]
        self.link = self.api.create_vpc_link(Name="l", SubnetIds=stage.subnets)["VpcLinkId"]
        self.api_id = self.api.create_api(Name="app", ProtocolType="HTTP")["ApiId"]
        integration = self.api.create_integration(
            ApiId=self.api_id,
            IntegrationType="HTTP_PROXY",
            IntegrationMethod="ANY",
            ConnectionType="VPC_LINK",
            ConnectionId=self.link,
            IntegrationUri=stage.listener,
            PayloadFormatVersion="1.0",
        )["IntegrationId"]
        self.api.create_route(ApiId=self.api_id, RouteKey="$default", Target=f"integrations/{integration}")
        self.api.create_stage(ApiId=self.api_id, StageName="$default", AutoDeploy=True)
        self.mapping = self.api.create_api_mapping(ApiId=self.api_id, DomainName="app.example.com", Stage="$default")
        stage.service(desired=2)
        self._database()

    def _certificate(self) -> str:
        acm = self.emulator.client("acm", self.region)
        arn = acm.request_certificate(DomainName="app.example.com", ValidationMethod="DNS")["CertificateArn"]
        self.emulator.control("POST", "certificate", {"arn": arn, "status": "ISSUED"})
        return str(arn)

    def _database(self) -> None:
        rds = self.emulator.client("rds", self.region)
        rds.create_db_cluster(
            DBClusterIdentifier=f"db-{self.region}",
            Engine="aurora-postgresql",
            MasterUsername="admin1",
            MasterUserPassword="not-a-secret",
        )
        rds.create_db_instance(
            DBInstanceIdentifier=f"db-{self.region}-1",
            DBClusterIdentifier=f"db-{self.region}",
            Engine="aurora-postgresql",
            DBInstanceClass="db.r6g.large",
        )

    def point_dns(self, zone: str) -> None:
        """Point app.example.com at this region."""
        target = {"HostedZoneId": ZONES[self.region], "DNSName": self.target, "EvaluateTargetHealth": False}
        record = {"Name": "app.example.com", "Type": "A", "AliasTarget": target}
        batch = {"Changes": [{"Action": "UPSERT", "ResourceRecordSet": record}]}
        self.route53.change_resource_record_sets(HostedZoneId=zone, ChangeBatch=batch)


@pytest.fixture
def zone(emulator: Any) -> str:
    return str(
        emulator.client("route53").create_hosted_zone(Name="example.com", CallerReference="1")["HostedZone"]["Id"]
    )


@pytest.fixture
def west(emulator: Any, stage_maker: Any, zone: str) -> Deployed:
    """us-west-2, deployed, warm, and pointed at by DNS."""
    deployed = Deployed(emulator, stage_maker("us-west-2"), "us-west-2")
    deployed.point_dns(zone)
    emulator.advance(1200)
    return deployed


@pytest.fixture
def public(emulator: Any) -> Callable[..., tuple[int, dict[str, Any]]]:
    """Ask as the public does: ``public("GET", "/health")`` → (status, JSON)."""

    def ask(method: str, path: str, host: str = "app.example.com", via: str | None = None) -> tuple[int, Any]:
        connection = http.client.HTTPConnection("127.0.0.1", int(emulator.url.rsplit(":", 1)[1]), timeout=10)
        connection.request(method, path, headers={"Host": host} | ({"X-Lab-Connect-To": via} if via else {}))
        answer = connection.getresponse()
        payload = json.load(answer)
        connection.close()
        return answer.status, payload

    return ask
