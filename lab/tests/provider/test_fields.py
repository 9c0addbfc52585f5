"""Names between Pulumi and boto3."""

from __future__ import annotations

from lab.provider.fields import aws_args, camel, live_values, names, pascal, tag_list, tag_map, words

SPEC = "cidrBlock name=GroupName tags"


def test_specs_translate_both_ways() -> None:
    inputs = {"cidrBlock": "10.0.0.0/16", "name": "web", "tags": None, "other": 1}
    args = aws_args(inputs, SPEC)
    assert args == {"CidrBlock": "10.0.0.0/16", "GroupName": "web"}
    assert live_values({**args, "More": 1}, SPEC) == {"cidrBlock": "10.0.0.0/16", "name": "web"}
    assert names(SPEC) == words("cidrBlock name tags")


def test_false_and_zero_are_sent() -> None:
    assert aws_args({"a": False, "b": 0, "c": ""}, "a b c") == {"A": False, "B": 0, "C": ""}


def test_blocks_change_case_at_every_depth() -> None:
    block = {"targetGroups": [{"arn": "x", "stickiness": {"enabled": True}}]}
    assert pascal(block) == {"TargetGroups": [{"Arn": "x", "Stickiness": {"Enabled": True}}]}
    assert camel(pascal(block)) == block


def test_tags_without_aws_own() -> None:
    pairs = tag_list({"app": "x"}, "TagKey", "TagValue")
    assert pairs == [{"TagKey": "app", "TagValue": "x"}]
    assert tag_map([*pairs, {"TagKey": "aws:created", "TagValue": "y"}], "TagKey", "TagValue") == {"app": "x"}
    assert tag_map(None) == {}
