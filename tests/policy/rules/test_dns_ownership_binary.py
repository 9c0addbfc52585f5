"""Who owns the app's record."""

from __future__ import annotations

import pytest

from policy.rules.dns_ownership_binary import RULE, SPLITS
from tests.policy.blueprint import Blueprint, Later, with_config
from tests.policy.clean import RECORD, platform, record
from tests.policy.verdicts import said

NAME = RULE.name
SHAPES: dict[str, object] = {"multivalueAnswerRoutingPolicy": True, "setIdentifier": "a", "healthCheckId": "hc"}


@pytest.mark.parametrize("split", SPLITS)
def test_every_way_to_split_traffic_is_refused_also_unknown(split: str) -> None:
    for mode, value in (("up", SHAPES.get(split, [{"x": 1}])), ("preview", Later("x"))):
        made = platform()
        made.edit(f"{RECORD}::serves", **{split: value})
        (verdict,) = said(NAME, made, mode=mode)
        assert f"found {split} on the A record 'app.example.com'. Required: one plain record" in verdict.message


def test_other_names_may_be_weighted_where_the_apps_name_is_known() -> None:
    made = platform()
    made.add(RECORD, "canary", name="canary.example.com", type="A", weightedRoutingPolicies=[{"weight": 1}])
    assert said(NAME, made) == []
    foreign = Blueprint("prod", "shop")
    foreign.add(RECORD, "canary", name="canary.example.com", type="A", weightedRoutingPolicies=[{"weight": 1}])
    assert len(said(NAME, foreign)) == 1, "no name is known, so every address record is the app's"
    assert said(NAME, foreign, policy_config={NAME: {"names": ["app.example.com"]}}) == []


def test_names_compare_without_case_final_dot_or_zone() -> None:
    for name in ("App.Example.Com.", "app"):
        made = platform(True)
        made.add(RECORD, "own", name=name, type="CNAME", records=["x"], ttl=60)
        (verdict,) = said(NAME, made)
        assert f"found the app's CNAME record {name!r} in a standby stack" in verdict.message
    made = platform(True)
    made.add(RECORD, "text", name="app.example.com", type="TXT", records=["x"], ttl=60)
    assert said(NAME, made) == []


def test_while_dr_serves_it_declares_the_record() -> None:
    made = with_config(platform(True), servesTraffic=True)
    (verdict,) = said(NAME, made)
    assert "found standby:servesTraffic: true and no record for app.example.com" in verdict.message
    record(made)
    assert said(NAME, made) == []


def test_a_record_whose_name_is_unknown_is_no_missing_record() -> None:
    made = platform()
    made.edit(f"{RECORD}::serves", name=Later("app.example.com"))
    assert said(NAME, made, mode="preview") == []
    (advice,) = said(NAME, made, mode="preview", refuses=False)
    assert "cannot be checked yet whether this is the app's record" in advice.message
    assert said(NAME, made, mode="up") == []


def test_of_two_states_one_declares_it_and_proofs_of_ownership_do_not_count() -> None:
    primary, dr = platform(), platform(True)
    for made in (primary, dr):
        made.add(RECORD, "proof", name="_p.example.com", type="CNAME", zoneId="Z0123456789EXAMPLE", records=["x"])
    assert said(NAME, primary, dr, mode="analyze") == []
    dr.edit(record(dr), aliases=[])
    (verdict,) = said(NAME, primary, dr, mode="analyze")
    assert "Required: exactly one side that serves" in verdict.message


def test_in_analyze_the_contract_names_the_app() -> None:
    dr = platform(True)
    dr.add("aws:ssm/parameter:Parameter", "c", name="/myapp/prod/standby/dns/record", value="app.example.com")
    assert said(NAME, dr, mode="analyze") == []
    record(dr)
    (verdict,) = said(NAME, dr, mode="analyze")
    assert "in a standby stack" in verdict.message
    config = {f"{NAME}-stack": {"servingStacks": ["dr"]}}
    assert said(NAME, dr, mode="analyze", policy_config=config) == []


def test_exclusive_record_sets_are_read_too() -> None:
    made = platform()
    entry = {"name": "app.example.com", "type": "A", "weight": 10, "setIdentifier": "x"}
    made.add("aws:route53/recordsExclusive:RecordsExclusive", "all", zoneId="Z1", resourceRecordSets=[entry])
    (verdict,) = said(NAME, made)
    assert "found weight on the A record" in verdict.message


def test_a_project_per_region_may_call_its_stacks_alike() -> None:
    east, west = Blueprint("prod", "net-east"), Blueprint("prod", "net-west", "us-west-2")
    for made in (east, west):
        made.add(RECORD, "app", name="app.example.com", type="A", zoneId="Z1", records=["192.0.2.1"], ttl=60)
    (verdict,) = said(NAME, east, west, mode="analyze")
    assert "found the A record 'app.example.com', which aws:route53/record:Record 'app'" in verdict.message


@pytest.mark.parametrize(
    ("regions", "advised"),
    [
        (("us-east-1", "us-west-2"), True),
        (("us-east-2", "us-east-1"), True),
        (("us-east-2", "us-west-2"), False),
    ],
)
def test_a_side_in_the_region_where_records_are_changed_is_advice(regions: tuple[str, str], advised: bool) -> None:
    own, peer = regions
    made = with_config(platform(), region=own, peer={"region": peer, "vpcCidr": "10.1.0.0/16", "stack": "dr"})
    assert said(NAME, made) == []
    told = [verdict.message for verdict in said(NAME, made, refuses=False)]
    assert any("found us-east-1 as one side of the pair" in message for message in told) is advised
