"""A public request through what is deployed, and each way in which it can break."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.mark.usefixtures("west")
def test_a_healthy_region_serves_reads_and_writes(public: Any) -> None:
    assert public("GET", "/health") == (200, {"region": "us-west-2", "service": "web", "writer": True})
    status, answer = public("POST", "/orders")
    assert (status, answer["region"], answer["written"]) == (200, "us-west-2", True)


@pytest.mark.usefixtures("west")
def test_a_name_without_record_is_no_answer_at_all(public: Any) -> None:
    status, answer = public("GET", "/", host="other.example.com")
    assert (status, answer["hop"]) == (599, "dns")
    assert "NXDOMAIN" in answer["error"]


def test_connect_to_enters_at_the_api_domain_past_dns(public: Any, west: Any) -> None:
    assert public("GET", "/", via=west.target)[0] == 200
    assert public("GET", "/", via="d-0.execute-api.us-west-2.amazonaws.com") == (
        599,
        {
            "error": "NXDOMAIN: no custom domain has the regional target d-0.execute-api.us-west-2.amazonaws.com",
            "hop": "api-domain",
        },
    )
    status, answer = public("GET", "/", host="other.example.com", via=west.target)
    assert (status, answer["hop"]) == (403, "api-domain")


def test_dns_moves_only_when_the_change_is_in_sync(
    emulator: Any, public: Any, west: Any, stage_maker: Any, zone: str
) -> None:
    east = type(west)(emulator, stage_maker("us-east-1"), "us-east-1")
    emulator.advance(1200)
    east.point_dns(zone)
    assert public("GET", "/")[1]["region"] == "us-west-2"
    emulator.advance(60)
    assert public("GET", "/")[1]["region"] == "us-east-1"


@pytest.mark.usefixtures("west")
def test_an_outage_is_no_answer_or_503_by_mode(emulator: Any, public: Any) -> None:
    emulator.control("POST", "outage", {"region": "us-west-2", "mode": "refuse"})
    assert public("GET", "/") == (599, {"error": "us-west-2 does not answer (refuse)", "hop": "region"})
    emulator.control("POST", "outage", {"region": "us-west-2", "mode": "5xx"})
    assert public("GET", "/")[0] == 503
    emulator.control("POST", "heal", {})
    assert public("GET", "/")[0] == 200


def test_an_inactive_link_fails_and_comes_back_because_of_the_request(emulator: Any, public: Any, west: Any) -> None:
    emulator.control("POST", "vpclink", {"id": west.link, "status": "INACTIVE"})
    assert public("GET", "/") == (503, {"error": f"VPC link {west.link} is INACTIVE", "hop": "vpc-link"})
    assert public("GET", "/")[1]["error"].endswith("is PENDING")
    emulator.advance(180)
    assert public("GET", "/")[0] == 200


def test_a_listener_that_points_at_an_empty_group_is_503(public: Any, west: Any) -> None:
    stage = west.stage
    forward = [{"TargetGroupArn": stage.blue, "Weight": 0}, {"TargetGroupArn": stage.green, "Weight": 100}]
    action = {"Type": "forward", "ForwardConfig": {"TargetGroups": forward}}
    stage.elbv2.modify_listener(ListenerArn=stage.listener, DefaultActions=[action])
    assert public("GET", "/") == (503, {"error": "target group green has no healthy target", "hop": "targets"})


def test_no_tasks_no_answer(public: Any, west: Any) -> None:
    west.stage.ecs.update_service(cluster="main", service="web", desiredCount=0)
    assert public("GET", "/")[1]["hop"] == "targets"


@pytest.mark.usefixtures("west")
def test_reads_go_on_where_the_database_cannot_write(emulator: Any, public: Any) -> None:
    emulator.client("rds", "us-west-2").delete_db_instance(
        DBInstanceIdentifier="db-us-west-2-1", SkipFinalSnapshot=True
    )
    emulator.advance(1200)
    assert public("GET", "/") == (200, {"region": "us-west-2", "service": "web", "writer": False})
    status, answer = public("POST", "/orders")
    assert (status, answer["hop"]) == (503, "database")


def test_a_certificate_that_is_not_issued_breaks_tls(emulator: Any, public: Any, west: Any) -> None:
    emulator.control("POST", "certificate", {"arn": west.certificate, "status": "EXPIRED"})
    status, answer = public("GET", "/")
    assert (status, answer["hop"]) == (599, "certificate")


def test_missing_pieces_of_the_api_are_named(public: Any, west: Any) -> None:
    (route,) = west.api.get_routes(ApiId=west.api_id)["Items"]
    west.api.update_route(ApiId=west.api_id, RouteId=route["RouteId"], RouteKey="GET /health")
    assert public("GET", "/health")[0] == 200
    assert public("GET", "/else")[1]["hop"] == "route"
    west.api.delete_api_mapping(ApiMappingId=west.mapping["ApiMappingId"], DomainName="app.example.com")
    assert public("GET", "/health")[1]["hop"] == "api-mapping"


def test_a_listener_that_is_gone_is_named(public: Any, west: Any) -> None:
    west.stage.elbv2.delete_listener(ListenerArn=west.stage.listener)
    assert public("GET", "/")[1]["hop"] == "listener"
