"""The contract's entries survive the way through flat text, and its page is made from its tables."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pattern.contract import NONE, PLATFORM_KEYS, ContractError, ScheduleEntry, ServiceEntry

COUNTS = st.integers(1, 5000)
NAMES = st.from_regex(r"[a-z][a-z0-9-]{0,30}", fullmatch=True)


@given(NAMES, NAMES, COUNTS, COUNTS, COUNTS, st.dictionaries(st.sampled_from(["blue", "green"]), NAMES))
def test_an_entry_is_read_as_it_was_written(
    name: str, service: str, desired: int, least: int, most: int, groups: dict[str, str]
) -> None:
    entry = ServiceEntry(name, service, desired, least, most, groups)
    assert ServiceEntry.decode(entry.encode()) == entry


def test_an_entry_reads_in_bash_as_pairs() -> None:
    entry = ServiceEntry("api", "myapp-prod-api", 6, 4, 12, {"blue": "arn:b"})
    assert entry.encode() == (
        "name=api service=myapp-prod-api desired=6 min=4 max=12 blue=arn:b green=- standby=warm image=- recycle=false"
    )


def test_version_2_says_what_runs_in_the_standby_region() -> None:
    entry = ServiceEntry("worker", "w", 3, 2, 8, {}, standby="off", image="r/w:1@sha256:a", front=False, recycle=True)
    assert entry.encode().endswith("blue=- green=- standby=off image=r/w:1@sha256:a front=false recycle=true")
    assert ServiceEntry.decode(entry.encode()) == entry


def test_version_1_is_read_as_warm_and_says_nothing_of_the_front() -> None:
    entry = ServiceEntry.decode("name=api service=a desired=6 min=4 max=12 blue=- green=-")
    assert (entry.standby, entry.front, entry.recycle, entry.image) == ("warm", None, False, NONE)


def test_pairs_of_a_later_version_are_ignored() -> None:
    entry = ServiceEntry("api", "a", 1, 1, 2, {})
    assert ServiceEntry.decode(f"{entry.encode()} later=1") == entry
    assert ScheduleEntry.decode("rule=r service=worker later=1") == ScheduleEntry("r", "worker")


def test_a_schedule_reads_in_bash_as_pairs() -> None:
    assert ScheduleEntry("myapp-prod-nightly", "worker").encode() == "rule=myapp-prod-nightly service=worker"
    with pytest.raises(ContractError, match="schedule entry 'rule=r' has no 'service'"):
        ScheduleEntry.decode("rule=r")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("name=api service=api min=1 max=2", "has no|no 'desired'"),
        ("name=a service=a desired=x min=1 max=2", "whole numbers"),
    ],
)
def test_a_broken_entry_says_what_is_wrong(text: str, problem: str) -> None:
    with pytest.raises(ContractError, match=problem):
        ServiceEntry.decode(text)


def test_no_key_twice_and_no_example_empty() -> None:
    names = [key.name for key in PLATFORM_KEYS]
    assert len(names) == len(set(names))
    assert all(key.example and key.meaning for key in PLATFORM_KEYS)
    assert NONE == "-"
