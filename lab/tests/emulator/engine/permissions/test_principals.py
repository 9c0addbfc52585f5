"""Who a request comes from."""

from __future__ import annotations

from lab.emulator.engine.permissions.principals import Principal, principal_of
from lab.emulator.engine.request import LabRequest


def test_keys_that_nobody_handed_out_are_the_labs_own() -> None:
    principal = principal_of(LabRequest("rds", "us-west-2", "X", "lab", signed=True))
    assert principal.unlimited
    assert principal.arn == "arn:aws:iam::123456789012:root"


def test_a_trust_policy_may_name_the_session_the_role_or_the_account() -> None:
    role = Principal("1", "arn:aws:sts::1:assumed-role/r/s", role="r", role_arn="arn:aws:iam::1:role/r")
    assert role.names == ["arn:aws:sts::1:assumed-role/r/s", "arn:aws:iam::1:role/r"]
    assert role.account_names == ["1", "arn:aws:iam::1:root"]
