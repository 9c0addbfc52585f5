"""The base class of every resource type: what a file in `services/` fills in.

A type names its token, the boto3 service, and the inputs that its calls carry out; it gives create, read, update and
delete in terms of plain values under Pulumi's names. Required inputs, conflicts, defaults and replacements come
from the schema data, for every type alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

from lab.provider.errors import NotEmulated

State = dict[str, Any]


class Place(Protocol):
    """Where a resource lives: the account and region of one request."""

    @property
    def region(self) -> str:
        """The region of this resource, for instance us-east-1."""

    @property
    def account(self) -> str:
        """The account's twelve digits, asked from STS once."""

    def client(self, service: str, region: str | None = None) -> Any:
        """A boto3 client of a service, in the resource's region unless another is given."""


@dataclass(frozen=True)
class Change:
    """One update: what was known, what is wanted, and which inputs differ (never empty, never a replacing one)."""

    ident: str
    old: State  # outputs of the last read or write
    new: State  # inputs wanted now
    changed: frozenset[str]

    def touches(self, *inputs: str) -> bool:
        """True when one of these inputs differs."""
        return not self.changed.isdisjoint(inputs)

    def wanted(self) -> State:
        """The changed inputs that have a value now, for `aws_args`."""
        return {name: self.new[name] for name in self.changed if self.new.get(name) is not None}


class Resource:
    """A resource type. Subclasses set the class attributes and override the calls."""

    token: ClassVar[str]  # "aws:kms/key:Key"
    service: ClassVar[str]  # boto3's name of the service
    handles: ClassVar[frozenset[str]]  # inputs that the calls carry out; region and tags go without saying
    updates: ClassVar[frozenset[str]] = frozenset()  # of these, the ones that `update` can change
    settings: ClassVar[frozenset[str]] = frozenset()  # inputs that only steer later calls: skipFinalSnapshot
    unread: ClassVar[frozenset[str]] = frozenset()  # inputs that AWS never gives back: masterPassword
    whole: ClassVar[frozenset[str]] = frozenset()  # maps where a foreign key is drift: dimensions
    deferred: ClassVar[frozenset[str]] = frozenset()  # inputs that AWS may carry out later: instanceClass
    volatile: ClassVar[frozenset[str]] = frozenset()  # outputs that any update may change: version
    blocks: ClassVar[Mapping[str, frozenset[str]]] = {}  # nested keys handled, by block: "ingress" -> {...}

    def __init__(self, place: Place, tags: Mapping[str, str]) -> None:
        self.place = place
        self.tags = dict(tags)  # the program's tags and the provider's default tags

    @property
    def aws(self) -> Any:
        """The boto3 client of this type's service in this resource's region."""
        return self.place.client(self.service)

    @property
    def region(self) -> str:
        """The region of this resource."""
        return self.place.region

    def arn(self, service: str, path: str) -> str:
        """An ARN in this account and region."""
        return f"arn:aws:{service}:{self.place.region}:{self.place.account}:{path}"

    def create(self, inputs: State) -> str:
        """Make it and return its id at once; waiting belongs into `settle`, so that a failed wait loses nothing."""
        raise NotEmulated(f"the lab's provider does not emulate creating {self.token}")

    def settle(self, ident: str, inputs: State) -> None:
        """Second calls and waits after `create`. When this fails the engine keeps the resource under its id."""

    def pending(self, inputs: State, old: State | None) -> State:
        """Outputs of a preview that differ from "computed ones unknown, inputs as given": parts inside a block.

        `old` are the outputs so far, None before the creation. Makes no call.
        """
        return {}

    def read(self, ident: str, state: State) -> State | None:
        """Inputs and outputs as AWS has them, or None when it is gone.

        `state` holds what was known (of an import: `import_state`). A live `tags` map, where AWS gives it, holds all
        tags; the server takes the default tags off. Errors that say "not found" count as gone.
        """
        raise NotEmulated(f"the lab's provider does not emulate reading {self.token}")

    def update(self, change: Change) -> None:
        """Carry out the changes named in `updates`; tags are not among them."""

    def retag(self, ident: str, state: State, gone: list[str]) -> None:
        """Take the keys `gone` off and put `self.tags` on."""
        raise NotEmulated(f"the lab's provider does not emulate changing the tags of {self.token}")

    def delete(self, ident: str, state: State) -> None:
        """Delete it and wait until it is gone, where the real provider waits. "Not found" counts as done."""
        raise NotEmulated(f"the lab's provider does not emulate deleting {self.token}")

    def import_state(self, ident: str) -> State:
        """What `read` needs to know of a resource that is imported by its id; parses composite ids."""
        return {}
