"""What a client's log says: the gap, the errors, the lost writes."""

from __future__ import annotations

import pytest

from standby.record.measure import Request, longest_gap, measure, read_log, timeline
from tests.standby.record.records import T0, requests, survivors


def request(at: float, error: str = "", kind: str = "write", id_: str = "") -> Request:
    return Request(started=at, ended=at + 0.01, kind="write" if kind == "write" else "read", error=error, id=id_)


def test_rto_is_first_failed_to_first_good() -> None:
    found = measure(requests(), survivors())
    assert found.rto_seconds == pytest.approx(35.02, abs=0.11)
    assert found.write_gap_seconds == pytest.approx(36.0, abs=0.11)  # last acknowledged at 19.02, first again at 55.02
    assert found.first_failed is not None
    assert found.first_failed.timestamp() == T0.timestamp() + 20
    assert (found.requests, found.failed) == (900, 350)
    assert found.errors == {"connection refused": 175, "timeout": 175}


def test_lost_writes_are_counted_by_id_and_the_oldest_has_an_age() -> None:
    lost = measure(requests(), survivors()).lost
    assert lost is not None
    assert lost.missing == ("order-0180", "order-0190")
    assert lost.acknowledged == 55
    assert lost.oldest_seconds == pytest.approx(1.98)


def test_without_ids_nothing_is_measured_which_is_not_nothing_lost() -> None:
    assert measure(requests(), None).lost is None
    assert measure([request(1), request(2, kind="read")], set()).lost is None
    assert measure([request(1), request(2, "timeout", id_="a")], set()).lost is None
    none_lost = measure(requests(), {one.id for one in requests()}).lost
    assert none_lost is not None
    assert (none_lost.missing, none_lost.oldest_seconds) == ((), None)


def test_reads_that_go_on_do_not_hide_writes_that_fail() -> None:
    reads = [request(t / 10, kind="read") for t in range(100)]
    writes = [request(t / 10, error="HTTP 503" if 20 <= t < 60 else "") for t in range(100)]
    assert measure([*reads, *writes], None).rto_seconds == pytest.approx(4.01)


def test_a_gap_that_does_not_end_has_no_length() -> None:
    gap = longest_gap([request(1), request(2, "timeout")])
    assert gap is not None
    assert gap.seconds is None
    found = measure([request(1), request(2, "timeout"), request(3, "timeout")], None)
    assert (found.rto_seconds, found.write_gap_seconds) == (None, None)


def test_an_answer_to_a_request_from_before_the_failure_is_no_recovery() -> None:
    slow = Request(started=0.5, ended=3.0, kind="write")
    gap = longest_gap([request(0), Request(1.0, 1.1, "write", "refused"), slow, request(9)])
    assert gap is not None
    assert gap.first_good == pytest.approx(9.01)


def test_no_requests_measure_nothing_and_no_failure_is_zero() -> None:
    assert measure([], None).rto_seconds is None
    assert measure([request(1)], None).rto_seconds == 0.0


def test_the_timeline_counts_every_request_once() -> None:
    found = timeline(requests(), 45)
    assert sum(one.good + one.failed for one in found) == 900
    assert found[0].regions == {"us-east-2": found[0].good}
    assert found[20].good == 0
    assert timeline([]) == ()


def test_a_log_reads_back_and_a_cut_line_is_left_out() -> None:
    lines = [one.line() for one in requests()]
    assert read_log([*lines, lines[0][:20]]) == requests()
