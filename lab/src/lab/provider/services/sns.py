"""SNS: topics, their policies, subscriptions.

A topic's attributes are set one by one; a policy cannot be removed, only put back to AWS's default.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from lab.provider.fields import tag_list, tag_map, upper, words
from lab.provider.resource import Change, Resource, State
from lab.provider.waiting import wait_for

TOPIC = {
    "displayName": "DisplayName",
    "policy": "Policy",
    "deliveryPolicy": "DeliveryPolicy",
    "kmsMasterKeyId": "KmsMasterKeyId",
    "signatureVersion": "SignatureVersion",
    "tracingConfig": "TracingConfig",
    "contentBasedDeduplication": "ContentBasedDeduplication",
}
SUBSCRIPTION = words(
    "deliveryPolicy filterPolicy filterPolicyScope rawMessageDelivery redrivePolicy subscriptionRoleArn"
)
DEFAULT_ACTIONS = (
    "GetTopicAttributes SetTopicAttributes AddPermission RemovePermission DeleteTopic Subscribe "
    "ListSubscriptionsByTopic Publish Receive"
)


def _text(value: Any) -> str:
    """SNS takes attributes as texts: True is "true"."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _typed(text: str) -> Any:
    return {"true": True, "false": False}.get(text, int(text) if text.isdigit() else text)


class Topic(Resource):
    """A topic of this region."""

    token = "aws:sns/topic:Topic"
    service = "sns"
    handles = frozenset(TOPIC) | words("name fifoTopic")
    updates = frozenset(TOPIC)

    def create(self, inputs: State) -> str:
        fifo = bool(inputs.get("fifoTopic"))
        attributes = {TOPIC[key]: _text(inputs[key]) for key in TOPIC if inputs.get(key) not in (None, "", False)}
        if fifo:
            attributes["FifoTopic"] = "true"
        return str(
            self.aws.create_topic(Name=inputs["name"], Attributes=attributes, Tags=tag_list(self.tags))["TopicArn"]
        )

    def read(self, ident: str, state: State) -> State | None:
        found = self.aws.get_topic_attributes(TopicArn=ident)["Attributes"]
        live = {ours: found[theirs] for ours, theirs in TOPIC.items() if found.get(theirs)}
        for key in ("signatureVersion", "contentBasedDeduplication"):
            if key in live:
                live[key] = _typed(live[key])
        return {
            **live,
            "arn": ident,
            "name": ident.rsplit(":", 1)[1],
            "owner": found["Owner"],
            "fifoTopic": found.get("FifoTopic") == "true",
            "tags": tag_map(self.aws.list_tags_for_resource(ResourceArn=ident)["Tags"]),
        }

    def update(self, change: Change) -> None:
        for key in sorted(change.changed & frozenset(TOPIC)):
            value = change.new.get(key)
            if key == "policy" and not value:
                continue  # an empty policy is ignored by the real provider
            text = "" if value is None else _text(value)
            self.aws.set_topic_attributes(TopicArn=change.ident, AttributeName=TOPIC[key], AttributeValue=text)

    def retag(self, ident: str, state: State, gone: list[str]) -> None:
        if gone:
            self.aws.untag_resource(ResourceArn=ident, TagKeys=gone)
        if self.tags:
            self.aws.tag_resource(ResourceArn=ident, Tags=tag_list(self.tags))

    def delete(self, ident: str, state: State) -> None:
        self.aws.delete_topic(TopicArn=ident)


def default_policy(topic: str, account: str) -> str:
    """The policy that SNS gives a new topic: the account's own principals may do everything with it."""
    statement = {
        "Sid": "__default_statement_ID",
        "Effect": "Allow",
        "Principal": {"AWS": "*"},
        "Action": [f"SNS:{name}" for name in DEFAULT_ACTIONS.split()],
        "Resource": topic,
        "Condition": {"StringEquals": {"AWS:SourceOwner": account}},
    }
    return json.dumps({"Version": "2008-10-17", "Id": "__default_policy_ID", "Statement": [statement]})


class TopicPolicy(Resource):
    """A topic's policy as a resource of its own."""

    token = "aws:sns/topicPolicy:TopicPolicy"
    service = "sns"
    handles = words("arn policy")
    updates = words("policy")

    def create(self, inputs: State) -> str:
        self._put(inputs["arn"], inputs["policy"])
        return str(inputs["arn"])

    def _put(self, topic: str, policy: str) -> None:
        self.aws.set_topic_attributes(TopicArn=topic, AttributeName="Policy", AttributeValue=policy)

    def read(self, ident: str, state: State) -> State | None:
        found = self.aws.get_topic_attributes(TopicArn=ident)["Attributes"]
        if not found.get("Policy"):
            return None
        return {"arn": ident, "policy": found["Policy"], "owner": found["Owner"]}

    def update(self, change: Change) -> None:
        self._put(change.ident, change.new["policy"])

    def delete(self, ident: str, state: State) -> None:
        self._put(ident, default_policy(ident, state.get("owner") or self.place.account))


class TopicSubscription(Resource):
    """An endpoint that gets a topic's messages. E-mail and plain HTTP endpoints confirm by hand, later."""

    token = "aws:sns/topicSubscription:TopicSubscription"
    service = "sns"
    handles = SUBSCRIPTION | words("topic protocol endpoint endpointAutoConfirms confirmationTimeoutInMinutes")
    updates = SUBSCRIPTION
    settings = words("endpointAutoConfirms confirmationTimeoutInMinutes")

    def create(self, inputs: State) -> str:
        given = {key: inputs[key] for key in SUBSCRIPTION if inputs.get(key) not in (None, "", False)}
        answer = self.aws.subscribe(
            TopicArn=inputs["topic"],
            Protocol=inputs["protocol"],
            Endpoint=inputs["endpoint"],
            Attributes={upper(key): _text(value) for key, value in given.items()},
            ReturnSubscriptionArn=True,
        )
        return str(answer["SubscriptionArn"])

    def settle(self, ident: str, inputs: State) -> None:
        by_hand = "email" in inputs["protocol"] or (
            "http" in inputs["protocol"] and not inputs.get("endpointAutoConfirms")
        )
        if by_hand:
            return
        minutes = inputs.get("confirmationTimeoutInMinutes") or 1
        wait_for(
            f"subscription {ident} to be confirmed",
            lambda: str(self._attributes(ident)["PendingConfirmation"]),
            frozenset({"false"}),
            seconds=60.0 * minutes if "http" in inputs["protocol"] else 120.0,
        )

    def _attributes(self, ident: str) -> Mapping[str, str]:
        found: Mapping[str, str] = self.aws.get_subscription_attributes(SubscriptionArn=ident)["Attributes"]
        return found

    def read(self, ident: str, state: State) -> State | None:
        found = self._attributes(ident)
        live = {key: found[upper(key)] for key in SUBSCRIPTION if found.get(upper(key))}
        return {
            **live,
            "arn": ident,
            "topic": found["TopicArn"],
            "protocol": found["Protocol"],
            "endpoint": found["Endpoint"],
            "ownerId": found["Owner"],
            "rawMessageDelivery": found.get("RawMessageDelivery") == "true",
            "pendingConfirmation": found.get("PendingConfirmation") == "true",
            "confirmationWasAuthenticated": found.get("ConfirmationWasAuthenticated") == "true",
        }

    def update(self, change: Change) -> None:
        # A body filter may nest, an attribute filter may not: widen the scope before the policy, narrow it after.
        order = sorted(change.changed & SUBSCRIPTION, key=lambda key: key == "filterPolicyScope")
        if change.new.get("filterPolicyScope") == "MessageBody":
            order.reverse()
        for key in order:
            value = change.new.get(key)
            text = (
                _text(value)
                if value is not None
                else {"filterPolicy": "{}", "rawMessageDelivery": "false"}.get(key, "")
            )
            self.aws.set_subscription_attributes(
                SubscriptionArn=change.ident, AttributeName=upper(key), AttributeValue=text
            )

    def delete(self, ident: str, state: State) -> None:
        self.aws.unsubscribe(SubscriptionArn=ident)


RESOURCES: tuple[type[Resource], ...] = (Topic, TopicPolicy, TopicSubscription)
