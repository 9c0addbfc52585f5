"""A public load balancer as the alias target: its listener, its certificates, and each way in which it can break."""

from __future__ import annotations

from typing import Any

import pytest

HOST, REGION = "app.example.com", "us-west-2"


class Public:
    """``west`` behind a public load balancer of its own, with an HTTPS listener on 443."""

    def __init__(self, emulator: Any, west: Any, zone: str) -> None:
        self.emulator, self.west, self.zone = emulator, west, zone
        self.elbv2 = west.stage.elbv2
        made = self.elbv2.create_load_balancer(Name="front", Subnets=west.stage.subnets, Scheme="internet-facing")
        self.balancer = made["LoadBalancers"][0]
        self.listener: str = self.elbv2.create_listener(
            LoadBalancerArn=self.balancer["LoadBalancerArn"],
            Protocol="HTTPS",
            Port=443,
            Certificates=[{"CertificateArn": west.certificate}],
            DefaultActions=[{"Type": "forward", "TargetGroupArn": west.stage.blue}],
        )["Listeners"][0]["ListenerArn"]

    def certificate(self, *names: str, status: str = "ISSUED") -> str:
        acm = self.emulator.client("acm", REGION)
        more = {"SubjectAlternativeNames": list(names)} if len(names) > 1 else {}
        arn = acm.request_certificate(DomainName=names[0], ValidationMethod="DNS", **more)["CertificateArn"]
        self.emulator.control("POST", "certificate", {"arn": arn, "status": status})
        return str(arn)

    def default(self, arn: str) -> None:
        self.elbv2.modify_listener(ListenerArn=self.listener, Certificates=[{"CertificateArn": arn}])

    def point_dns(self, prefix: str = "") -> None:
        alias = {
            "HostedZoneId": self.balancer["CanonicalHostedZoneId"],
            "DNSName": prefix + self.balancer["DNSName"],
            "EvaluateTargetHealth": False,
        }
        record = {"Name": HOST, "Type": "A", "AliasTarget": alias}
        changes = {"Changes": [{"Action": "UPSERT", "ResourceRecordSet": record}]}
        self.emulator.client("route53").change_resource_record_sets(HostedZoneId=self.zone, ChangeBatch=changes)
        self.emulator.advance(120)


@pytest.fixture
def front(emulator: Any, west: Any, zone: str) -> Public:
    made = Public(emulator, west, zone)
    made.point_dns()
    return made


@pytest.mark.usefixtures("front")
def test_it_serves_reads_and_writes_past_the_api(public: Any, west: Any) -> None:
    west.api.delete_api_mapping(ApiMappingId=west.mapping["ApiMappingId"], DomainName=HOST)
    assert public("GET", "/health") == (200, {"region": REGION, "service": "web", "writer": True})
    assert public("POST", "/orders")[1]["written"] is True


def test_the_name_with_dualstack_is_the_same_one(public: Any, front: Public, emulator: Any) -> None:
    front.point_dns("dualstack.")
    assert public("GET", "/health")[0] == 200
    assert emulator.control("GET", "door") == {"names": [{"name": HOST, "region": REGION}]}


def test_connect_to_enters_at_it(public: Any, front: Public) -> None:
    assert public("GET", "/", via=front.balancer["DNSName"])[0] == 200
    assert public("GET", "/", via="gone-1.us-west-2.elb.amazonaws.com")[1] == {
        "error": "NXDOMAIN: no load balancer is called gone-1.us-west-2.elb.amazonaws.com",
        "hop": "load-balancer",
    }


def test_a_certificate_of_another_name_breaks_tls_until_sni_has_one(public: Any, front: Public) -> None:
    front.default(front.certificate("shop.example.com"))
    status, answer = public("GET", "/")
    assert (status, answer["hop"]) == (599, "certificate")
    assert "no certificate of the listener is for app.example.com" in answer["error"]
    assert "shop.example.com" in answer["error"]

    wildcard = front.certificate("other.example.com", "*.example.com")
    front.elbv2.add_listener_certificates(ListenerArn=front.listener, Certificates=[{"CertificateArn": wildcard}])
    assert public("GET", "/")[0] == 200
    front.elbv2.remove_listener_certificates(ListenerArn=front.listener, Certificates=[{"CertificateArn": wildcard}])
    assert public("GET", "/")[1]["hop"] == "certificate"


@pytest.mark.parametrize(("name", "status"), [("*.example.com", 200), ("*.com", 599), ("example.com", 599)])
def test_a_wildcard_stands_for_one_label(name: str, status: int, public: Any, front: Public) -> None:
    front.default(front.certificate(name))
    assert public("GET", "/")[0] == status


def test_a_certificate_that_ran_out_breaks_tls(public: Any, front: Public, emulator: Any, west: Any) -> None:
    emulator.control("POST", "certificate", {"arn": west.certificate, "status": "EXPIRED"})
    assert public("GET", "/") == (
        599,
        {"error": "TLS fails: the certificate of app.example.com is EXPIRED", "hop": "certificate"},
    )
    assert front.listener


def test_no_listener_on_443_and_no_healthy_target_are_named(public: Any, front: Public, west: Any) -> None:
    forward = [{"Type": "forward", "TargetGroupArn": west.stage.green}]
    front.elbv2.modify_listener(ListenerArn=front.listener, DefaultActions=forward)
    assert public("GET", "/")[1] == {"error": "target group green has no healthy target", "hop": "targets"}
    front.elbv2.delete_listener(ListenerArn=front.listener)
    assert public("GET", "/")[1]["error"].startswith("nothing listens on port 443 of front-1")


def test_an_internal_one_cannot_be_reached(public: Any, west: Any) -> None:
    (internal,) = west.stage.elbv2.describe_load_balancers(Names=["app"])["LoadBalancers"]
    status, answer = public("GET", "/", via=internal["DNSName"])
    assert (status, answer["hop"]) == (599, "load-balancer")
    assert "is internal" in answer["error"]


@pytest.mark.usefixtures("front")
def test_a_dead_region_does_not_answer(public: Any, emulator: Any) -> None:
    emulator.control("POST", "outage", {"region": REGION, "mode": "refuse"})
    assert public("GET", "/")[1]["hop"] == "region"


def test_an_alias_in_the_wrong_zone_is_refused(front: Public) -> None:
    front.balancer["CanonicalHostedZoneId"] = "Z2OJLYMUO9EFXC"
    with pytest.raises(Exception, match="does not lie within the target zone"):
        front.point_dns()
