"""Members of a global database, as a stack shows them."""

from __future__ import annotations

import pytest

from policy.engine.subject import Resource
from policy.knowledge.aurora import Member, same_version


def member(stack: str, whole: str | None, **props: str) -> Member:
    cluster = Resource("aws:rds/cluster:Cluster", "c", f"urn:pulumi:{stack}::p::t::c", props)
    return Member(cluster, whole, (), False, None, None)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("16.8", "16.8", True),
        ("16", "16.8", True),
        ("16.8", "16.9", False),
        ("16.8", "17.8", False),
        ("8.0.mysql_aurora.3.05.2", "8.0.mysql_aurora.3.06.0", False),
        (None, "16.8", True),
    ],
)
def test_versions_are_alike_as_far_as_both_say(one: str | None, other: str | None, alike: bool) -> None:
    assert same_version(one, other) is alike


def test_members_of_one_database_are_two_clusters() -> None:
    assert member("primary", "g").joins(member("dr", "g"))
    assert member("primary", "g").joins(member("dr", None)), "in another stack, an unknown name may be the same"
    assert not member("primary", "g").joins(member("primary", None))
    assert not member("primary", "g").joins(member("dr", "h"))
    one = member("primary", "g", arn="arn:aws:rds:us-east-1:1:cluster:x")
    assert not one.joins(member("reader", "g", arn="arn:aws:rds:us-east-1:1:cluster:x")), "made here, read there"


def test_the_version_that_runs_counts() -> None:
    assert member("a", "g", engineVersion="16", engineVersionActual="16.8").version == "16.8"
    assert member("a", "g", engineVersion="16.8").version == "16.8"
    assert member("a", "g", engine="aurora-postgresql").engine == "aurora-postgresql"
    assert member("a", "g").identifier is None
