"""The base class: what a type does not override is refused by name."""

from __future__ import annotations

from typing import Any

import pytest

from lab.provider.errors import NotEmulated
from lab.provider.resource import Change, Resource


class Place:
    """A region of an account."""

    region = "us-west-2"
    account = "123456789012"

    def client(self, service: str, region: str | None = None) -> Any:
        return service, region


class Bare(Resource):
    """A type without calls."""

    token = "aws:x/y:Z"
    service = "kms"
    handles = frozenset({"name"})


def test_a_type_knows_its_place() -> None:
    it = Bare(Place(), {"a": "b"})
    assert it.arn("kms", "key/1") == "arn:aws:kms:us-west-2:123456789012:key/1"
    assert it.aws == ("kms", None)
    assert it.region == "us-west-2"
    assert it.tags == {"a": "b"}
    assert it.import_state("x") == {}


@pytest.mark.parametrize(
    ("call", "args"), [("create", ({},)), ("read", ("x", {})), ("retag", ("x", {}, [])), ("delete", ("x", {}))]
)
def test_what_is_not_overridden_is_refused_by_name(call: str, args: tuple[Any, ...]) -> None:
    with pytest.raises(NotEmulated, match=r"the lab's provider does not emulate .* aws:x/y:Z"):
        getattr(Bare(Place(), {}), call)(*args)


def test_a_change_says_what_it_touches() -> None:
    change = Change("x", {"a": 1}, {"a": 2, "b": None, "c": 3}, frozenset({"a", "b"}))
    assert change.touches("b", "z")
    assert not change.touches("c")
    assert change.wanted() == {"a": 2}
