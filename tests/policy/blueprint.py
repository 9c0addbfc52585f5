"""Stacks as values: what a test can hold, change and judge (`verdicts.py`), or hand to the real CLI as a state file."""

from __future__ import annotations

import copy
import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pulumi_policy.proxy import UNKNOWN_STRING_VALUE

ACCOUNT = "123456789012"
# What the provider answers although nobody set it: unknown in a preview, AWS's default afterwards.
COMPUTED: Mapping[str, Mapping[str, Any]] = {
    "aws:ec2/vpc:Vpc": {"ipv6CidrBlock": "", "defaultSecurityGroupId": "sg-default"},
    "aws:ec2/subnet:Subnet": {"availabilityZone": "", "availabilityZoneId": ""},
    "aws:rds/cluster:Cluster": {
        "kmsKeyId": "arn:aws:kms:us-east-1:123456789012:key/aws-managed",
        "engineVersionActual": "16.8",
        "port": 5432,
    },
    "aws:rds/instance:Instance": {"kmsKeyId": "arn:aws:kms:us-east-1:123456789012:key/aws-managed"},
    "aws:rds/globalCluster:GlobalCluster": {"engineVersionActual": "16.8"},
    "aws:elasticache/replicationGroup:ReplicationGroup": {"globalReplicationGroupId": "", "numNodeGroups": 1},
    "aws:route53/record:Record": {"fqdn": ""},
    "aws:ecs/service:Service": {"iamRole": ""},
}
# what AWS knows it by is the name that it was given
IDENTIFIED_BY = {
    "aws:rds/cluster:Cluster": "clusterIdentifier",
    "aws:rds/globalCluster:GlobalCluster": "globalClusterIdentifier",
}
ZONE_IDS = {"us-east-1": "use1-az", "us-west-2": "usw2-az", "us-west-1": "usw1-az", "eu-central-1": "euc1-az"}


@dataclass(frozen=True)
class Ref:
    """A value that another resource of the stack gives: unknown in a preview unless that one's input says it."""

    node: str
    attribute: str = "id"


@dataclass(frozen=True)
class Later:
    """A value that is not known in a preview and comes from no resource of the stack (a StackReference, an invoke)."""

    value: Any
    node: str | None = None


@dataclass
class Node:
    """One resource of a blueprint. `inputs` may hold Ref and Later at any depth."""

    type: str
    name: str
    inputs: dict[str, Any]
    protect: bool = False
    ignored: list[str] = field(default_factory=list)
    region: str | None = None
    read: bool = False
    answered: dict[str, Any] = field(default_factory=dict)  # what AWS answers, where a test says it

    @property
    def key(self) -> str:
        return f"{self.type}::{self.name}"


@dataclass
class Blueprint:
    """A stack: its name, its config, its resources."""

    stack: str = "primary"
    project: str = "standby"
    region: str = "us-east-1"
    config: dict[str, Any] = field(default_factory=dict)
    nodes: dict[str, Node] = field(default_factory=dict)

    def add(self, token: str, name: str, /, **inputs: Any) -> str:
        """Add a resource; returns the key that `Ref` and `edit` take. `_protect`, `_ignored`, `_region`, `_read`."""
        special = {key[1:]: inputs.pop(key) for key in list(inputs) if key.startswith("_")}
        node = Node(token, name, inputs, **special)
        node.read = node.read or token == "pulumi:pulumi:StackReference"
        self.nodes[node.key] = node
        return node.key

    def edit(self, key: str, **inputs: Any) -> None:
        """Change inputs of a resource; None removes one."""
        node = self.nodes[key]
        for name, value in inputs.items():
            if value is None:
                node.inputs.pop(name, None)
            else:
                node.inputs[name] = value

    def only(self, token: str) -> list[str]:
        """The keys of all resources of a type."""
        return [key for key, node in self.nodes.items() if node.type == token]

    def copy(self) -> Blueprint:
        """One that can be changed without touching this one."""
        return copy.deepcopy(self)

    def urn(self, key: str) -> str:
        """The URN of a resource."""
        return f"urn:pulumi:{self.stack}::{self.project}::{key}"

    def config_texts(self) -> dict[str, str]:
        """The config as the engine hands it over: objects as JSON text."""
        flat = {"aws:region": self.region, **self.config}
        return {key: value if isinstance(value, str) else json.dumps(value) for key, value in flat.items()}

    def known(self, key: str, attribute: str) -> Any:
        """What an attribute is once the resource exists."""
        node = self.nodes[key]
        if attribute in node.inputs:
            return self.resolve(node.inputs[attribute], preview=False)
        region = node.region or self.region
        computed = dict(COMPUTED.get(node.type, {}))
        identifier = f"{node.type.split(':')[-1].lower()}-{node.name}-{self.stack}"
        if node.type in IDENTIFIED_BY:
            identifier = str(self.resolve(node.inputs.get(IDENTIFIED_BY[node.type], identifier), preview=False))
        if "engineVersionActual" in computed:
            version = node.inputs.get("engineVersion", computed["engineVersionActual"])
            computed["engineVersionActual"] = self.resolve(version, preview=False)
        computed |= {"id": identifier, "arn": _arn(node.type, region, identifier), "name": identifier, **node.answered}
        if node.type == "aws:ec2/subnet:Subnet":
            computed |= _zone(node.inputs, region)
        return computed.get(attribute, f"{identifier}-{attribute}")

    def resolve(self, value: Any, preview: bool) -> Any:
        """A value with its Refs and Laters filled in."""
        if isinstance(value, Ref):
            given = self.nodes[value.node].inputs.get(value.attribute)
            if given is not None:
                return self.resolve(given, preview)
            node = self.nodes[value.node]
            known = self.known(value.node, value.attribute)
            return UNKNOWN_STRING_VALUE if preview and not node.read else known
        if isinstance(value, Later):
            return UNKNOWN_STRING_VALUE if preview else self.resolve(value.value, preview)
        if isinstance(value, Mapping):
            return {key: self.resolve(item, preview) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [self.resolve(item, preview) for item in value]
        return value

    def outputs(self, node: Node, preview: bool) -> dict[str, Any]:
        """The outputs: the inputs and what the provider adds."""
        found = self.resolve(node.inputs, preview)
        if not node.type.startswith("aws:"):
            return dict(found)
        if node.read:
            preview = False
        for attribute in {"id", "arn", *COMPUTED.get(node.type, {}), *node.answered} - found.keys():
            found[attribute] = UNKNOWN_STRING_VALUE if preview else self.known(node.key, attribute)
        return dict(found)

    def behind(self, value: Any) -> set[str]:
        """The keys of the resources that a value depends on."""
        if isinstance(value, Ref):
            return {value.node}
        if isinstance(value, Later):
            return {value.node} if value.node else set()
        items = value.values() if isinstance(value, Mapping) else value if isinstance(value, list | tuple) else ()
        return {key for item in items for key in self.behind(item)}


def _arn(token: str, region: str, identifier: str) -> str:
    service = token.split(":")[1].split("/")[0]
    path = "key/" if token.startswith("aws:kms/") else ""
    return f"arn:aws:{service}:{region}:{ACCOUNT}:{path}{identifier}"


def _zone(inputs: Mapping[str, Any], region: str) -> dict[str, str]:
    letter = str(inputs.get("availabilityZone", f"{region}a"))[-1]
    number = str(inputs.get("availabilityZoneId", ord(letter) - 96))[-1]
    prefix = ZONE_IDS.get(region, "xxx1-az")
    return {
        "availabilityZone": f"{region}{chr(96 + int(number))}",
        "availabilityZoneId": f"{prefix}{number}",
    }


def deployment(*blueprints: Blueprint) -> dict[str, Any]:
    """A state file of all the stacks, as `pulumi stack export` writes one."""
    resources: list[dict[str, Any]] = []
    for blueprint in blueprints:
        root = blueprint.urn(f"pulumi:pulumi:Stack::{blueprint.project}-{blueprint.stack}")
        resources.append({"urn": root, "type": "pulumi:pulumi:Stack", "custom": False})
        provider = blueprint.urn("pulumi:providers:aws::default")
        place = {"region": blueprint.region}
        resources.append(
            {"urn": provider, "type": "pulumi:providers:aws", "custom": True, "id": "p", "inputs": place,
             "outputs": place}
        )  # fmt: skip
        for node in blueprint.nodes.values():
            depends = {key: sorted(map(blueprint.urn, blueprint.behind(value))) for key, value in node.inputs.items()}
            found = {key: urns for key, urns in depends.items() if urns}
            outputs = blueprint.outputs(node, preview=False)
            inputs = blueprint.resolve(node.inputs, preview=False)
            if node.region:
                inputs, outputs = {"region": node.region, **inputs}, {"region": node.region, **outputs}
            resources.append(
                {
                    "urn": blueprint.urn(node.key),
                    "type": node.type,
                    "custom": True,
                    "id": str(outputs.get("id", node.name)),
                    "parent": root,
                    "inputs": inputs,
                    "outputs": outputs,
                    "protect": node.protect,
                    "ignoreChanges": node.ignored,
                    "dependencies": sorted({urn for urns in found.values() for urn in urns}),
                    "propertyDependencies": found,
                    **({"provider": f"{provider}::p"} if node.type.startswith("aws:") else {}),
                }
            )
    manifest = {"time": "2025-01-01T00:00:00Z", "magic": "", "version": "v3.259.0"}
    return {"version": 3, "deployment": {"manifest": manifest, "resources": resources}}


def with_config(blueprint: Blueprint, **values: Any) -> Blueprint:
    """A copy with `standby:` keys set; None removes one."""
    changed = {**blueprint.config, **{f"standby:{key}": value for key, value in values.items()}}
    kept = {key: value for key, value in changed.items() if value is not None}
    return dataclasses.replace(blueprint.copy(), config=kept)
