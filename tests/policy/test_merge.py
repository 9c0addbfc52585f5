"""Joining states: complete, without secrets, each stack once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from policy.merge import HIDDEN, SECRET, SIGNATURE, StateError, main, merge
from tests.policy.blueprint import deployment
from tests.policy.clean import platform

PRIMARY, DR = deployment(platform()), deployment(platform(True))


def test_all_resources_of_all_stacks_are_there() -> None:
    merged = merge({"a": PRIMARY, "b": DR})
    resources = merged["deployment"]["resources"]
    assert len(resources) == len(PRIMARY["deployment"]["resources"]) + len(DR["deployment"]["resources"])
    assert merged["version"] == 3


def test_secrets_stay_behind_encrypted_or_shown() -> None:
    urn = "urn:pulumi:a::b::t::n"
    for shown in ({"ciphertext": "v1:abc"}, {"plaintext": '"hunter2"'}):
        secret = {SIGNATURE: SECRET, **shown}
        state = {"deployment": {"resources": [{"urn": urn, "outputs": {"deep": [secret], "name": "x"}}]}}
        merged = merge({"a": state})
        assert merged["deployment"]["resources"][0]["outputs"] == {"deep": [HIDDEN], "name": "x"}
        assert "hunter2" not in json.dumps(merged)


@pytest.mark.parametrize("state", [{}, {"deployment": {}}, {"deployment": {"resources": []}}, []])
def test_a_state_without_resources_is_named(state: Any) -> None:
    with pytest.raises(StateError, match=r"b\.json has no resources; a state is required"):
        merge({"a.json": PRIMARY, "b.json": state})


def test_a_stack_that_two_files_hold_is_named() -> None:
    with pytest.raises(StateError, match=r"b\.json holds stack standby/primary, as a\.json does"):
        merge({"a.json": PRIMARY, "b.json": PRIMARY})


def test_the_command_prints_the_state_or_one_line_why_not(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one, two = tmp_path / "one.json", tmp_path / "two.json"
    one.write_text(json.dumps(PRIMARY))
    two.write_text(json.dumps(DR))
    assert main([str(one), str(two)]) == 0
    assert json.loads(capsys.readouterr().out)["version"] == 3
    two.write_text("not json")
    for arguments, words in (
        ([str(one), str(two)], "two.json is no JSON"),
        ([str(one), str(tmp_path / "none.json")], "a file of `pulumi stack export` is required"),
        ([str(one)], "usage: python -m policy.merge"),
    ):
        assert main(arguments) == 2
        said = capsys.readouterr()
        assert words in said.err
        assert said.out == ""
