"""What RDS types share."""

from __future__ import annotations

from lab.provider.services.rds import identifier


def test_a_given_identifier_stays() -> None:
    assert identifier({"clusterIdentifier": "mine", "clusterIdentifierPrefix": "x-"}, "clusterIdentifier") == "mine"


def test_an_identifier_is_made_up_like_terraform_does() -> None:
    one, two = identifier({}, "identifier"), identifier({}, "identifier")
    assert one.startswith("tf-")
    assert one != two
    assert identifier({"identifierPrefix": "db-"}, "identifier").startswith("db-2")
