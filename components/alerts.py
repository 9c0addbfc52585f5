"""Where a region's alarms speak."""

from __future__ import annotations

import json
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from pattern.naming import Names


@dataclass(frozen=True)
class AlertsArgs:
    """The topic's key, and who listens by mail (nobody where None)."""

    names: Names
    account_id: str
    key_arn: pulumi.Input[str]
    email: str | None = None


class Alerts(pulumi.ComponentResource):
    """Creates: SNS topic (encrypted with the region's key), policy for alarms and RDS events, a mail subscription."""

    topic_arn: pulumi.Output[str]

    def __init__(self, name: str, args: AlertsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:components:Alerts", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        topic = aws.sns.Topic(f"{name}-topic", name=args.names.of("topic"), kms_master_key_id=args.key_arn, opts=child)
        aws.sns.TopicPolicy(
            f"{name}-policy",
            arn=topic.arn,
            policy=topic.arn.apply(lambda arn: json.dumps(topic_policy(arn, args.account_id))),
            opts=child,
        )
        if args.email:
            aws.sns.TopicSubscription(
                f"{name}-mail", topic=topic.arn, protocol="email", endpoint=args.email, opts=child
            )
        self.topic_arn = topic.arn
        self.register_outputs({"topic_arn": self.topic_arn})


def topic_policy(topic_arn: str, account_id: str) -> dict[str, object]:
    """CloudWatch alarms and RDS events of this account may publish."""
    statements = [
        {
            "Sid": sid,
            "Effect": "Allow",
            "Principal": {"Service": service},
            "Action": "sns:Publish",
            "Resource": topic_arn,
            "Condition": {"StringEquals": {"aws:SourceAccount": account_id}},
        }
        for sid, service in (("Alarms", "cloudwatch.amazonaws.com"), ("DatabaseEvents", "events.rds.amazonaws.com"))
    ]
    return {"Version": "2012-10-17", "Statement": statements}
