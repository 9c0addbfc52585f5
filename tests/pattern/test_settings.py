"""The config of a platform stack: passing config, one change, the exact message."""

import json

import pytest

from pattern.reading import ConfigError
from pattern.settings import Settings, load

PEER = {"region": "us-east-1", "vpcCidr": "10.0.0.0/16", "stack": "primary"}
DOMAIN = {"hostedZoneId": "Z0123456789EXAMPLE", "zoneName": "example.com", "name": "app.example.com"}
DR = {
    "aws:region": "us-west-2",
    "standby:app": "myapp",
    "standby:environment": "prod",
    "standby:region": "us-west-2",
    "standby:peer": json.dumps(PEER),
    "standby:nameSuffix": "-dr",
    "standby:vpcCidr": "10.1.0.0/16",
    "standby:isAuroraSecondary": "true",
    "standby:auroraSourceRegion": "us-east-1",
    "standby:servesTraffic": "false",
    "standby:domain": json.dumps(DOMAIN),
}


def problems(**changes: str | None) -> tuple[str, ...]:
    config = {**DR, **{f"standby:{key}": value for key, value in changes.items()}}
    with pytest.raises(ConfigError) as error:
        load({key: value for key, value in config.items() if value is not None}, "dr")
    return error.value.problems


def test_a_whole_config_becomes_settings() -> None:
    settings = load(DR, "dr")
    assert isinstance(settings, Settings)
    assert settings.names.of("iam-role", "task") == "myapp-prod-dr-task"
    assert (settings.availability_zones, settings.database.engine_version) == ("auto", "16.8")


def test_objects_and_numbers_arrive_as_json() -> None:
    settings = load({**DR, "standby:availabilityZones": "3", "standby:database": '{"instances": 1}'}, "dr")
    assert (settings.availability_zones, settings.database.instances) == (3, 1)


def test_a_missing_key_says_so() -> None:
    assert problems(peer=None) == (
        "standby:peer is missing; it is required: `pulumi config set --path standby:peer …`",
    )


def test_an_unknown_key_names_the_nearest_known_one() -> None:
    (problem,) = problems(vpcCdir="10.2.0.0/16")
    assert problem.startswith("standby:vpcCdir is not a known key; did you mean 'vpcCidr'?")


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("vpcCidr", "10.1.0.7/16", "standby:vpcCidr: '10.1.0.7/16' has host bits set; the network is 10.1.0.0/16"),
        ("vpcCidr", "10.1.0.0/30", "standby:vpcCidr: '10.1.0.0/30' is a /30; a VPC of this pattern is /16 to /24"),
        ("reservedCidrs", '["10.300.0.0/16"]', "standby:reservedCidrs[0]"),
        (
            "nameSuffix",
            "",
            "standby:nameSuffix is empty in stack 'dr'; global names (IAM roles, buckets) would collide",
        ),
        ("auroraSourceRegion", None, "standby:auroraSourceRegion is missing while standby:isAuroraSecondary is true"),
        ("auroraSourceRegion", "us-west-2", "standby:auroraSourceRegion is 'us-west-2', this stack's own region"),
        (
            "database",
            '{"engineVersion": "sixteen"}',
            'standby:database.engineVersion is "sixteen"; must be an Aurora PostgreSQL version',
        ),
        ("database", '{"instanceClass": "db.t4g.medium"}', "standby:database.instanceClass"),
        (
            "database",
            '{"backupRetentionDays": 1}',
            "standby:database.backupRetentionDays is 1; input should be greater",
        ),
        ("availabilityZones", "4", "standby:availabilityZones is 4"),
        (
            "peer",
            json.dumps({**PEER, "region": "us-west-2"}),
            "standby:peer.region is 'us-west-2', this stack's own region",
        ),
        ("peer", json.dumps({**PEER, "stack": "dr"}), "standby:peer.stack is 'dr', this stack itself"),
        (
            "domain",
            json.dumps({**DOMAIN, "name": "app.example.org"}),
            "standby:domain: 'app.example.org' is not in the hosted zone 'example.com'",
        ),
        ("servesTraffic", "maybe", 'standby:servesTraffic is "maybe"'),
    ],
)
def test_one_bad_value_is_one_message(key: str, value: str | None, message: str) -> None:
    (problem,) = problems(**{key: value})
    assert problem.startswith(message)


def test_the_two_regions_must_agree() -> None:
    with pytest.raises(ConfigError) as error:
        load({**DR, "aws:region": "us-west-1"}, "dr")
    assert error.value.problems == (
        "standby:region is 'us-west-2' but aws:region is 'us-west-1'; they must agree: "
        "`pulumi config set aws:region us-west-2` (or change standby:region)",
    )


def test_problems_of_one_key_and_between_keys_are_told_together() -> None:
    assert len(problems(vpcCidr="10.1.0.1/16", nameSuffix="", auroraSourceRegion=None, engine="x")) == 4


def test_a_primary_may_be_secondary_for_a_while() -> None:
    """Failback recreates the old primary as a secondary of DR: no suffix, and yet a secondary."""
    home = {**DR, "aws:region": "us-east-1", "standby:region": "us-east-1", "standby:nameSuffix": ""}
    home |= {"standby:peer": json.dumps({**PEER, "region": "us-west-2", "stack": "dr"})}
    settings = load({**home, "standby:auroraSourceRegion": "us-west-2"}, "primary")
    assert settings.is_aurora_secondary
    assert settings.names.founder
