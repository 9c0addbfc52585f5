"""A resource as a rule sees it (not `resource.py`: this folder comes first on the path, and psutil imports that name).

The same for Pulumi's resource policies (inputs) and stack policies (outputs)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pulumi_policy import PolicyResource, ResourceValidationArgs

from policy.engine.unknown import UNKNOWN, Unknown, flag, known_texts, read, whole


@dataclass(frozen=True, slots=True, eq=False)
class Resource:
    """One resource; values are read with `get`, which never raises on an unknown.

    `props` are inputs in a resource policy, outputs in a stack policy. In a preview an optional-and-computed output is
    unknown even where it was never set, so "is it set?" is only answered by inputs. Only a stack policy knows
    dependencies. `beside` is what a resource policy of the same rule was asked about so far, by URN.
    """

    type: str
    name: str
    urn: str
    props: Mapping[str, Any]
    provider: Mapping[str, Any] | None = None
    protect: bool = False
    ignored: frozenset[str] = frozenset()
    _behind: Mapping[str, list[PolicyResource]] = field(default_factory=dict)
    beside: Mapping[str, Resource] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """`aws:ec2/vpc:Vpc 'network-vpc'`, with the stack where several are judged at once."""
        return f"{self.type} '{self.name}' (stack {self.stack})"

    @property
    def stack(self) -> str:
        """The stack's name, out of the URN."""
        return urn_stack(self.urn)[1]

    @property
    def project(self) -> str:
        """The project's name, out of the URN."""
        return urn_stack(self.urn)[0]

    def get(self, *path: str | int) -> Any:
        """The value at `path`; None where there is none, UNKNOWN where it is not known yet."""
        return read(self.props, *path)

    def text(self, *path: str | int) -> str | None:
        """A known, non-empty text, or None."""
        value = self.get(*path)
        return value if isinstance(value, str) and value else None

    def texts(self, *path: str | int) -> list[str]:
        """The known texts of a list (or of one text)."""
        return known_texts(self.get(*path))

    def whole(self, *path: str | int) -> int | None:
        """A known count, or None."""
        return whole(self.get(*path))

    def flag(self, *path: str | int) -> bool | Unknown | None:
        """A yes or no; None where it was not said."""
        return flag(self.get(*path))

    def unknown(self, *path: str | int) -> bool:
        """Whether the value is not known yet."""
        return self.get(*path) is UNKNOWN

    def region(self, fallback: str | None = None) -> str | None:
        """The region: its own `region`, its provider's, the one in its ARN, or `fallback`."""
        of_provider = known_texts(read(self.provider, "region"))
        own = self.text("region") or (of_provider[0] if of_provider else None)
        return own or arn_region(self.text("arn")) or fallback

    def behind(self, key: str) -> Iterator[Resource]:
        """The resources that the value of property `key` depends on (known to stack policies only)."""
        for other in self._behind.get(key, ()):
            yield of_stack(other)


def of_args(args: ResourceValidationArgs, beside: Mapping[str, Resource] | None = None) -> Resource:
    """The resource that a resource policy is asked about."""
    return Resource(
        type=args.resource_type,
        name=args.name,
        urn=args.urn,
        props=args.props,
        provider=args.provider.props if args.provider else None,
        protect=args.opts.protect,
        ignored=frozenset(args.opts.ignore_changes or ()),
        beside=beside if beside is not None else {},
    )


def of_stack(resource: PolicyResource) -> Resource:
    """One of the resources that a stack policy is given."""
    return Resource(
        type=resource.resource_type,
        name=resource.name,
        urn=resource.urn,
        props=resource.props,
        provider=resource.provider.props if resource.provider else None,
        protect=resource.opts.protect,
        ignored=frozenset(resource.opts.ignore_changes or ()),
        _behind=resource.property_dependencies,
    )


def urn_stack(urn: str) -> tuple[str, str]:
    """(project, stack) of `urn:pulumi:<stack>::<project>::…`; empty texts for what is no URN."""
    stack, _, rest = urn.removeprefix("urn:pulumi:").partition("::")
    project, separator, _ = rest.partition("::")
    return (project, stack) if separator else ("", "")


def arn_region(arn: str | None) -> str | None:
    """The region in an ARN (`arn:partition:service:region:account:…`); None where it names none."""
    return _arn_part(arn, 3)


def arn_account(arn: str | None) -> str | None:
    """The account in an ARN; None where it names none."""
    return _arn_part(arn, 4)


def _arn_part(arn: str | None, place: int) -> str | None:
    parts = (arn or "").split(":")
    return parts[place] or None if len(parts) > 5 and parts[0] == "arn" else None
