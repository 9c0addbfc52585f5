"""The gate's verdict on blueprints, through the policy SDK's own analyzer, as the engine would ask it.

In a preview what does not exist yet is unknown; in an up all is known; `analyze` has no config but sees what a program
only reads. What it does not prove: that the engine sends exactly this; tests/scenario/test_gate.py runs the real CLI.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

from google.protobuf.json_format import ParseDict
from pulumi.runtime.proto import analyzer_pb2
from pulumi_policy import EnforcementLevel, Policy
from pulumi_policy.policy import _PolicyAnalyzerServicer

from policy.engine import policy_config, request_cache
from policy.rules import RULES
from tests.policy.blueprint import Blueprint, Node

request_cache.install()  # as the pack does
policy_config.install()
Mode = Literal["preview", "up", "analyze"]


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
    """The policies of the pack's rules, new; without the summary, which only counts what they say."""
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
    for name in given.keys() - {policy.name for policy in made}:
        request.policyConfig[name].properties.update(given[name])
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


def said(rule: str, *blueprints: Blueprint, refuses: bool = True, **more: Any) -> list[Verdict]:
    """What one rule says: its refusals, or its advice."""
    return [v for v in judge(*blueprints, **more) if v.rule == rule and v.refuses is refuses]
