"""Reads side by side: at the same time, answers in order, the first error raised."""

from __future__ import annotations

import threading
from functools import partial

import pytest

from standby.aws.side_by_side import begin, side_by_side
from standby.errors import CloudError


def test_all_run_at_once_and_answer_in_order() -> None:
    together = threading.Barrier(3, timeout=10)

    def read(value: int) -> int:
        together.wait()  # broken unless all three are under way
        return value

    assert side_by_side(partial(read, value) for value in (3, 1, 2)) == [3, 1, 2]
    assert side_by_side([]) == []


def test_an_error_is_raised_where_it_is_waited_for() -> None:
    def refuse() -> int:
        raise CloudError("us-east-1", "describe_x", "AccessDenied", "no")

    with pytest.raises(CloudError, match="AccessDenied"):
        side_by_side([lambda: 1, refuse])


def test_a_read_without_an_answer_does_not_keep_the_process() -> None:
    begin(threading.Event().wait)
    assert all(thread.daemon for thread in threading.enumerate() if thread.name == "read")
