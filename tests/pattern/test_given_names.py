"""Names that exist already: which keys a table of them may have."""

from __future__ import annotations

import pytest

from pattern.given_names import problems
from pattern.naming import Names

GIVEN = {"db-cluster@us-east-2": "orders", "db-instance/1@us-east-2": "orders-a", "secret/database": "orders/master"}


def test_a_given_name_is_used_in_its_region_and_a_shared_one_in_both() -> None:
    assert problems(GIVEN) == ()
    primary = Names("myapp", "prod", "us-east-2", given=GIVEN)
    dr = Names("myapp", "prod", "us-west-2", "-dr", GIVEN)
    assert [primary.of("db-cluster"), primary.of("db-instance", "1")] == ["orders", "orders-a"]
    assert [dr.of("db-cluster"), dr.of("db-instance", "1")] == ["myapp-prod-us-west-2", "myapp-prod-us-west-2-1"]
    assert {one.of("secret", "database") for one in (primary, dr)} == {"orders/master"}
    assert primary.of("db-instance", "2") == "myapp-prod-us-east-2-2"


@pytest.mark.parametrize(
    ("key", "name", "told"),
    [
        ("db-cluster", "orders", "'db-cluster' needs a region"),
        ("iam-role/task", "orders", "'iam-role/task' needs a region"),
        ("db-clusters@us-east-2", "orders", "did you mean 'db-cluster'?"),
        ("db-cluster@ohio", "orders", "names no AWS region behind @"),
        ("global-cluster@us-east-2", "orders", "is one object of both regions; remove '@us-east-2'"),
        ("Db Cluster", "orders", "is no key of a name"),
        ("ecs-cluster", "", "a name of 1 to 255 characters without blanks around is required"),
        ("load-balancer", "x" * 33, "a name of 1 to 32 characters"),
    ],
)
def test_a_wrong_entry_is_named_with_what_is_required(key: str, name: str, told: str) -> None:
    [found] = problems({key: name})
    assert told in found


def test_two_objects_of_a_kind_with_one_name_are_refused() -> None:
    [found] = problems({"db-instance/1@us-east-2": "a", "db-instance/2@us-east-2": "a", "db-cluster@us-east-2": "a"})
    assert found == "'db-instance/1@us-east-2' and 'db-instance/2@us-east-2' are both 'a'; two objects need two names"
