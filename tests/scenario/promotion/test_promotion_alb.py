"""Promotion of a pair whose record is an alias of a public load balancer: none of our components, contract discovered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from lab.process import Emulator
from tests.scenario.promotion import seed_pair as seeding
from tests.scenario.promotion.runs import ANSWERED, Promoter, mutating_calls, promotions, public
from tests.scenario.promotion.seed_alb import discover_contract, seed_alb_pair
from tests.scenario.promotion.seed_pair import RECORD, Pair, seed_certificate
from tests.scenario.promotion.truth import truth

pytestmark = pytest.mark.scenario
Factory = Callable[..., Any]


@pytest.fixture
def behind_balancers(lab: Emulator, aws: Factory, monkeypatch: pytest.MonkeyPatch) -> Pair:
    """Discovered in this process, which is pointed at the lab."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", lab.url)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "labAKIA0EXAMPLE0LAB0")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "not-a-secret")
    return seed_alb_pair(aws)


def test_it_is_discovered_promoted_and_promoted_back(
    lab: Emulator, aws: Factory, behind_balancers: Pair, promote: Promoter
) -> None:
    pair = behind_balancers
    for own, peer in ((pair.dr, pair.primary), (pair.primary, pair.dr)):
        values = discover_contract(aws, own, peer)
        assert (values["ingress/kind"], values["ingress/api-id"]) == ("alb", "-")
        assert values["ingress/green-target-group-arn"] == "-"
    assert f'"{pair.primary.name}"' in public(lab)[1]
    lab.client.outage(pair.primary.name, "refuse")

    run = promote(*ANSWERED)

    assert run.code == 0, run.err
    found = truth(aws, pair)
    assert found["record"] == pair.dr.values["ingress/api-domain-target"]
    assert ".us-west-2.elb.amazonaws.com" in found["record"]
    assert found["writers"] == [pair.dr.values["database/cluster-arn"]]
    assert found["listener"] == pair.dr.live_group
    assert f'"{pair.dr.name}"' in public(lab)[1]
    assert public(lab, "POST", seeding.WRITE_PATH)[0] == 200

    lab.client.heal()
    lab.client.advance(7200)
    back = promote(*ANSWERED, region=pair.primary.name)
    assert back.code == 0, back.err
    assert truth(aws, pair)["record"] == pair.primary.values["ingress/api-domain-target"]
    assert promotions(lab) == 2


def test_a_certificate_of_another_name_is_refused_and_one_by_sni_is_found(
    lab: Emulator, aws: Factory, behind_balancers: Pair, promote: Promoter
) -> None:
    pair = behind_balancers
    elb, fitting = aws("elbv2", pair.dr.name), pair.dr.values["ingress/certificate-arn"]
    listener = pair.dr.values["ingress/listener-arn"]
    wrong = seed_certificate(aws, pair.dr.name, pair.zone_id, "shop.example.com")
    elb.modify_listener(ListenerArn=listener, Certificates=[{"CertificateArn": wrong}])
    assert discover_contract(aws, pair.dr, pair.primary)["ingress/certificate-arn"] == wrong
    lab.client.forget_calls()

    run = promote(*ANSWERED)

    assert run.code == 3, run.err
    (line,) = [text for text in run.err.splitlines() if text.startswith("refuse")]
    assert line.split()[1] == "certificate"
    assert f"is for shop.example.com, not for {RECORD}" in line
    assert "no certificate of the listener is for" in run.err  # what a request through it met
    assert mutating_calls(lab) == []

    elb.add_listener_certificates(ListenerArn=listener, Certificates=[{"CertificateArn": fitting}])
    assert discover_contract(aws, pair.dr, pair.primary)["ingress/certificate-arn"] == fitting
    assert promote("--preflight-only").code == 0


def test_no_healthy_target_stops_the_step_before_the_record_moves(
    aws: Factory, behind_balancers: Pair, promote: Promoter
) -> None:
    pair = behind_balancers
    discover_contract(aws, pair.dr, pair.primary)
    _without_balancer(aws, pair)

    run = promote(*ANSWERED, "--timeout", "20", environ={"STANDBY_CAPACITY_SECONDS": "1"})

    assert run.code == 4, run.err
    assert "no healthy target behind the blue group after 20s" in run.err
    assert "has no healthy target" in run.err  # what the preflight's request through the load balancer met
    assert truth(aws, pair)["record"] == pair.primary.values["ingress/api-domain-target"]


def _without_balancer(aws: Factory, pair: Pair) -> None:
    """The front service of DR as somebody made it again, without its target group."""
    ecs, cluster = aws("ecs", pair.dr.name), pair.dr.values["ecs/cluster"]
    name = pair.dr.services[0].ecs_service
    (old,) = ecs.describe_services(cluster=cluster, services=[name])["services"]
    ecs.delete_service(cluster=cluster, service=name, force=True)
    ecs.create_service(
        cluster=cluster,
        serviceName=name,
        taskDefinition=old["taskDefinition"],
        launchType="FARGATE",
        desiredCount=1,
        networkConfiguration=old["networkConfiguration"],
    )
