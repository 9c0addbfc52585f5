"""What a measured move is read from; the measurement itself is `python -m bench promotion`."""

from __future__ import annotations

import re

import pytest

from bench import paced
from bench.paced import Measured, longest_gap, read_run
from pattern.contract import ServiceEntry
from tests.scenario.promotion.seed_pair import Pair, Region

VALUES = {
    "database/cluster-arn": "arn:cluster",
    "ingress/listener-arn": "arn:listener",
    "ingress/live-color": "blue",
    "ingress/blue-target-group-arn": "arn:blue",
    "ingress/api-domain-zone-id": "Z2",
    "ingress/api-domain-target": "d-1",
}


def test_the_scripts_own_numbers_are_read() -> None:
    err = "[   0.0s] preflight of myapp-prod in us-west-2\n[   2.4s] preflight done\n"
    out = "  RTO, first action to first good public answer: 98.7 s\n"
    assert read_run(5, 125.0, 90.5, out, err) == Measured(5, 2.4, 98.7, 125.0, 90.5)
    with pytest.raises(ValueError, match="did not finish"):
        read_run(5, 1.0, 0.0, "", "STOPPED")


def test_the_longest_row_of_failed_writes_ends_with_the_next_good_one() -> None:
    assert longest_gap([]) == 0.0
    assert longest_gap([(1.0, True), (2.0, True)]) == 0.0
    assert longest_gap([(1.0, True), (2.0, False), (3.0, True), (4.0, False), (5.0, False), (7.5, True)]) == 3.5
    assert longest_gap([(1.0, True), (2.0, False), (6.0, False)]) == 4.0  # it never ended


def test_the_written_runbook_gets_all_that_it_reads() -> None:
    services = tuple(ServiceEntry(f"s{n}", f"s{n}", 6, 4, 12, {}) for n in range(2))
    environ, arguments = paced.by_hand(Pair(Region("a", VALUES, services), Region("b", VALUES, services), "Z1"))
    header = re.search(r"# Reads from the environment: (.+)", paced.SEQUENTIAL.read_text())
    assert header is not None
    assert set(environ) == set(header[1].split())
    assert environ["REGION"] == "b"
    assert arguments == ["s0=6/4", "s1=6/4"]


def test_it_asks_for_as_many_good_answers_as_the_promotion() -> None:
    asked = re.search(r"^REQUESTS=(\d+)", paced.SEQUENTIAL.read_text(), re.MULTILINE)
    assert asked is not None
    verify = (paced.SCRIPT.parent / "lib" / "verify.sh").read_text()
    assert f"STANDBY_SYNTHETIC_REQUESTS:-{asked[1]}}}" in verify
