"""The failover contract, on mocks: complete or refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from components.contract import FailoverContract, FailoverContractArgs
from pattern.contract import PLATFORM_KEYS, ContractError
from pattern.naming import Names

DR = Names("myapp", "prod", "us-west-2", "-dr")
VALUES: dict[str, str] = {key.name: key.example for key in PLATFORM_KEYS}


def test_one_plain_parameter_per_key(build: Callable[..., Any]) -> None:
    built = build(lambda: FailoverContract("contract", FailoverContractArgs(DR, VALUES)))
    written = {p.inputs["name"]: p.inputs for p in built.all("aws:ssm/parameter:Parameter")}
    assert {name: p["value"] for name, p in written.items()} == {
        f"/myapp/prod/standby/{k}": v for k, v in VALUES.items()
    }
    assert {p["type"] for p in written.values()} == {"String"}


@pytest.mark.parametrize("values", [{**VALUES, "more": "x"}, {k: v for k, v in VALUES.items() if k != "dns/record"}])
def test_a_contract_with_a_gap_is_refused(build: Callable[..., Any], values: dict[str, str]) -> None:
    with pytest.raises(ContractError, match="more" if "more" in values else "dns/record"):
        build(lambda: FailoverContract("contract", FailoverContractArgs(DR, values)))
