"""The incident freeze, as the program reads it for the gate."""

from __future__ import annotations

from types import SimpleNamespace

import pulumi
import pulumi_aws as aws
import pytest

from components.incident import read_freeze

PATH = "/myapp/prod/standby"


def answer(monkeypatch: pytest.MonkeyPatch, reply: str | Exception) -> list[str]:
    """Let AWS answer with a value or an error; returns the names that it was asked for."""
    asked: list[str] = []

    def get_parameter(name: str, with_decryption: bool) -> SimpleNamespace:
        asked.append(name)
        assert not with_decryption
        if isinstance(reply, Exception):
            raise reply
        return SimpleNamespace(insecure_value=reply)

    monkeypatch.setattr(aws.ssm, "get_parameter", get_parameter)
    return asked


def test_a_freeze_is_its_text(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = answer(monkeypatch, "promotion run=42 since=03:14")
    assert read_freeze(PATH) == "promotion run=42 since=03:14"
    assert asked == ["/myapp/prod/standby/incident/freeze"]


@pytest.mark.parametrize(
    "reply", ["", Exception("ParameterNotFound: "), Exception("reading SSM Parameter (/x): couldn't find resource")]
)
def test_no_parameter_is_no_freeze(monkeypatch: pytest.MonkeyPatch, reply: str | Exception) -> None:
    answer(monkeypatch, reply)
    assert read_freeze(PATH) == "-"


def test_an_answer_that_does_not_come_is_never_no_freeze(monkeypatch: pytest.MonkeyPatch) -> None:
    answer(monkeypatch, Exception("AccessDeniedException: not authorized to perform ssm:GetParameter"))
    with pytest.raises(
        pulumi.RunError, match=r"incident/freeze cannot be read: AccessDenied(.|\n)*may call ssm:GetPar"
    ):
        read_freeze(PATH)
