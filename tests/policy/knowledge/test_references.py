"""What refers to a region: ARNs, hosts, services, zones, variables; inside JSON, and what does not."""

from __future__ import annotations

import json
from typing import Any

import pytest

from policy.knowledge.references import about_the_other_side, references

TASK = json.dumps(
    [
        {
            "name": "web",
            "image": "111122223333.dkr.ecr.us-east-1.amazonaws.com/web:1",
            "environment": [
                {"name": "AWS_REGION", "value": "us-east-1"},
                {"name": "PEER_REGION", "value": "eu-west-1"},
            ],
            "secrets": [{"name": "K", "valueFrom": "arn:aws:secretsmanager:us-east-1:1:secret:k"}],
            "logConfiguration": {"options": {"awslogs-region": "us-east-1"}},
        }
    ]
)


@pytest.mark.parametrize(
    ("value", "service", "region"),
    [
        ("arn:aws:sns:us-east-1:111122223333:pager", "sns", "us-east-1"),
        ("arn:aws-us-gov:kms:us-gov-west-1:1:key/x", "kms", "us-gov-west-1"),
        ("shop.cluster-abc.us-east-1.rds.amazonaws.com", "rds", "us-east-1"),
        ("rds.us-east-1.amazonaws.com", "rds", "us-east-1"),
        ("https://sqs.eu-west-1.amazonaws.com/1/q", "sqs", "eu-west-1"),
        ("bucket.s3-website-us-east-1.amazonaws.com", "website", "us-east-1"),
        ("com.amazonaws.us-east-1.s3", "s3", "us-east-1"),
        ("abc.lambda-url.us-east-1.on.aws", "url", "us-east-1"),
        ("shop.abc.0001.use1.cache.amazonaws.com:6379", "cache", "use1"),
    ],
)
def test_one_reference(value: str, service: str, region: str) -> None:
    (found,) = references({"key": [value]})
    assert (found.path, found.service, found.region) == ("key[0]", service, region)
    assert found.foreign("us-west-2")


@pytest.mark.parametrize(
    "value",
    ["arn:aws:iam::1:role/x", "arn:aws:s3:::shop-us-east-1", "shop-us-east-1", "iam.amazonaws.com", "https://us-east-1.example.com", "us-east-1", ""],
)  # fmt: skip
def test_no_reference(value: str) -> None:
    assert list(references({"key": value})) == []


def test_json_is_read_with_its_variables_and_log_options() -> None:
    found = [one.path for one in references(TASK, "containerDefinitions", "containerDefinitions")]
    assert found == [
        "containerDefinitions[0].image",
        "containerDefinitions[0].environment[0].value",
        "containerDefinitions[0].secrets[0].valueFrom",
        "containerDefinitions[0].logConfiguration.options.awslogs-region",
    ]


@pytest.mark.parametrize(
    ("value", "count"),
    [
        ({"variables": {"AWS_REGION": "us-east-1"}}, 1),
        ({"variables": {"REPLICA_QUEUE": "https://sqs.us-east-1.amazonaws.com/1/q"}}, 0),
        ({"availabilityZone": "us-east-1a"}, 1),
        ({"availabilityZones": ["us-east-1a", "us-east-1b"]}, 2),
        ({"anything": "us-east-1a"}, 0),
        ({"text": "{ no JSON arn:aws:sns:us-east-1:1:x"}, 1),
    ],
)
def test_variables_zones_and_broken_json(value: Any, count: int) -> None:
    assert len(list(references(value))) == count


@pytest.mark.parametrize("name", ["PEER_URL", "drRegion", "DR_BUCKET", "sourceArn", "replica"])
def test_a_name_that_is_about_the_other_side(name: str) -> None:
    assert about_the_other_side(name)


@pytest.mark.parametrize("name", ["DATABASE_HOST", "DRIVER", "AWS_REGION", "RESOURCE", "address"])
def test_a_name_that_is_not(name: str) -> None:
    assert not about_the_other_side(name)
