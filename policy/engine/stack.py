"""All stacks of one run, as rules compare them: one in preview and up, several in `analyze` of joined states."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pulumi_policy import PolicyResource

from policy.engine.stack_config import StackConfig
from policy.engine.subject import Resource, of_stack, urn_stack
from policy.engine.unknown import UNKNOWN, elements, read

STACK_REFERENCE = "pulumi:pulumi:StackReference"
ROOT = "pulumi:pulumi:Stack"
_IDENTIFIERS = ("id", "arn", "name", "keyId", "zoneId", "clusterIdentifier", "bucket")
Side = tuple[str, str | None]


@dataclass(frozen=True)
class Links:
    """What a property points at: resources of the stack, known identifiers of others, or something unknown."""

    resources: tuple[Resource, ...]
    strangers: tuple[str, ...]
    unknown: bool

    @property
    def complete(self) -> bool:
        """Whether all that it points at stands in the stack."""
        return not self.strangers and not self.unknown


@dataclass(eq=False)
class Stack:
    """One stack: its resources by type, and its config where there is any."""

    project: str
    name: str
    config: StackConfig
    _by_type: Mapping[str, list[PolicyResource]]
    _views: dict[str, list[Resource]] = field(default_factory=dict)
    _known_as: dict[str, dict[str, Resource]] = field(default_factory=dict)

    @property
    def types(self) -> Iterable[str]:
        """The resource types that occur."""
        return self._by_type.keys()

    def of(self, *types: str) -> Iterator[Resource]:
        """The resources of the given types."""
        for token in types:
            if token not in self._views:
                self._views[token] = [of_stack(resource) for resource in self._by_type.get(token, ())]
            yield from self._views[token]

    def find(self, token: str, identifier: str) -> Resource | None:
        """The resource of a type whose id, ARN or name is `identifier`."""
        if token not in self._known_as:
            index: dict[str, Resource] = {}
            for resource in self.of(token):
                for key in _IDENTIFIERS:
                    text = resource.text(key)
                    if text is not None:
                        index.setdefault(text, resource)
            self._known_as[token] = index
        return self._known_as[token].get(identifier)

    def links(
        self, resource: Resource, key: str, *types: str, inside: str | None = None, below: str | None = None
    ) -> Links:
        """What property `key` of `resource` points at, among resources of `types`.

        A known identifier is looked up. For what is not known yet (a preview), the property's dependencies say it:
        they may name more than the property holds, never less. `inside` names the identifier where the property lists
        objects, `below` the list where the property is one object.
        """
        found: dict[str, Resource] = {}
        strangers: list[str] = []
        unknown = False
        for entry in elements(resource.get(key, below) if below else resource.get(key)):
            item = read(entry, inside) if inside else entry
            if item is UNKNOWN:
                unknown = True
                continue
            named = next((hit for token in types if (hit := self.find(token, str(item)))), None)
            if named is None:
                strangers.append(str(item))
            else:
                found[named.urn] = named
        if unknown or strangers:
            nameless = {o.urn: o for o in resource.behind(key) if o.type in types and o.text("id") is None}
            if nameless and len(nameless) >= len(strangers):
                found, strangers, unknown = {**found, **nameless}, [], False
        if strangers and not unknown:  # known by an attribute that is no identifier here: as many as it depends on
            behind = {o.urn: o for o in resource.behind(key) if o.type in types and o.urn not in found}
            if len(behind) == len(strangers):
                found, strangers = {**found, **behind}, []
        return Links(tuple(found.values()), tuple(strangers), unknown)

    def region(self) -> str | None:
        """The stack's region: its config's, or that of most of its resources."""
        if self.config.region:
            return self.config.region
        counts: dict[str, int] = defaultdict(int)
        for token in self.types:
            if token.startswith("aws:"):
                first = next(self.of(token))
                region = first.region()
                if region:
                    counts[region] += len(self._by_type[token])
        return max(counts, key=lambda region: counts[region]) if counts else None

    def side(self) -> Side:
        """(name, region): the layers of one side share both; a project per region may call its stacks alike."""
        return self.name, self.region()

    def output(self, *names: str) -> Iterator[tuple[str, str]]:
        """(name, text) of the stack's own outputs that are known and one of `names`."""
        for root in self.of(ROOT):
            for name in names:
                for text in root.texts(name):
                    yield name, text

    def references(self) -> Iterator[Resource]:
        """The StackReferences of the program. The engine shows them, as all that is only read, to `analyze` alone:
        step_executor.go of CLI 3.259 keeps reads apart from what AnalyzeStack gets."""
        return self.of(STACK_REFERENCE)


@dataclass(frozen=True)
class Estate:
    """Every stack that is judged together."""

    stacks: tuple[Stack, ...]
    asked: Mapping[str, Resource] = field(default_factory=dict)

    def inputs(self, resource: Resource) -> Resource:
        """The resource as the rule's resource policy was asked about it, where it was: only inputs say what is set."""
        return self.asked.get(resource.urn, resource)

    def of(self, *types: str) -> Iterator[tuple[Stack, Resource]]:
        """The resources of the given types, each with its stack."""
        for stack in self.stacks:
            for resource in stack.of(*types):
                yield stack, resource


def estate(
    resources: Sequence[PolicyResource], config: StackConfig, asked: Mapping[str, Resource] | None = None
) -> Estate:
    """The stacks that `resources` belong to. `config` is the running stack's: several stacks have none."""
    return Estate(_STACKS.of(resources, config), asked or {})


class _Stacks:
    """The stacks of the list that was asked about last: the rules of one request share it, and its indexes."""

    def __init__(self) -> None:
        self._last: tuple[object, object, tuple[Stack, ...]] | None = None

    def of(self, resources: Sequence[PolicyResource], config: StackConfig) -> tuple[Stack, ...]:
        last = self._last
        if last is None or last[0] is not resources or last[1] is not config:
            last = self._last = (resources, config, tuple(_grouped(resources, config)))
        return last[2]


_STACKS = _Stacks()


def _grouped(resources: Sequence[PolicyResource], config: StackConfig) -> Iterator[Stack]:
    grouped: dict[tuple[str, str], dict[str, list[PolicyResource]]] = {}
    for resource in resources:
        key = urn_stack(resource.urn)
        by_type = grouped.get(key)
        if by_type is None:
            by_type = grouped[key] = defaultdict(list)
        by_type[resource.resource_type].append(resource)
    only = config if len(grouped) == 1 else StackConfig({})
    for (project, name), found in sorted(grouped.items()):
        yield Stack(project, name, only, dict(found))
