"""One service's config: what Fargate offers, what the contract gets, and which listener rule it has."""

from __future__ import annotations

from typing import Any

import pytest

from pattern.contract import ServiceEntry
from pattern.services import Scaling, Service, Statement, contract_entry

WEB: dict[str, Any] = {
    "name": "web",
    "image": "registry.example.com/web:1",
    "front": True,
    "cpu": 512,
    "memory": 1024,
    "production": {"desired": 6, "min": 4, "max": 12},
}


def service(**changes: Any) -> Service:
    return Service.model_validate({**WEB, **changes})


def test_the_contract_always_holds_production_numbers_and_what_version_2_adds() -> None:
    worker = service(name="worker", front=False, standby="off", recycle=True)
    entry = contract_entry(worker, "myapp-prod-worker", "r/worker:2", {"blue": "arn:b"})
    assert entry == ServiceEntry(
        "worker", "myapp-prod-worker", 6, 4, 12, {"blue": "arn:b"}, "off", "r/worker:2", front=False, recycle=True
    )


def test_a_bare_off_is_off() -> None:
    assert service(front=False, standby=False).standby == "off"


def test_a_priority_depends_on_the_name_alone_or_is_said() -> None:
    billing = service(name="billing", front=False, path="/billing/*")
    assert (
        billing.rule_priority == service(name="billing", front=False, path="/x/*", cpu=1024, memory=2048).rule_priority
    )
    assert 1000 <= billing.rule_priority <= 50000
    assert billing.rule_priority != service(name="orders", front=False, path="/orders/*").rule_priority
    assert service(name="billing", front=False, path="/b/*", priority=7).rule_priority == 7


def test_what_stands_behind_the_listener() -> None:
    assert service().behind_listener
    assert service(front=False, path="/x").behind_listener
    assert not service(front=False).behind_listener


def test_auto_scaling_follows_cpu_or_what_is_said_or_nothing() -> None:
    assert service().scaling == Scaling(metric="cpu", target=60)
    assert service(scaling=None).scaling is None
    asked = service(scaling={"metric": "requests", "target": 1000, "scaleInCooldownSeconds": 60})
    assert asked.scaling == Scaling(metric="requests", target=1000, scale_in_cooldown_seconds=60)


def test_a_policy_statement_is_written_as_iam_writes_it() -> None:
    (statement,) = service(policies=[{"Action": "sqs:SendMessage", "Resource": "arn:q"}]).policies
    assert statement == Statement(Action=("sqs:SendMessage",), Resource=("arn:q",))
    assert statement.model_dump(by_alias=True, exclude_none=True) == {
        "Effect": "Allow",
        "Action": ("sqs:SendMessage",),
        "Resource": ("arn:q",),
    }


@pytest.mark.parametrize(
    ("image", "pinned"),
    [
        ("registry.example.com:5000/web", False),
        ("registry.example.com:5000/web:1", True),
        ("web@sha256:abc", True),
        ("web", False),
    ],
)
def test_an_image_is_pinned_by_tag_or_digest(image: str, pinned: bool) -> None:
    assert service(image=image).pinned is pinned
