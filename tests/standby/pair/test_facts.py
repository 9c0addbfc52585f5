"""Facts answer small questions about themselves."""

from __future__ import annotations

from dataclasses import replace

from standby.pair.facts import STACKS, ConfigRole, PublicAnswer, StackRef
from standby.pair.observe import observe
from tests.standby.fake_world import DR, PRIMARY, FakePair


def test_stacks_are_reconciled_platforms_first_and_dr_s_workloads_last() -> None:
    assert [str(stack) for stack in STACKS] == ["platform-primary", "platform-dr", "workloads-primary", "workloads-dr"]
    assert STACKS[-1] == StackRef("workloads", "dr")


def test_served_side_is_read_off_the_record_without_regard_to_case_or_final_dot() -> None:
    pair = FakePair()
    facts = observe(pair.world())
    assert facts.served == "primary"
    shouted = replace(facts.record, target=f"{(facts.dr.target or '').upper()}.")
    assert replace(facts, record=shouted).served == "dr"
    from_the_console = replace(facts.record, target=f"dualstack.{facts.dr.target}.")
    assert replace(facts, record=from_the_console).served == "dr"
    assert replace(facts, record=replace(facts.record, target="elsewhere.example.com")).served is None
    assert replace(facts, record=replace(facts.record, target=None)).served is None


def test_side_owns_its_cluster_s_arn_in_its_region_only() -> None:
    facts = observe(FakePair().world())
    arn = f"arn:aws:rds:{PRIMARY}:1:cluster:myapp-prod-{PRIMARY}"
    assert facts.primary.owns(arn)
    assert not facts.primary.owns(arn.replace(f":{PRIMARY}:", f":{DR}:", 1))
    assert not facts.primary.owns(f"{arn}-old")
    assert not facts.primary.owns(None)


def test_public_answer_is_good_with_a_write_or_where_there_is_no_write_path() -> None:
    assert PublicAnswer(200, 200).good
    assert PublicAnswer(200, None).good
    assert not PublicAnswer(200, 503).good
    assert not PublicAnswer(503, 200).good


def test_config_is_flipped_by_either_key() -> None:
    assert not ConfigRole(False, None).flipped
    assert ConfigRole(True, None).flipped
    assert ConfigRole(False, DR).flipped
