"""What every EC2 type shares: tags by `CreateTags`, and the codes for "something still hangs on it"."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from lab.provider.fields import tag_list, tag_map
from lab.provider.resource import Resource, State
from lab.provider.waiting import retried

IN_USE = frozenset({"DependencyViolation", "InvalidIPAddress.InUse", "IncorrectState", "ResourceInUse"})


class Ec2Resource(Resource):
    """A type of the EC2 API."""

    service = "ec2"

    def tag_specifications(self, kind: str) -> dict[str, Any]:
        """`TagSpecifications` for a create call, or nothing when there are no tags."""
        return {"TagSpecifications": [{"ResourceType": kind, "Tags": tag_list(self.tags)}]} if self.tags else {}

    def retag(self, ident: str, state: State, gone: list[str]) -> None:
        target = self.tag_target(ident, state)
        if gone:
            self.aws.delete_tags(Resources=[target], Tags=[{"Key": key} for key in gone])
        if self.tags:
            self.aws.create_tags(Resources=[target], Tags=tag_list(self.tags))

    def tag_target(self, ident: str, state: State) -> str:
        """The id that carries the tags."""
        return ident

    def delete_free(self, call: Callable[[], object]) -> None:
        """Delete as soon as nothing hangs on it any more; the real provider waits for that, too."""
        retried(call, IN_USE)


def first(items: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The one item of a describe call, or None."""
    return items[0] if items else None


def tags_of(item: Mapping[str, Any]) -> dict[str, str]:
    """The tags of a described item."""
    return tag_map(item.get("Tags"))
