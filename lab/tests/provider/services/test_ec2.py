"""What EC2 types share."""

from __future__ import annotations

from typing import Any

from lab.provider.services.ec2 import Ec2Resource, first, tags_of


class Place:
    """A place whose client notes its calls."""

    region = "us-east-1"
    account = "123456789012"

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []

    def client(self, service: str, region: str | None = None) -> Any:
        return self

    def __getattr__(self, name: str) -> Any:
        return lambda **args: self.calls.append((name, args))


def test_tags_go_with_the_create_call_or_by_their_own() -> None:
    place = Place()
    it = Ec2Resource(place, {"a": "1"})
    assert it.tag_specifications("vpc") == {
        "TagSpecifications": [{"ResourceType": "vpc", "Tags": [{"Key": "a", "Value": "1"}]}]
    }
    it.retag("vpc-1", {}, ["b"])
    assert place.calls == [
        ("delete_tags", {"Resources": ["vpc-1"], "Tags": [{"Key": "b"}]}),
        ("create_tags", {"Resources": ["vpc-1"], "Tags": [{"Key": "a", "Value": "1"}]}),
    ]
    assert Ec2Resource(place, {}).tag_specifications("vpc") == {}


def test_small_things() -> None:
    assert first([]) is None
    assert first([{"a": 1}, {"b": 2}]) == {"a": 1}
    assert tags_of({"Tags": [{"Key": "a", "Value": "1"}]}) == {"a": "1"}
    assert tags_of({}) == {}
