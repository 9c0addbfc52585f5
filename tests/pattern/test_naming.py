"""Names: which carry the suffix, how long they may be, that two stay two."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pattern.naming import KINDS, Names, NamingError, Scope, shorten, table

HOME = Names("myapp", "prod", "us-east-1")
AWAY = Names("myapp", "prod", "us-west-2", "-dr")
PARTS = st.from_regex(r"[a-z0-9][a-z0-9-]{0,80}", fullmatch=True)


def test_a_global_name_carries_the_suffix_after_the_environment() -> None:
    assert HOME.of("iam-role", "task-role") == "myapp-prod-task-role"
    assert AWAY.of("iam-role", "task-role") == "myapp-prod-dr-task-role"


def test_a_regional_name_is_the_same_in_both_regions() -> None:
    assert HOME.of("log-group", "web") == AWAY.of("log-group", "web") == "/myapp-prod-web"
    assert HOME.of("kms-alias") == AWAY.of("kms-alias") == "alias/myapp-prod"


def test_the_pair_shares_one_global_cluster_and_has_two_clusters() -> None:
    assert HOME.of("global-cluster") == AWAY.of("global-cluster") == "myapp-prod-global"
    assert (HOME.of("db-cluster"), AWAY.of("db-cluster")) == ("myapp-prod-us-east-1", "myapp-prod-us-west-2")
    assert AWAY.of("db-instance", "1") == "myapp-prod-us-west-2-1"


def test_the_founder_is_the_stack_without_a_suffix() -> None:
    assert (HOME.founder, AWAY.founder) == (True, False)
    assert HOME.contract_path == "/myapp/prod/standby"
    assert HOME.journal_path == "/myapp/prod/standby-journal"


@given(st.sampled_from(sorted(KINDS)), PARTS)
def test_no_name_is_longer_than_its_kind_allows(kind: str, part: str) -> None:
    for names in (HOME, AWAY):
        assert len(names.of(kind, part)) <= KINDS[kind].max_length


@given(st.sampled_from(sorted(k for k, rule in KINDS.items() if rule.scope is not Scope.REGIONAL)), PARTS)
def test_what_must_differ_between_the_regions_differs(kind: str, part: str) -> None:
    if kind == "global-cluster":
        assert HOME.of(kind, part) == AWAY.of(kind, part)
    else:
        assert HOME.of(kind, part).lower() != AWAY.of(kind, part).lower()


@given(st.lists(st.text("abc-", min_size=1, max_size=60), unique=True, min_size=2, max_size=20), st.integers(16, 40))
def test_shortened_names_stay_distinct(names: list[str], limit: int) -> None:
    short = [shorten(name, limit) for name in names]
    assert len(set(short)) == len(names)
    assert all(len(name) <= limit for name in short)


def test_an_unknown_kind_and_a_bad_part_are_refused() -> None:
    with pytest.raises(NamingError, match="no names of kind 'iam-rolle'; known: alarm"):
        HOME.of("iam-rolle")
    with pytest.raises(NamingError, match="letters, digits and dashes only"):
        HOME.of("iam-role", "a b")


def test_the_page_is_made_from_the_table() -> None:
    page = (Path(__file__).parents[2] / "docs" / "naming.md").read_text()
    assert table() in page
