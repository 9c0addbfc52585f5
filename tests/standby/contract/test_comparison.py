"""Contract against account: a difference is told by key, a person's decision is none."""

from __future__ import annotations

from pattern.contract import PLATFORM_KEYS
from standby.contract.comparison import differences, doubles
from standby.contract.discovery import Proposal, Request

REQUEST = Request("myapp", "prod", "us-west-2", "us-east-2")
SERVICE = "name=web service=web desired=6 min=4 max=12 image=web:1"
FULL = {key.name: key.example for key in PLATFORM_KEYS} | {"services/web": SERVICE}


def test_agreement() -> None:
    assert differences(FULL, Proposal(REQUEST, FULL, {})) == []


def test_what_a_person_decides_is_no_difference() -> None:
    said = FULL | {"probe/health-path": "/ready", "services/web": SERVICE.replace("desired=6", "desired=9")}
    assert differences(said, Proposal(REQUEST, FULL, {})) == []


def test_each_difference_names_both_sides() -> None:
    gone = SERVICE.replace("service=web", "service=gone")
    said = FULL | {"ecs/cluster": "old", "services/gone": gone, "services/web": SERVICE.replace("web:1", "web:2")}
    told = [str(one) for one in differences(said, Proposal(REQUEST, FULL, {}))]
    assert f"ecs/cluster: the contract says old; found: {FULL['ecs/cluster']}" in told
    assert any(
        line.startswith("services/gone: the contract says") and line.endswith("no such service in the cluster")
        for line in told
    )
    assert "services/web (image): the contract says web:2; found: web:1" in told


def test_one_of_several_candidates_is_no_difference() -> None:
    values = {key: value for key, value in FULL.items() if key != "ecs/cluster"}
    notes = {"ecs/cluster": f"ambiguous: 2 ECS clusters; keep one of {FULL['ecs/cluster']}, other"}
    assert differences(FULL, Proposal(REQUEST, values, notes)) == []
    assert len(differences(FULL | {"ecs/cluster": "third"}, Proposal(REQUEST, values, notes))) == 1


def test_services_are_compared_by_what_ecs_calls_them() -> None:
    """The program calls a service `web` that discovery knows as `myapp-prod-web` only."""
    named = {key: value for key, value in FULL.items() if key != "services/web"} | {"services/front": SERVICE}
    assert differences(FULL, Proposal(REQUEST, named, {})) == []
    other = named | {"services/front": SERVICE.replace("image=web:1", "image=web:2")}
    assert [one.key for one in differences(FULL, Proposal(REQUEST, other, {}))] == ["services/web (image)"]


def test_a_thing_under_two_names_is_told() -> None:
    rules = {"schedules/a": "rule=nightly service=worker", "schedules/b": "rule=nightly service=worker"}
    assert doubles(FULL) == []
    assert doubles(FULL | rules | {"services/front": SERVICE}) == [
        "schedules/a and schedules/b are the same rule nightly",
        "services/front and services/web are the same ECS service web",
    ]


def test_schedules_are_compared_by_their_rule() -> None:
    said = FULL | {"schedules/nightly": "rule=shop-nightly service=worker"}
    same = FULL | {"schedules/shop-nightly": "rule=shop-nightly service=w"}
    assert differences(said, Proposal(REQUEST, same, {})) == []
    told = [str(one) for one in differences(said, Proposal(REQUEST, FULL, {}))]
    assert told == ["schedules: shop-nightly: the contract says shop-nightly; found: no such rule"]
