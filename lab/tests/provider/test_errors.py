"""Errors as one line."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from lab.provider.errors import NotEmulated, aws_code, is_gone, one_line


def refused(code: str, message: str = "The thing\nis not there") -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": message}}, "Describe")


def test_an_aws_error_is_its_code_and_message_on_one_line() -> None:
    assert one_line(refused("InvalidVpcID.NotFound")) == "InvalidVpcID.NotFound: The thing is not there"


def test_our_own_error_is_its_text_and_any_other_names_its_kind() -> None:
    assert one_line(NotEmulated("no\nsuch thing")) == "no such thing"
    assert one_line(KeyError("name")) == "KeyError: 'name'"


@pytest.mark.parametrize("code", ["InvalidVpcID.NotFound", "NoSuchBucket", "DBClusterNotFoundFault", "404"])
def test_gone(code: str) -> None:
    assert is_gone(refused(code))


@pytest.mark.parametrize("error", [refused("AccessDenied"), ValueError("NotFound")])
def test_not_gone(error: Exception) -> None:
    assert not is_gone(error)
    assert aws_code(ValueError("x")) == ""
