from __future__ import annotations

from lab.emulator.services.rds.writes import KEEP, WriteLog


def test_writes_are_counted_and_those_of_a_stale_cluster_told_apart() -> None:
    log = WriteLog()
    for moment in (1.0, 2.0, 3.0):
        log.note("east", moment)
    log.mark_stale("east", 2.5)
    assert log.truth()["east"] == {"writes": 3, "first": 1.0, "last": 3.0, "stale_since": 2.5, "diverged_writes": 1}
    log.clear_stale("east")
    assert log.truth()["east"] == {"writes": 3, "first": 1.0, "last": 3.0}
    log.forget("east")
    assert log.truth() == {}


def test_between_leaves_the_start_out() -> None:
    log = WriteLog()
    for moment in (1.0, 2.0, 3.0):
        log.note("east", moment)
    assert log.of("east").between(1.0, 3.0) == 2


def test_memory_is_bounded_and_the_count_is_not() -> None:
    log = WriteLog()
    for moment in range(KEEP + 10):
        log.note("east", float(moment))
    assert (len(log.of("east").times), log.of("east").count) == (KEEP, KEEP + 10)
