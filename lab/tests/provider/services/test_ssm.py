"""SSM parameters on the lab."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

PARAMETER = "aws:ssm/parameter:Parameter"
INPUTS = {"name": "/app/prod/x", "type": "String", "value": "1", "description": "x", "tags": {"app": "x"}}


def test_parameter_lives_and_counts_versions(engine: Any, aws: Callable[..., Any]) -> None:
    made = engine.create(PARAMETER, "x", INPUTS)
    assert made.outputs["version"] == 1
    new = {**INPUTS, "value": "2", "tags": {"app": "y"}}
    changed = engine.update(made, new)
    assert aws("ssm").get_parameter(Name="/app/prod/x")["Parameter"]["Value"] == "2"
    assert (changed.outputs["version"], changed.outputs["tagsAll"]) == (2, {"app": "y"})
    engine.lives_through(changed, new)


def test_secure_string_lives(engine: Any, aws: Callable[..., Any]) -> None:
    key = engine.create("aws:kms/key:Key", "k", {}).ident
    inputs = {"name": "/app/prod/s", "type": "SecureString", "value": "hidden", "keyId": key}
    made = engine.create(PARAMETER, "s", inputs)
    assert aws("ssm").get_parameter(Name="/app/prod/s")["Parameter"]["Value"] != "hidden"
    engine.lives_through(made, inputs)


def test_a_name_in_use_is_refused_unless_overwritten(engine: Any) -> None:
    engine.create(PARAMETER, "x", INPUTS)
    with pytest.raises(Exception, match="ParameterAlreadyExists"):
        engine.create(PARAMETER, "again", INPUTS)
    again = engine.create(PARAMETER, "again", {**INPUTS, "value": "9", "overwrite": True})
    assert (again.outputs["value"], again.outputs["tagsAll"]) == ("9", {"app": "x"})


def test_exactly_one_kind_of_value(engine: Any) -> None:
    _, failures = engine.check(PARAMETER, "x", {"name": "/x", "type": "String"})
    assert len(failures) == 1
    assert "one of `insecureValue,value,valueWo` must be specified" in failures[0]


def test_write_only_value_is_never_read_back(engine: Any, aws: Callable[..., Any]) -> None:
    inputs = {"name": "/w", "type": "SecureString", "valueWo": "hidden", "valueWoVersion": 1}
    made = engine.create(PARAMETER, "w", inputs)
    assert "value" not in made.outputs
    assert made.outputs["hasValueWo"] is True
    assert engine.diff(engine.refresh(made), inputs).changed == set()
    assert engine.diff(made, {**inputs, "valueWo": "other"}).changed == set()
    later = engine.update(made, {**inputs, "valueWo": "other", "valueWoVersion": 2})
    assert aws("ssm").get_parameter(Name="/w", WithDecryption=True)["Parameter"]["Value"] == "other"
    assert "value" not in later.outputs


def test_value_changed_by_hand_is_drift(engine: Any, aws: Callable[..., Any]) -> None:
    made = engine.create(PARAMETER, "x", INPUTS)
    aws("ssm").put_parameter(Name="/app/prod/x", Value="hand", Overwrite=True)
    assert "value" in engine.diff(engine.refresh(made), INPUTS).changed


def test_only_a_smaller_tier_replaces(engine: Any) -> None:
    made = engine.create(PARAMETER, "x", {**INPUTS, "tier": "Advanced"})
    assert engine.diff(made, {**INPUTS, "tier": "Standard"}).replaces == {"tier"}
    small = engine.create(PARAMETER, "y", {**INPUTS, "name": "/y", "tier": "Standard"})
    assert engine.diff(small, {**INPUTS, "name": "/y", "tier": "Advanced"}).replaces == set()


def test_function_reads_a_parameter(engine: Any) -> None:
    engine.create(PARAMETER, "x", INPUTS)
    found = engine.invoke("aws:ssm/getParameter:getParameter", {"name": "/app/prod/x"})
    assert (found["value"], found["insecureValue"], found["type"]) == ("1", "1", "String")


def test_function_reads_all_parameters_of_a_path(engine: Any) -> None:
    for number in range(12):
        engine.create(PARAMETER, f"x{number}", {**INPUTS, "name": f"/app/prod/many/{number:02}"})
    engine.create(PARAMETER, "deeper", {**INPUTS, "name": "/app/prod/many/a/b"})
    token = "aws:ssm/getParametersByPath:getParametersByPath"
    found = engine.invoke(token, {"path": "/app/prod/many"})
    assert sorted(found["names"]) == [f"/app/prod/many/{number:02}" for number in range(12)]
    assert (set(found["values"]), set(found["types"]), len(found["arns"])) == ({"1"}, {"String"}, 12)
    assert engine.invoke(token, {"path": "/none"})["names"] == []
    assert len(engine.invoke(token, {"path": "/app/prod/many", "recursive": True})["names"]) == 13
