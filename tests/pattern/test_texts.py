"""Rules for texts: told in words with an example, never as a regular expression; the nearest right value where one is."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from pattern import texts


def told(kind: Any, text: str) -> str:
    with pytest.raises(ValidationError) as error:
        TypeAdapter(kind).validate_python(text)
    (detail,) = error.value.errors()
    return str(detail["msg"])


@pytest.mark.parametrize(
    ("kind", "text", "message"),
    [
        (texts.Region, "eu-central1", "must be the name of an AWS region; did you mean 'eu-central-1'?"),
        (texts.Region, "us-west-3", "must be the name of an AWS region; did you mean 'us-west-2'?"),
        (texts.Region, "US_WEST_2", "must be the name of an AWS region; did you mean 'us-west-2'?"),
        (texts.Region, "mars", "must be the name of an AWS region, such as 'us-west-2'"),
        (
            texts.Path,
            "healthz",
            "must be a path that begins with `/`, of letters, digits and `/ _ . ~ -`; did you mean '/healthz'?",
        ),
        (
            texts.Slug,
            "My_App",
            "must be lower-case letters, digits and dashes, beginning with a letter, at most 20 characters; "
            "did you mean 'my-app'?",
        ),
        (texts.Suffix, "dr", "must be empty, or a dash and up to 8 lower-case letters or digits; did you mean '-dr'?"),
        (
            texts.InstanceClass,
            "db.t4g.medium",
            "must be a memory-optimized class of db.r5 or newer, or db.serverless, such as 'db.r6g.large'",
        ),
        (
            texts.InstanceClass,
            "db.r6g.huge",
            "must be a memory-optimized class of db.r5 or newer, or db.serverless, such as 'db.r6g.large'",
        ),
        (texts.EngineVersion, "sixteen", "must be an Aurora PostgreSQL version, major and minor, such as '16.8'"),
    ],
)
def test_a_wrong_text_is_told_in_words(kind: object, text: str, message: str) -> None:
    assert told(kind, text) == message


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (texts.Region, "us-gov-west-1"),
        (texts.HostedZoneId, "Z2FDTNDATAQYW2"),
        (texts.HostedZoneId, "Z1"),
        (texts.InstanceClass, "db.r8g.24xlarge"),
        (texts.InstanceClass, "db.x2g.xlarge"),
        (texts.InstanceClass, "db.serverless"),
        (texts.Suffix, ""),
        (texts.NodeType, "cache.r7g.16xlarge"),
    ],
)
def test_right_texts_pass(kind: Any, text: str) -> None:
    assert TypeAdapter(kind).validate_python(text) == text


def test_the_schema_carries_rule_and_example() -> None:
    schema = TypeAdapter(texts.Suffix).json_schema()
    assert (schema["pattern"], schema["examples"]) == ("^(?:(-[a-z0-9]{1,8})?)$", ["-dr"])
    assert "us-west-2" in TypeAdapter(texts.Region).json_schema()["enum"]
