"""RDS event subscriptions: kept, changed, and told through their SNS topic.

Sources: RDS API reference, CreateEventSubscription (a topic that does not exist is SNSTopicArnNotFound; SourceIds need
a SourceType) and ModifyEventSubscription; Aurora user guide, "Amazon RDS event categories and event messages". moto
keeps a subscription and knows neither its ARN nor a change. A message goes to the topic in the region of the event.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from moto.rds.exceptions import RDSClientError, SubscriptionAlreadyExistError, SubscriptionNotFoundError
from moto.rds.models import EventSubscription
from moto.sns.models import sns_backends

if TYPE_CHECKING:
    from moto.rds.models import RDSBackend

    from lab.emulator.services.rds.events import ClusterEvent

SOURCE_TYPES = (
    "db-instance",
    "db-parameter-group",
    "db-security-group",
    "db-snapshot",
    "db-cluster",
    "db-cluster-snapshot",
    "custom-engine-version",
    "db-proxy",
    "blue-green-deployment",
    "db-shard-group",
    "zero-etl",
)
Params = Any


def create(backend: RDSBackend, params: Params) -> dict[str, Any]:
    """CreateEventSubscription: active at once."""
    name = params["SubscriptionName"]
    if name in backend.event_subscriptions:
        raise SubscriptionAlreadyExistError(name)
    _check_topic(backend, params["SnsTopicArn"])
    source_type, sources = params.get("SourceType"), list(params.get("SourceIds") or [])
    _check_source(source_type, sources)
    enabled = params.get("Enabled")
    made = EventSubscription(
        backend,
        name,
        sns_topic_arn=params["SnsTopicArn"],
        source_type=source_type,
        event_categories=list(params.get("EventCategories") or []),
        source_ids=sources,
        enabled=True if enabled is None else enabled,
        tags=[{"Key": tag["Key"], "Value": tag["Value"]} for tag in params.get("Tags") or []],
    )
    backend.event_subscriptions[name] = made
    return shown(made)


def describe(backend: RDSBackend, params: Params) -> list[dict[str, Any]]:
    """DescribeEventSubscriptions: one by name, or all."""
    name = params.get("SubscriptionName")
    found = [_find(backend, name)] if name else backend.event_subscriptions.values()
    return [shown(subscription) for subscription in found]


def modify(backend: RDSBackend, params: Params) -> dict[str, Any]:
    """ModifyEventSubscription: what is not said stays."""
    changed = _find(backend, params["SubscriptionName"])
    if topic := params.get("SnsTopicArn"):
        _check_topic(backend, topic)
        changed.sns_topic_arn = topic
    if source_type := params.get("SourceType"):
        _check_source(source_type, [])
        changed.source_type = source_type
    if params.get("EventCategories") is not None:
        changed.event_categories = list(params["EventCategories"])
    if params.get("Enabled") is not None:
        changed.enabled = params["Enabled"]
    return shown(changed)


def delete(backend: RDSBackend, params: Params) -> dict[str, Any]:
    """DeleteEventSubscription: gone at once."""
    gone = _find(backend, params["SubscriptionName"])
    del backend.event_subscriptions[gone.subscription_name]
    return {**shown(gone), "Status": "deleting"}


def add_source(backend: RDSBackend, params: Params) -> dict[str, Any]:
    """AddSourceIdentifierToSubscription."""
    changed = _find(backend, params["SubscriptionName"])
    _check_source(changed.source_type, [params["SourceIdentifier"]])
    changed.source_ids = [*dict.fromkeys([*changed.source_ids, params["SourceIdentifier"]])]
    return shown(changed)


def remove_source(backend: RDSBackend, params: Params) -> dict[str, Any]:
    """RemoveSourceIdentifierFromSubscription."""
    changed, source = _find(backend, params["SubscriptionName"]), params["SourceIdentifier"]
    if source not in changed.source_ids:
        raise RDSClientError("SourceNotFound", f"Source {source} is not part of the subscription.")
    changed.source_ids = [name for name in changed.source_ids if name != source]
    return shown(changed)


def shown(subscription: EventSubscription) -> dict[str, Any]:
    """A subscription as the API shows it."""
    return {
        "CustomerAwsId": subscription.account_id,
        "CustSubscriptionId": subscription.subscription_name,
        "SnsTopicArn": subscription.sns_topic_arn,
        "Status": subscription.status,
        "SubscriptionCreationTime": subscription.created_at.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        "SourceType": subscription.source_type,
        "SourceIdsList": subscription.source_ids,
        "EventCategoriesList": subscription.event_categories,
        "Enabled": bool(subscription.enabled),
        "EventSubscriptionArn": subscription.arn,
    }


def deliver(backend: RDSBackend, event: ClusterEvent, publish: Callable[[str, str], None] | None = None) -> None:
    """Tell each subscription's topic of an event that it asks for; ``publish`` takes a topic and a message."""
    tell = publish or _publisher(backend)
    for subscription in _wanting(backend.event_subscriptions.values(), event):
        message = {
            "Event Source": event.source_type,
            "Event Time": f"{event.date:%Y-%m-%d %H:%M:%S.000}",
            "Source ID": event.source_identifier,
            "Source ARN": event.source_arn,
            "Event Message": event.message,
        }
        tell(str(subscription.sns_topic_arn), json.dumps(message))


def _wanting(subscriptions: Iterable[EventSubscription], event: ClusterEvent) -> list[EventSubscription]:
    return [
        one
        for one in subscriptions
        if one.enabled
        and one.source_type in (None, event.source_type)
        and (not one.source_ids or event.source_identifier in one.source_ids)
        and (not one.event_categories or set(one.event_categories) & set(event.event_categories))
    ]


def _publisher(backend: RDSBackend) -> Callable[[str, str], None]:
    sns = sns_backends[backend.account_id][backend.region_name]

    def publish(topic: str, message: str) -> None:
        if topic in sns.topics:  # a topic that was deleted since: AWS tries in vain
            sns.publish(message, arn=topic, subject="RDS Notification Message")

    return publish


def _find(backend: RDSBackend, name: str) -> EventSubscription:
    if name not in backend.event_subscriptions:
        raise SubscriptionNotFoundError(name)
    return backend.event_subscriptions[name]


def _check_topic(backend: RDSBackend, topic: str) -> None:
    if topic not in sns_backends[backend.account_id][backend.region_name].topics:
        raise RDSClientError("SNSTopicArnNotFound", f"SNS topic {topic} does not exist.")


def _check_source(source_type: str | None, sources: list[str]) -> None:
    if source_type is not None and source_type not in SOURCE_TYPES:
        raise RDSClientError("InvalidParameterValue", f"Invalid source type: {source_type}")
    if sources and source_type is None:
        message = "SourceType must be specified when SourceIds are given."
        raise RDSClientError("InvalidParameterCombination", message)
