"""Orders to the switchboard."""

from __future__ import annotations

import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from lab.data.operator import Operator
from lab.data.switchboard import wards
from lab.data.switchboard.line import Wiring
from lab.errors import DataError

# a loopback address of this process: test workers run side by side
HOST = f"127.77.{os.getpid() % 250}.1"
WIRING = Wiring(f"{HOST}:7003", f"{HOST}:7004")


@pytest.fixture
def operator() -> Iterator[Operator]:
    folder = Path(tempfile.mkdtemp(prefix="lab-op-"))  # short: the path of a socket has at most 107 characters
    made = Operator(folder)
    made.start()
    yield made
    made.close()
    shutil.rmtree(folder, ignore_errors=True)


def listens() -> bool:
    with socket.socket() as client:
        return client.connect_ex((HOST, 7003)) == 0


def test_a_line_listens_when_it_is_told_to_and_not_before(operator: Operator) -> None:
    operator.wire("a", WIRING)
    assert (operator.state("a"), listens()) == ("closed", False)
    operator.set({"a": "open", "unknown": "open"}, {"a": 0.2})
    assert (operator.state("a"), listens()) == ("open", True)
    operator.cut("a")
    operator.drop("a")
    assert (operator.state("a"), operator.names(), listens()) == ("absent", [], False)


def test_an_order_that_fails_says_why(operator: Operator) -> None:
    operator.wire("a", WIRING)
    operator.wire("b", WIRING)
    operator.set({"a": "open"})
    with pytest.raises(DataError, match="address already in use"):
        operator.set({"b": "open"})


def test_when_the_switchboard_is_gone_the_way_out_is_named(operator: Operator) -> None:
    operator.check()
    wards.end(operator.folder)
    with pytest.raises(DataError, match="lab up --data"):
        operator.check()
    with pytest.raises(DataError, match="lab down"):
        operator.wire("a", WIRING)


def test_its_folder_goes_with_it(operator: Operator) -> None:
    operator.close()
    assert not operator.folder.exists()
    with pytest.raises(DataError, match="does not run"):
        operator.wire("a", WIRING)
