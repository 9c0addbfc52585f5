"""RDS: event subscriptions, which tell an SNS topic of what happens to clusters and instances.

Source: hashicorp/terraform-provider-aws (MPL-2.0), internal/service/rds/event_subscription.go.
"""

from __future__ import annotations

from lab.provider.errors import is_gone
from lab.provider.fields import aws_args, live_values, names, tag_list, words
from lab.provider.resource import Change, Resource, State
from lab.provider.services.rds import RdsResource

SUBSCRIPTION = "name=SubscriptionName snsTopic=SnsTopicArn sourceType eventCategories sourceIds enabled"
LIVE = (
    "name=CustSubscriptionId snsTopic=SnsTopicArn sourceType eventCategories=EventCategoriesList "
    "sourceIds=SourceIdsList enabled customerAwsId arn=EventSubscriptionArn"
)
ACTIVE = frozenset({"active"})
GONE = frozenset({""})


class EventSubscription(RdsResource):
    """Which events of which sources go to which topic."""

    token = "aws:rds/eventSubscription:EventSubscription"
    handles = names(SUBSCRIPTION)
    updates = handles - words("name")

    def create(self, inputs: State) -> str:
        args = {key: value for key, value in aws_args(inputs, SUBSCRIPTION).items() if value not in ([], "")}
        made = self.aws.create_event_subscription(**args, Tags=tag_list(self.tags))
        return str(made["EventSubscription"]["CustSubscriptionId"])

    def settle(self, ident: str, inputs: State) -> None:
        self.wait(f"event subscription {ident}", lambda: self._status(ident), ACTIVE)

    def _status(self, ident: str) -> str:
        try:
            listed = self.aws.describe_event_subscriptions(SubscriptionName=ident)["EventSubscriptionsList"]
        except self.aws.exceptions.ClientError as error:
            if is_gone(error):
                return ""
            raise
        return str(listed[0]["Status"]) if listed else ""

    def read(self, ident: str, state: State) -> State | None:
        listed = self.aws.describe_event_subscriptions(SubscriptionName=ident)["EventSubscriptionsList"]
        if not listed:
            return None
        live = live_values(listed[0], LIVE)
        return {**live, "tags": self.tags_by_arn(live["arn"])}

    def update(self, change: Change) -> None:
        name, new = {"SubscriptionName": change.ident}, change.new
        if change.changed - words("sourceIds"):
            args = {"Enabled": new.get("enabled", True)}
            if change.touches("eventCategories"):
                args |= {"EventCategories": new.get("eventCategories") or [], "SourceType": new.get("sourceType") or ""}
            if change.touches("sourceType"):
                args["SourceType"] = new.get("sourceType") or ""
            if change.touches("snsTopic"):
                args["SnsTopicArn"] = new["snsTopic"]
            self.aws.modify_event_subscription(**name, **args)
            self.settle(change.ident, new)
        old, wanted = (set(values.get("sourceIds") or []) for values in (change.old, new))
        for source in sorted(old - wanted):
            self.aws.remove_source_identifier_from_subscription(**name, SourceIdentifier=source)
        for source in sorted(wanted - old):
            self.aws.add_source_identifier_to_subscription(**name, SourceIdentifier=source)

    def delete(self, ident: str, state: State) -> None:
        self.aws.delete_event_subscription(SubscriptionName=ident)
        self.wait(f"event subscription {ident} to be gone", lambda: self._status(ident), GONE)


RESOURCES: tuple[type[Resource], ...] = (EventSubscription,)
