"""The file for review: what is open is a comment, and a file with a hole is not written."""

from __future__ import annotations

import pytest

from pattern.contract import PLATFORM_KEYS
from standby.contract.discovery import Proposal, Request
from standby.contract.document import parse, render
from standby.errors import UsageError

REQUEST = Request("myapp", "prod", "us-west-2", "us-east-2")
SERVICE = "name=web service=web desired=6 min=4 max=12"
FULL = {key.name: key.example for key in PLATFORM_KEYS} | {"services/web": SERVICE}


def test_what_was_rendered_is_what_is_read() -> None:
    assert parse(render(Proposal(REQUEST, FULL, {"dns/record": "look at me"})), "x.yaml") == FULL


def test_an_open_key_is_a_comment_with_its_reason() -> None:
    values = {key: value for key, value in FULL.items() if key != "ecs/cluster"}
    text = render(Proposal(REQUEST, values, {"ecs/cluster": "ambiguous: 2 ECS clusters; keep one of a, b"}))
    assert "# ambiguous: 2 ECS clusters; keep one of a, b\n# ecs/cluster:\n" in text
    with pytest.raises(UsageError, match="ecs/cluster is missing: name of the ECS cluster"):
        parse(text, "x.yaml")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"ecs/cluster": "-"}, "ecs/cluster is `-`, but a value is required"),
        ({"ecs/claster": "x"}, "ecs/claster is not a key of the contract"),
        ({"services/web": "name=web"}, "services/web: service entry 'name=web' has no 'service'"),
        ({"schedules/nightly": "service=web"}, "schedules/nightly: schedule entry 'service=web' has no 'rule'"),
    ],
)
def test_every_problem_names_its_key(change: dict[str, str], message: str) -> None:
    text = "\n".join(f"{key}: {value!r}" for key, value in (FULL | change).items())
    with pytest.raises(UsageError) as refused:
        parse(text, "x.yaml")
    assert message in str(refused.value)


def test_a_contract_without_a_service_is_refused() -> None:
    text = "\n".join(f"{key}: {value!r}" for key, value in FULL.items() if not key.startswith("services/"))
    with pytest.raises(UsageError, match="no service: one services/<name> is required"):
        parse(text, "x.yaml")
