"""Listeners and listener rules: what a load balancer does with a request.

Actions: forward, fixed-response, redirect; authentication and JWT validation are refused by name. A forward action is
read back in the shape in which the program wrote it: one target group, or a `forward` block with weights.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lab.provider.errors import Refused
from lab.provider.fields import aws_args, camel, live_values, pascal, tag_list, words
from lab.provider.resource import Change, Resource, State
from lab.provider.services.lb import ElbResource, pairs, typed

ACTION = words("type order targetGroupArn forward fixedResponse redirect")
BLOCKS = {
    "": ACTION,
    ".forward": words("targetGroups stickiness"),
    ".forward.targetGroups": words("arn weight"),
    ".forward.stickiness": words("duration enabled"),
    ".fixedResponse": words("contentType messageBody statusCode"),
    ".redirect": words("host path port protocol query statusCode"),
}
# Pulumi's condition block to ELB's field and the block of its values (ELB API reference, RuleCondition).
CONDITIONS: Mapping[str, tuple[str, str]] = {
    "hostHeader": ("host-header", "HostHeaderConfig"),
    "pathPattern": ("path-pattern", "PathPatternConfig"),
    "httpHeader": ("http-header", "HttpHeaderConfig"),
    "httpRequestMethod": ("http-request-method", "HttpRequestMethodConfig"),
    "sourceIp": ("source-ip", "SourceIpConfig"),
}
ATTRIBUTES: Mapping[str, str] = {
    "tcpIdleTimeoutSeconds": "tcp.idle_timeout.seconds",
    "routingHttpResponseServerEnabled": "routing.http.response.server.enabled",
    "routingHttpResponseStrictTransportSecurityHeaderValue": (
        "routing.http.response.strict_transport_security.header_value"
    ),
    "routingHttpResponseXContentTypeOptionsHeaderValue": "routing.http.response.x_content_type_options.header_value",
    "routingHttpResponseXFrameOptionsHeaderValue": "routing.http.response.x_frame_options.header_value",
}


def action_blocks(key: str) -> dict[str, frozenset[str]]:
    """The nested keys handled below `defaultActions` or `actions`."""
    return {f"{key}{path}": keys for path, keys in BLOCKS.items()}


def to_actions(actions: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Actions as ELB takes them; several get their order from their place, as the real provider does."""
    wanted = []
    for place, action in enumerate(actions, start=1):
        item = {"Type": action["type"], **aws_args(action, "targetGroupArn order")}
        if len(actions) > 1:
            item.setdefault("Order", place)
        if action.get("forward"):
            item["ForwardConfig"] = _forward(action["forward"])
            item.pop("TargetGroupArn", None)
        if action.get("fixedResponse"):
            item["FixedResponseConfig"] = pascal(action["fixedResponse"])
        if action.get("redirect"):
            item["RedirectConfig"] = pascal(action["redirect"])
        wanted.append(item)
    return wanted


def _forward(block: Mapping[str, Any]) -> dict[str, Any]:
    groups = [{"TargetGroupArn": group["arn"], "Weight": group.get("weight", 1)} for group in block["targetGroups"]]
    found: dict[str, Any] = {"TargetGroups": groups}
    if block.get("stickiness"):
        stick = block["stickiness"]
        found["TargetGroupStickinessConfig"] = aws_args(stick, "duration=DurationSeconds enabled")
    return found


def from_actions(live: Sequence[Mapping[str, Any]], wanted: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """ELB's actions in the shape of the wanted ones, so that only what differs is a difference."""
    found = sorted(live, key=lambda action: action.get("Order", 0))
    return [_from_action(item, wanted[index] if index < len(wanted) else {}) for index, item in enumerate(found)]


def _from_action(live: Mapping[str, Any], wanted: Mapping[str, Any]) -> dict[str, Any]:
    action = live_values(live, "type order")
    if live["Type"] == "forward":
        action |= _from_forward(live, wanted)
    for ours, theirs in (("fixedResponse", "FixedResponseConfig"), ("redirect", "RedirectConfig")):
        if live.get(theirs):
            action[ours] = camel(live[theirs])
    return action


def _from_forward(live: Mapping[str, Any], wanted: Mapping[str, Any]) -> dict[str, Any]:
    config = live.get("ForwardConfig") or {}
    groups = [
        {"arn": group["TargetGroupArn"], "weight": int(group.get("Weight", 1))}
        for group in config.get("TargetGroups") or []
    ]
    if not groups and live.get("TargetGroupArn"):
        groups = [{"arn": live["TargetGroupArn"], "weight": 1}]
    as_block = {"forward": {"targetGroups": groups, **_stickiness(config)}}
    if len(groups) == 1:
        single = {"targetGroupArn": groups[0]["arn"]}
        if wanted.get("forward"):
            return {**as_block, **(single if wanted.get("targetGroupArn") else {})}
        return single
    return as_block


def _stickiness(config: Mapping[str, Any]) -> dict[str, Any]:
    found = config.get("TargetGroupStickinessConfig") or {}
    return {"stickiness": live_values(found, "duration=DurationSeconds enabled")} if found.get("Enabled") else {}


def to_conditions(conditions: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Rule conditions as ELB takes them."""
    wanted: list[dict[str, Any]] = []
    for condition in conditions:
        for ours, (field, block) in CONDITIONS.items():
            if condition.get(ours):
                wanted.append({"Field": field, block: pascal(condition[ours])})
        if condition.get("queryStrings"):
            wanted.append({"Field": "query-string", "QueryStringConfig": {"Values": pascal(condition["queryStrings"])}})
    return wanted


def from_conditions(live: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The reverse of `to_conditions`."""
    by_field = {field: (ours, block) for ours, (field, block) in CONDITIONS.items()}
    found = []
    for condition in live:
        if condition["Field"] == "query-string":
            found.append({"queryStrings": camel(condition["QueryStringConfig"]["Values"])})
        else:
            ours, block = by_field[condition["Field"]]
            found.append({ours: camel(condition[block])})
    return found


class Listener(ElbResource):
    """A port of a load balancer and what it does by default; its id is its ARN."""

    token = "aws:lb/listener:Listener"
    handles = words("loadBalancerArn port protocol sslPolicy certificateArn alpnPolicy defaultActions") | frozenset(
        ATTRIBUTES
    )
    updates = handles - words("loadBalancerArn")
    blocks = action_blocks("defaultActions")

    def _args(self, inputs: Mapping[str, Any]) -> dict[str, Any]:
        args = aws_args(inputs, "port protocol sslPolicy")
        if inputs.get("certificateArn"):
            args["Certificates"] = [{"CertificateArn": inputs["certificateArn"]}]
        if inputs.get("alpnPolicy"):
            args["AlpnPolicy"] = [inputs["alpnPolicy"]]
        return {**args, "DefaultActions": to_actions(inputs["defaultActions"])}

    def create(self, inputs: State) -> str:
        args = self._args(inputs)
        args.setdefault("Protocol", "HTTP")  # of an application balancer, as the real provider assumes
        if self.tags:
            args["Tags"] = tag_list(self.tags)
        made = self.aws.create_listener(LoadBalancerArn=inputs["loadBalancerArn"], **args)
        return str(made["Listeners"][0]["ListenerArn"])

    def settle(self, ident: str, inputs: State) -> None:
        self._set(ident, inputs, frozenset(ATTRIBUTES))

    def _set(self, ident: str, inputs: Mapping[str, Any], chosen: frozenset[str]) -> None:
        wanted = {ATTRIBUTES[key]: inputs[key] for key in chosen if inputs.get(key) is not None}
        if wanted:
            self.aws.modify_listener_attributes(ListenerArn=ident, Attributes=pairs(wanted))

    def read(self, ident: str, state: State) -> State | None:
        found = self.aws.describe_listeners(ListenerArns=[ident])["Listeners"][0]
        live = live_values(found, "loadBalancerArn port protocol arn=ListenerArn")
        certificates = found.get("Certificates") or []
        if certificates:
            live |= {"certificateArn": certificates[0]["CertificateArn"], **live_values(found, "sslPolicy")}
        if found.get("AlpnPolicy"):
            live["alpnPolicy"] = found["AlpnPolicy"][0]
        live["defaultActions"] = from_actions(found["DefaultActions"], state.get("defaultActions") or [])
        answer = self.aws.describe_listener_attributes(ListenerArn=ident)["Attributes"]
        attributes = {item["Key"]: item["Value"] for item in answer}
        live |= {ours: typed(attributes[theirs]) for ours, theirs in ATTRIBUTES.items() if attributes.get(theirs)}
        return {**live, "tags": self.live_tags(ident)}

    def update(self, change: Change) -> None:
        own = change.changed - frozenset(ATTRIBUTES)
        if own:
            self.aws.modify_listener(ListenerArn=change.ident, **self._args(change.new))
        self._set(change.ident, change.new, change.changed & frozenset(ATTRIBUTES))

    def delete(self, ident: str, state: State) -> None:
        self.aws.delete_listener(ListenerArn=ident)


class ListenerRule(ElbResource):
    """A rule of a listener; without a priority it goes behind the last one."""

    token = "aws:lb/listenerRule:ListenerRule"
    handles = words("listenerArn priority actions conditions")
    updates = words("priority actions conditions")
    blocks = action_blocks("actions") | {"conditions": frozenset(CONDITIONS) | words("queryStrings")}

    def create(self, inputs: State) -> str:
        args = {
            "ListenerArn": inputs["listenerArn"],
            "Priority": inputs.get("priority") or self._next_priority(inputs["listenerArn"]),
            "Actions": to_actions(inputs["actions"]),
            "Conditions": to_conditions(inputs["conditions"]),
        }
        if self.tags:
            args["Tags"] = tag_list(self.tags)
        return str(self.aws.create_rule(**args)["Rules"][0]["RuleArn"])

    def _next_priority(self, listener: str) -> int:
        rules = self.aws.describe_rules(ListenerArn=listener)["Rules"]
        taken = [int(rule["Priority"]) for rule in rules if str(rule["Priority"]).isdigit()]
        return max(taken, default=0) + 1

    def read(self, ident: str, state: State) -> State | None:
        rule = self.aws.describe_rules(RuleArns=[ident])["Rules"][0]
        if not str(rule["Priority"]).isdigit():
            raise Refused(f"rule {ident} is its listener's default: it belongs to the listener")
        listener = ident.replace(":listener-rule/", ":listener/").rsplit("/", 1)[0]
        return {
            "arn": ident,
            "listenerArn": state.get("listenerArn", listener),
            "priority": int(rule["Priority"]),
            "actions": from_actions(rule["Actions"], state.get("actions") or []),
            "conditions": from_conditions(rule["Conditions"]),
            "tags": self.live_tags(ident),
        }

    def update(self, change: Change) -> None:
        if change.touches("priority"):
            priorities = [{"RuleArn": change.ident, "Priority": change.new["priority"]}]
            self.aws.set_rule_priorities(RulePriorities=priorities)
        args: dict[str, Any] = {}
        if change.touches("actions"):
            args["Actions"] = to_actions(change.new["actions"])
        if change.touches("conditions"):
            args["Conditions"] = to_conditions(change.new["conditions"])
        if args:
            self.aws.modify_rule(RuleArn=change.ident, **args)

    def delete(self, ident: str, state: State) -> None:
        self.aws.delete_rule(RuleArn=ident)


RESOURCES: tuple[type[Resource], ...] = (Listener, ListenerRule)
