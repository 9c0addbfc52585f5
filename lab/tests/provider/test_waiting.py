"""Bounded waits."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from botocore.exceptions import ClientError

from lab.provider import waiting
from lab.provider.errors import ProviderError, TimedOut

READY = frozenset({"available"})


@pytest.fixture(autouse=True)
def _fast(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("LAB_POLL_SECONDS", "0.001")
    monkeypatch.setenv("LAB_WAIT_SECONDS", "0.05")
    monkeypatch.setenv("LAB_RETRY_SECONDS", "0.05")
    yield
    waiting._cancelled.clear()


def test_a_state_that_comes_ends_the_wait() -> None:
    states = iter(["creating", "creating", "available"])
    waiting.wait_for("db", lambda: next(states), READY)
    assert list(states) == []


def test_gone_is_fine_where_it_is_wanted() -> None:
    waiting.wait_for("db", lambda: None, frozenset({""}))
    with pytest.raises(ProviderError, match="waiting for db: it is gone"):
        waiting.wait_for("db", lambda: None, READY)


def test_a_broken_state_ends_the_wait_at_once() -> None:
    with pytest.raises(ProviderError, match="waiting for db: it is failed"):
        waiting.wait_for("db", lambda: "failed", READY)


def test_a_wait_is_bounded_and_says_what_it_saw() -> None:
    with pytest.raises(TimedOut, match=r"waiting for db: still creating after 0.05 s, wanted available"):
        waiting.wait_for("db", lambda: "creating", READY)


def test_a_wait_of_half_an_hour_keeps_polling(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LAB_POLL_SECONDS")
    delay = waiting.poll_delays()
    assert delay(0) == waiting.FIRST_POLL_SECONDS
    assert delay(waiting.STEEPEST) == delay(1_000_000) == waiting.SLOWEST_POLL_SECONDS


def test_the_request_own_timeout_counts() -> None:
    token = waiting.request_seconds.set(0.01)
    try:
        assert waiting.bound_seconds() == 0.01
        with pytest.raises(TimedOut, match=r"after 0.01 s"):
            waiting.wait_for("db", lambda: "creating", READY)
    finally:
        waiting.request_seconds.reset(token)


def test_cancelling_ends_every_wait() -> None:
    waiting.cancel()
    with pytest.raises(ProviderError, match="cancelled while it was creating"):
        waiting.wait_for("db", lambda: "creating", READY)


def test_polls_slow_down_but_not_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LAB_POLL_SECONDS")
    delay = waiting.poll_delays()
    assert delay(0) == pytest.approx(0.05)
    assert delay(100) == pytest.approx(0.2)


def refusal(code: str, message: str = "in use") -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": message}}, "Delete")


def test_a_passing_refusal_is_retried() -> None:
    answers: list[Exception | None] = [refusal("DependencyViolation"), refusal("DependencyViolation"), None]

    def call() -> None:
        error = answers.pop(0)
        if error:
            raise error

    waiting.retried(call, frozenset({"DependencyViolation"}))
    assert answers == []


@pytest.mark.parametrize(
    ("error", "says"), [(refusal("AccessDenied"), ""), (refusal("DependencyViolation"), "something else")]
)
def test_another_refusal_is_not(error: ClientError, says: str) -> None:
    calls = []

    def call() -> None:
        calls.append(1)
        raise error

    with pytest.raises(ClientError):
        waiting.retried(call, frozenset({"DependencyViolation"}), says)
    assert calls == [1]


def test_a_lasting_refusal_is_told() -> None:
    calls = []

    def call() -> None:
        calls.append(1)
        raise refusal("DependencyViolation")

    with pytest.raises(ClientError, match="in use"):
        waiting.retried(call, frozenset({"DependencyViolation"}))
    assert len(calls) > 1
