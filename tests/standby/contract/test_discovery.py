"""Discovery against a pair whose contract is known: what is found is what a promotion would need."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pattern.contract import ServiceEntry
from standby.aws.cloud import Cloud
from standby.contract.discovery import Proposal, Request, discover
from tests.scenario.promotion.seed_pair import APP, ENVIRONMENT, Pair

# a person says these; discovery proposes a default and a note
SAID = {"probe/health-path", "probe/write-path", "iam/promotion-role-arn", "watch/topic-arn", "version"}


def found(region: str, peer: str) -> Proposal:
    request = Request(APP, ENVIRONMENT, region, peer)
    return discover(request, Cloud(region), Cloud(peer), Cloud("us-east-1"), None)


def test_both_regions_of_a_pair_that_our_program_did_not_build(pair: Pair) -> None:
    for own, peer in ((pair.dr, pair.primary), (pair.primary, pair.dr)):
        proposal = found(own.name, peer.name)
        # the seeded listener of DR leads to green now, and so the live color is green there
        expected = {key: value for key, value in own.values.items() if key not in SAID | {"ingress/live-color"}}
        assert {key: proposal.values.get(key) for key in expected} == expected
        assert proposal.open_keys == ()


def test_production_numbers_are_those_of_the_serving_region(pair: Pair) -> None:
    proposal = found(pair.dr.name, pair.primary.name)
    for entry in pair.dr.services:
        proposed = ServiceEntry.decode(proposal.values[f"services/{entry.name}"])
        assert (proposed.desired, proposed.min, proposed.max) == (entry.desired, entry.min, entry.max)
        assert (proposed.standby, proposed.front) == (entry.standby, bool(entry.target_group_arns))
        assert dict(proposed.target_group_arns) == dict(entry.target_group_arns)


def test_a_service_that_runs_nothing_here_is_single_runner_work(pair: Pair, aws: Callable[..., Any]) -> None:
    cluster = pair.dr.values["ecs/cluster"]
    worker = pair.dr.services[1].name
    aws("application-autoscaling", pair.dr.name).register_scalable_target(
        ServiceNamespace="ecs",
        ResourceId=f"service/{cluster}/{worker}",
        ScalableDimension="ecs:service:DesiredCount",
        MinCapacity=0,
        MaxCapacity=12,
    )
    aws("ecs", pair.dr.name).update_service(cluster=cluster, service=worker, desiredCount=0)
    proposal = found(pair.dr.name, pair.primary.name)
    assert ServiceEntry.decode(proposal.values[f"services/{worker}"]).standby == "off"
    assert "runs nothing here now" in proposal.notes[f"services/{worker}"]


def test_two_clusters_are_a_question_not_a_guess(pair: Pair, aws: Callable[..., Any]) -> None:
    ecs, region = aws("ecs", pair.dr.name), pair.dr.name
    for name in ("alpha", "beta"):
        ecs.create_cluster(clusterName=name)
        subnet = aws("ec2", region).describe_subnets()["Subnets"][0]["SubnetId"]
        group = aws("ec2", region).describe_security_groups()["SecurityGroups"][0]["GroupId"]
        ecs.create_service(
            cluster=name,
            serviceName="x",
            taskDefinition="myapp-prod",
            launchType="FARGATE",
            desiredCount=1,
            networkConfiguration={"awsvpcConfiguration": {"subnets": [subnet], "securityGroups": [group]}},
        )
    request = Request("shop", ENVIRONMENT, region, pair.primary.name)
    proposal = discover(request, Cloud(region), Cloud(pair.primary.name), Cloud("us-east-1"), None)
    assert "ecs/cluster" in proposal.open_keys
    assert proposal.notes["ecs/cluster"].startswith("ambiguous: 3 ECS clusters with services in us-west-2; keep one of")
    # the application's name settles it
    assert found(region, pair.primary.name).values["ecs/cluster"] == "myapp-prod"
