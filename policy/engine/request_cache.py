"""Each request is read once, not once per policy.

Pulumi's SDK builds the arguments of a policy from the wire again for each policy (pulumi-policy 1.21.0 `policy.py`,
`Analyze` and `AnalyzeStack`): with one policy per rule and 10,000 resources that is nearly all of the time. The
arguments are read-only, so all policies of a request may share them. `install` lets the SDK build them once, for a
policy that only looks, and then asks each policy with those. It also answers at once when asked for remediations,
which no policy of ours has. Where the SDK is not built as known here, it changes nothing, and the pack is only slower.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pulumi.runtime.proto import analyzer_pb2
from pulumi_policy import EnforcementLevel, ResourceValidationPolicy, StackValidationPolicy
from pulumi_policy import policy as sdk

_SERVICER = "_PolicyAnalyzerServicer"
_POLICIES = f"{_SERVICER}__policies"
# The SDK's private parts that are used here, with their parameters: anything else is an SDK that is not known.
_KNOWN: Mapping[str, tuple[str, ...]] = {
    "Analyze": ("self", "request", "_context"),
    "AnalyzeStack": ("self", "request", "_context"),
    "Remediate": ("self", "request", "_context"),
    "_get_enforcement_level": ("self", "policy"),
    "_get_policy_config": ("self", "name"),
    "_create_report_violation": (
        "self", "response", "policy_name", "policy_description", "enforcement_level", "severity",
    ),
}  # fmt: skip
_ARGS: Mapping[str, tuple[str, ...]] = {
    "ResourceValidationArgs": (
        "self", "resource_type", "props", "urn", "name", "opts", "provider", "config", "stack_tags",
    ),
    "StackValidationArgs": ("self", "resources", "config", "stack_tags"),
}  # fmt: skip
# as the SDK does where there is nothing to remediate; older ones know no such level
_REMEDIATE = getattr(EnforcementLevel, "REMEDIATE", None)
_LEVEL = {_REMEDIATE: EnforcementLevel.MANDATORY}


def install() -> bool:
    """Share the arguments among the policies of a request. False: the SDK is another one, and stays as it is."""
    servicer = getattr(sdk, _SERVICER, None)
    if servicer is None or not known(servicer):
        return False
    if not getattr(servicer, "reads_once", False):
        servicer.Analyze = _read_once(servicer.Analyze, ResourceValidationPolicy, _resource_args)
        servicer.AnalyzeStack = _read_once(servicer.AnalyzeStack, StackValidationPolicy, _stack_args)
        servicer.Remediate = _nothing_to_remediate(servicer.Remediate)
        servicer.reads_once = True
    return True


def known(servicer: Any) -> bool:
    """Whether the SDK is built as this module takes it to be."""
    if getattr(servicer, "reads_once", False):
        return True
    methods = all(_parameters(getattr(servicer, name, None)) == wanted for name, wanted in _KNOWN.items())
    made = (getattr(getattr(sdk, name, None), "__init__", None) for name in _ARGS)
    return methods and all(_parameters(one) == wanted for one, wanted in zip(made, _ARGS.values(), strict=True))


def _parameters(function: Any) -> tuple[str, ...]:
    return tuple(inspect.signature(function).parameters) if callable(function) else ()


def _read_once(handler: Any, kind: type[Any], with_config: Callable[[Any, Any], Any]) -> Callable[[Any, Any, Any], Any]:
    """`handler`, which asks every policy of `kind` with the arguments that the SDK has built for the first."""

    def handle(servicer: Any, request: Any, context: Any) -> Any:
        seen: list[Any] = []
        looks = kind("looks", "Takes the arguments.", validate=lambda args, _report: seen.append(args))
        handler(_OnePolicy(servicer, looks), request, context)
        response = analyzer_pb2.AnalyzeResponse()
        for policy, level in _asked(servicer, kind) if seen else ():
            report = servicer._create_report_violation(
                response, policy.name, policy.description, level, policy.severity
            )
            policy.validate(with_config(seen[0], servicer._get_policy_config(policy.name)), report)
        return response

    return handle


def _asked(servicer: Any, kind: type[Any]) -> Iterator[tuple[Any, EnforcementLevel]]:
    """(policy, level) of each policy of `kind` that is not disabled."""
    for policy in getattr(servicer, _POLICIES):
        if isinstance(policy, kind):
            level = servicer._get_enforcement_level(policy)
            if level != EnforcementLevel.DISABLED:
                yield policy, _LEVEL.get(level, level)


class _OnePolicy:
    """The servicer with one policy only, and nothing else changed."""

    def __init__(self, servicer: Any, policy: Any) -> None:
        self._servicer = servicer
        setattr(self, _POLICIES, [policy])

    def __getattr__(self, name: str) -> Any:
        return getattr(self._servicer, name)


def _resource_args(seen: Any, config: Any) -> Any:
    provider, tags = seen.provider, seen.stack_tags
    return sdk.ResourceValidationArgs(
        seen.resource_type, seen.props, seen.urn, seen.name, seen.opts, provider, config, tags
    )


def _stack_args(seen: Any, config: Any) -> Any:
    return sdk.StackValidationArgs(seen.resources, config, seen.stack_tags)


def _nothing_to_remediate(handler: Any) -> Callable[[Any, Any, Any], Any]:
    """`handler`, asked only where a policy is set to remediate."""

    def handle(servicer: Any, request: Any, context: Any) -> Any:
        levels = (servicer._get_enforcement_level(policy) for policy in getattr(servicer, _POLICIES))
        if _REMEDIATE in levels:
            return handler(servicer, request, context)
        return analyzer_pb2.RemediateResponse()

    return handle
