"""Stacks as values, and the gate's verdict on them through the policy SDK's own analyzer.

A blueprint is a stack that a test can hold, change and judge: as the engine would send it in a preview (what does not
exist yet is unknown), in an up (all is known), to `analyze` (no config), or as the state file that the real CLI reads.
What it does not prove: that the engine sends exactly this; tests/scenario/test_gate.py runs the real CLI.
"""

from __future__ import annotations

import copy
import dataclasses
import json
import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

from google.protobuf.json_format import ParseDict
from pulumi.runtime.proto import analyzer_pb2
from pulumi_policy import EnforcementLevel, Policy
from pulumi_policy.policy import _PolicyAnalyzerServicer
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE

from policy import once
from policy.rules import RULES

once.install()  # as the pack does

ACCOUNT = "123456789012"
Mode = Literal["preview", "up", "analyze"]
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
            computed["engineVersionActual"] = node.inputs.get("engineVersion", computed["engineVersionActual"])
        computed |= {"id": identifier, "arn": _arn(node.type, region, identifier), "name": identifier}
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
        for attribute in {"id", "arn", *COMPUTED.get(node.type, {})} - found.keys():
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


@dataclass(frozen=True)
class Verdict:
    """One diagnostic of the gate."""

    policy: str
    level: str
    message: str
    urn: str

    @property
    def rule(self) -> str:
        """The policy without what kind of policy of its rule it is."""
        return self.policy.removesuffix("-stack").removesuffix("-advice")

    @property
    def refuses(self) -> bool:
        return self.level == "mandatory"


def policies() -> list[Policy]:
    """The pack's policies, new."""
    return [made for rule in RULES for made in rule.policies()]


def judge(
    *blueprints: Blueprint,
    mode: Mode = "up",
    policy_config: Mapping[str, Mapping[str, Any]] | None = None,
    disabled: Collection[str] = (),
) -> list[Verdict]:
    """Everything that the gate says about the given stacks, judged together.

    What a program only reads (`Vpc.get`, a StackReference) the engine shows to `analyze` alone.
    """
    made = policies()
    servicer: Any = _PolicyAnalyzerServicer("standby", "0.0.1", made, EnforcementLevel.MANDATORY)
    servicer.Configure(_configuration(made, policy_config or {}, disabled), None)
    config = blueprints[0].config_texts() if mode != "analyze" and len(blueprints) == 1 else {}
    preview = mode == "preview"
    found: list[Verdict] = []
    with _environment(config):
        for blueprint in blueprints:
            for node in blueprint.nodes.values():
                if mode == "analyze" or not node.read:
                    response = servicer.Analyze(_resource_request(blueprint, node, preview), None)
                    urn = blueprint.urn(node.key)
                    found += [_verdict(diagnostic, urn) for diagnostic in response.diagnostics]
        request = analyzer_pb2.AnalyzeStackRequest(
            resources=[
                _stack_resource(b, node, preview)
                for b in blueprints
                for node in b.nodes.values()
                if mode == "analyze" or not node.read
            ]
        )
        found += [_verdict(diagnostic, "") for diagnostic in servicer.AnalyzeStack(request, None).diagnostics]
    return found


def refusals(*blueprints: Blueprint, **more: Any) -> list[Verdict]:
    """What refuses."""
    return [verdict for verdict in judge(*blueprints, **more) if verdict.refuses]


def advice(*blueprints: Blueprint, **more: Any) -> list[Verdict]:
    """What is only said."""
    return [verdict for verdict in judge(*blueprints, **more) if not verdict.refuses]


def _configuration(made: Sequence[Policy], given: Mapping[str, Mapping[str, Any]], disabled: Collection[str]) -> Any:
    """What the engine sends: schema defaults, then the policy config file."""
    request = analyzer_pb2.ConfigureAnalyzerRequest()
    for policy in made:
        schema = policy.config_schema
        values = {k: v["default"] for k, v in (schema.properties if schema else {}).items() if "default" in v}
        values |= given.get(policy.name, {})
        level = policy.enforcement_level or EnforcementLevel.MANDATORY
        wire = "DISABLED" if policy.name in disabled else level.name
        request.policyConfig[policy.name].enforcementLevel = analyzer_pb2.EnforcementLevel.Value(wire)
        request.policyConfig[policy.name].properties.update(values)
    return request


@contextmanager
def _environment(config: Mapping[str, str]) -> Iterator[None]:
    before = os.environ.get("PULUMI_CONFIG")
    os.environ["PULUMI_CONFIG"] = json.dumps(config)
    try:
        yield
    finally:
        if before is None:
            del os.environ["PULUMI_CONFIG"]
        else:
            os.environ["PULUMI_CONFIG"] = before


def _wire(request: Any, blueprint: Blueprint, node: Node, props: Mapping[str, Any]) -> Any:
    request.type, request.name, request.urn = node.type, node.name, blueprint.urn(node.key)
    ParseDict(dict(props), request.properties)
    request.options.protect = node.protect
    request.options.ignoreChanges.extend(node.ignored)
    if node.type.startswith("aws:"):
        region = node.region or blueprint.region
        request.provider.type, request.provider.name = "pulumi:providers:aws", "default"
        request.provider.urn = blueprint.urn(f"pulumi:providers:aws::default-{region}")
        ParseDict({"region": region}, request.provider.properties)
    return request


def _resource_request(blueprint: Blueprint, node: Node, preview: bool) -> Any:
    return _wire(analyzer_pb2.AnalyzeRequest(), blueprint, node, blueprint.resolve(node.inputs, preview))


def _stack_resource(blueprint: Blueprint, node: Node, preview: bool) -> Any:
    resource = _wire(analyzer_pb2.AnalyzerResource(), blueprint, node, blueprint.outputs(node, preview))
    for key, value in node.inputs.items():
        urns = sorted(blueprint.urn(other) for other in blueprint.behind(value))
        if urns:
            resource.propertyDependencies[key].urns.extend(urns)
            resource.dependencies.extend(urns)
    return resource


def _verdict(diagnostic: Any, urn: str) -> Verdict:
    level = analyzer_pb2.EnforcementLevel.Name(diagnostic.enforcementLevel).lower()
    return Verdict(diagnostic.policyName, level, diagnostic.message, diagnostic.urn or urn)


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


def said(rule: str, *blueprints: Blueprint, refuses: bool = True, **more: Any) -> list[Verdict]:
    """What one rule says: its refusals, or its advice."""
    return [v for v in judge(*blueprints, **more) if v.rule == rule and v.refuses is refuses]
