"""Resources of exported states, in the shape that stack policies get them, without the engine and its protocol."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from pulumi_policy import PolicyResource

from policy.engine.subject import Resource


@dataclass
class Options:
    """Resource options, as far as a rule reads them."""

    protect: bool
    ignore_changes: list[str]


@dataclass
class Provider:
    """A provider with its inputs."""

    props: Mapping[str, Any]


@dataclass
class Held:
    """One resource of a state. What a rule reads of the SDK's `PolicyResource` has the same name here."""

    resource_type: str
    urn: str
    inputs: Mapping[str, Any]
    props: Mapping[str, Any]
    opts: Options
    provider: Provider | None
    property_dependencies: dict[str, list[Any]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The logical name, out of the URN."""
        return self.urn.rpartition("::")[2]

    def asked(self) -> Resource:
        """The resource with its inputs, as a resource policy is asked about it."""
        provider = self.provider.props if self.provider else None
        ignored = frozenset(self.opts.ignore_changes)
        return Resource(self.resource_type, self.name, self.urn, self.inputs, provider, self.opts.protect, ignored)


def held(resources: Sequence[Mapping[str, Any]]) -> list[Held]:
    """The resources of a state file's `deployment.resources`, without those that are about to be deleted."""
    entries = [entry for entry in resources if not entry.get("delete")]
    providers = {
        f"{entry['urn']}::{entry.get('id', '')}": Provider(entry.get("inputs") or {})
        for entry in entries
        if str(entry.get("type")).startswith("pulumi:providers:")
    }
    found = {entry["urn"]: _held(entry, providers) for entry in entries}
    for entry in entries:
        for key, urns in (entry.get("propertyDependencies") or {}).items():
            behind = [found[urn] for urn in urns or () if urn in found]
            found[entry["urn"]].property_dependencies[key] = behind
    return list(found.values())


def _held(entry: Mapping[str, Any], providers: Mapping[str, Provider]) -> Held:
    options = Options(bool(entry.get("protect")), list(entry.get("ignoreChanges") or ()))
    inputs, outputs = entry.get("inputs") or {}, entry.get("outputs") or {}
    provider = providers.get(str(entry.get("provider")))
    return Held(str(entry["type"]), str(entry["urn"]), inputs, outputs, options, provider)


def as_policy_resources(resources: Sequence[Held]) -> list[PolicyResource]:
    """The same list for `stack.estate`: it reads only what `Held` has."""
    return cast(list[PolicyResource], list(resources))


def of_types(resources: Sequence[Held], types: frozenset[str]) -> Iterator[Held]:
    """The resources that a resource policy is asked about; no type named: all."""
    return (one for one in resources if not types or one.resource_type in types)
