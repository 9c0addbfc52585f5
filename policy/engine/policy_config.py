"""The run's policy config: nothing in it is silent, and a rule's options hold for all of its policies.

The engine checks the types of known options, and passes over the rest: a misspelt option or policy name would switch
a protection off without a word. So `install` puts a check before the SDK's own `Configure`, the protocol's call that
hands the config over. The options of `<rule>` are copied into `<rule>-stack` there, unless that one says otherwise.
Where the SDK has no such method, rules do both when they are asked (`rule.py`).
"""

from __future__ import annotations

import difflib
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import grpc
from google.protobuf.json_format import MessageToDict
from pulumi_policy import Policy
from pulumi_policy import policy as sdk

from policy.engine.options import OptionError

_SERVICER = "_PolicyAnalyzerServicer"
_POLICIES = f"{_SERVICER}__policies"
ALL = "all"  # the engine's own name for the level of every policy
ENVIRONMENTS = "environments"  # and for the environments that a pack's config comes from


@dataclass(frozen=True)
class Known:
    """One policy as its config may name it: its rule's options with their defaults, and the rule that owns them."""

    rule: str
    options: Mapping[str, Any]
    own: bool = True  # False: an advice policy, which has none


def known(policies: Iterable[Policy]) -> dict[str, Known]:
    """Every policy by name, as its schema tells its options."""
    found: dict[str, Known] = {}
    for made in policies:
        rule = made.name.removesuffix("-stack").removesuffix("-advice")
        properties = made.config_schema.properties if made.config_schema else {}
        found[made.name] = Known(rule, {key: one["default"] for key, one in properties.items()})
    for name, policy in found.items():
        if name.endswith("-advice"):
            of_rule = found.get(policy.rule, found.get(f"{policy.rule}-stack", policy))
            found[name] = Known(policy.rule, of_rule.options, own=False)
    return found


def problems(policies: Mapping[str, Known], given: Mapping[str, Iterable[str]]) -> Iterator[str]:
    """What is wrong with a policy config of the form policy → options, a sentence for each fault."""
    for name in sorted(given):
        if name in (ALL, ENVIRONMENTS):
            continue
        policy = policies.get(name)
        if policy is None:
            rules = dict.fromkeys(one.rule for one in policies.values())
            yield f"the pack has no policy {name!r}{nearest(name, policies)}; its rules: {', '.join(rules)}"
            continue
        for option in sorted(set(given[name]) - policy.options.keys() if policy.own else given[name]):
            if not policy.own and option in policy.options:
                yield f"{name} has no options of its own: set {option} on {policy.rule!r}, whose options hold here too"
            else:
                listed = ", ".join(sorted(policy.options)) or "none"
                yield f"{name} has no option {option!r}{nearest(option, policy.options)}; its options: {listed}"


def nearest(word: str, words: Iterable[str]) -> str:
    """`, did you mean 'x'?` where a known word is like it."""
    close = difflib.get_close_matches(word.lower(), {known.lower(): known for known in words}, n=1, cutoff=0.5)
    named = next((known for known in words if close and known.lower() == close[0]), None)
    return f" (did you mean {named!r}?)" if named else ""


def spread(options: Mapping[str, Any], of_rule: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """A policy's options: what it is told itself, then what its rule is told, then the defaults `options`."""
    told = {key: value for key, value in of_rule.items() if not _same(value, options.get(key))}
    return {
        **told,
        **{key: value for key, value in own.items() if key not in told or not _same(value, options.get(key))},
    }


def _same(one: Any, other: Any) -> bool:
    return bool(_plain(one) == _plain(other))


def _plain(value: Any) -> Any:
    """A value of the wire or of the defaults, comparable with the other kind."""
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value


def install() -> bool:
    """Check the config before the SDK takes it. False: the SDK has no such method, and rules check it when asked."""
    servicer = getattr(sdk, _SERVICER, None)
    handler = getattr(servicer, "Configure", None)
    if servicer is None or handler is None:
        return False
    if not getattr(servicer, "checks_config", False):

        def configure(itself: Any, request: Any, context: Any) -> Any:
            policies = known(getattr(itself, _POLICIES, ()))
            if policies:
                _check(policies, request, context)
                _share(policies, request)
            return handler(itself, request, context)

        servicer.Configure = configure
        servicer.checks_config = True
    return True


def refuse(wrong: Iterable[str]) -> None:
    """Answer the engine's question for the pack's policies with what is wrong with its config.

    A pack that ends with words instead would lose them at times: the engine stops reading its errors when it ends.
    Where the SDK has no such method, ending with words is all there is.
    """
    servicer = getattr(sdk, _SERVICER, None)
    if servicer is None or not hasattr(servicer, "GetAnalyzerInfo"):
        sys.exit(f"error: {_unusable(wrong)}")

    def refused(_itself: Any, _request: Any, context: Any) -> Any:
        context.abort(grpc.StatusCode.INVALID_ARGUMENT, _unusable(wrong))

    servicer.GetAnalyzerInfo = refused


def _check(policies: Mapping[str, Known], request: Any, context: Any) -> None:
    given = {name: list(config.properties) for name, config in request.policyConfig.items()}
    wrong = list(problems(policies, given))
    if wrong:
        if context is None:
            raise OptionError(_unusable(wrong))
        context.abort(grpc.StatusCode.INVALID_ARGUMENT, _unusable(wrong))


def _unusable(wrong: Iterable[str]) -> str:
    return f"the policy config is not usable: {'; '.join(wrong)}. How to fix: correct the file"


def _share(policies: Mapping[str, Known], request: Any) -> None:
    """Copy what `<rule>` is told into `<rule>-stack`."""
    for name, policy in policies.items():
        if name == policy.rule or name not in request.policyConfig or policy.rule not in request.policyConfig:
            continue
        if policy.own:
            own, of_rule = (MessageToDict(request.policyConfig[one].properties) for one in (name, policy.rule))
            request.policyConfig[name].properties.update(spread(policy.options, of_rule, own))
