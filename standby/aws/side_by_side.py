"""Reads side by side, each on a thread that never keeps the process alive: a dead region must not delay the exit."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from typing import TypeVar

ReadT = TypeVar("ReadT")


def begin(read: Callable[[], ReadT]) -> Future[ReadT]:
    """The read, begun; the future holds its answer or whatever it raised."""
    future: Future[ReadT] = Future()

    def run() -> None:
        try:
            future.set_result(read())
        except BaseException as error:  # handed over: who waits sorts out which it is
            future.set_exception(error)

    threading.Thread(target=run, daemon=True, name="read").start()
    return future


def side_by_side(reads: Iterable[Callable[[], ReadT]]) -> list[ReadT]:
    """The answers, in the order of the reads; the first error, in that order, is raised."""
    return [future.result() for future in [begin(read) for read in reads]]
