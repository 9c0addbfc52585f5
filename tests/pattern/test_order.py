"""Whose turn it is, to come and to go, and which upgrade a plan may have."""

from __future__ import annotations

import pytest

from pattern.naming import Names
from pattern.order import GlobalDatabase, OrderError, check_destroy, check_order, check_upgrade

PRIMARY, DR = Names("myapp", "prod", "us-east-2"), Names("myapp", "prod", "us-west-2", "-dr")
FOUND = GlobalDatabase("16.8", "global.example", ("us-east-2",), "us-east-2")
EMPTY = GlobalDatabase("16.8", "global.example")


def test_dr_waits_for_the_primarys_platform() -> None:
    with pytest.raises(OrderError) as error:
        check_order(DR, "primary", None, has_cluster=False)
    assert str(error.value) == (
        "there is no global database myapp-prod-global to join: the primary's platform comes first. "
        "Run `pulumi up --stack primary` in this folder, then this stack again; nothing was changed"
    )


def test_dr_waits_for_a_primary_whose_first_up_failed_half_way() -> None:
    with pytest.raises(
        OrderError, match=r"^myapp-prod-global has no cluster to copy: the primary's platform comes first"
    ):
        check_order(DR, "primary", EMPTY, has_cluster=False)
    check_order(DR, "primary", EMPTY, has_cluster=True)
    check_order(PRIMARY, "dr", EMPTY, has_cluster=False)


def test_the_primary_a_pair_that_exists_and_a_detached_cluster_have_their_turn() -> None:
    check_order(PRIMARY, "dr", None, has_cluster=False)
    check_order(DR, "primary", FOUND, has_cluster=False)
    check_order(DR, "primary", None, has_cluster=True)


PAIR = GlobalDatabase("16.8", "global.example", ("us-east-2", "us-west-2"), "us-east-2")
PROMOTED = GlobalDatabase("16.8", "global.example", ("us-east-2", "us-west-2"), "us-west-2")
ALONE = GlobalDatabase("16.8", "global.example", ("us-east-2",), "us-east-2")


@pytest.mark.parametrize(
    ("names", "services", "found", "why"),
    [
        (DR, ("web", "worker"), PAIR, "the platform in us-west-2 cannot go yet: its workloads are still there "),
        (DR, (), PROMOTED, "it is the writer of myapp-prod-global; fail back to us-east-2 first (`standby failback`)"),
        (PRIMARY, (), PAIR, "cannot go yet: myapp-prod-global still has DR's cluster in us-west-2"),
        (PRIMARY, (), PROMOTED, "cannot go yet: myapp-prod-global still has DR's cluster in us-west-2"),
        (PRIMARY, ("web",), None, "its workloads are still there (services: web)"),
    ],
)
def test_a_destroy_before_its_turn_names_the_order(
    names: Names, services: tuple[str, ...], found: GlobalDatabase | None, why: str
) -> None:
    with pytest.raises(OrderError) as error:
        check_destroy(names, services, found)
    assert why in str(error.value)
    assert "The right order is: both workloads, then DR's platform, then the primary's" in str(error.value)


@pytest.mark.parametrize(("names", "found"), [(DR, PAIR), (PRIMARY, ALONE), (PRIMARY, None), (DR, None)])
def test_a_destroy_in_its_turn_passes(names: Names, found: GlobalDatabase | None) -> None:
    check_destroy(names, (), found)


@pytest.mark.parametrize("wanted", ["17.4", "15.10"])
def test_another_major_version_is_refused_with_the_way(wanted: str) -> None:
    with pytest.raises(OrderError, match=r"Follow docs/upgrade\.md") as error:
        check_upgrade(wanted, FOUND)
    assert f"standby:database.engineVersion is '{wanted}', but the global database runs '16.8'" in str(error.value)


@pytest.mark.parametrize(("wanted", "found"), [("16.9", FOUND), ("16.8", FOUND), ("17.4", None)])
def test_a_minor_version_and_a_new_pair_pass(wanted: str, found: GlobalDatabase | None) -> None:
    check_upgrade(wanted, found)
