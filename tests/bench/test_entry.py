"""The reckoning of the cold promotion; its timings are measured, not tested."""

from __future__ import annotations

from bench.entry import comparison, reads
from bench.figures import Cost
from pattern.contract import ServiceEntry
from tests.scenario.promotion.seed_pair import Pair, Region


def test_it_stands_beside_two_reads_and_tells_the_floor() -> None:
    found = comparison(
        (4.0, 5.0, 6.0),
        (16, 16, 18),
        tuple(Cost(wall, cpu, 90.0) for wall, cpu in ((0.8, 0.7), (1.0, 0.5), (0.9, 0.6))),
        2,
    )
    assert found.ours.middle == 5.0
    assert found.beside.middle == 1.8
    assert found.verdict == "no goal"
    assert (
        "measured 5.0 s at 0.60 s. The floor here is 4.8 s: 16 calls on 2 cores. At 0.35 s a call it would be 2.8 s."
        in found.note
    )


def test_the_reads_are_those_of_one_region() -> None:
    services = (ServiceEntry("web", "web-svc", 6, 4, 12, {}),)
    pair = Pair(Region("us-east-1", {}, services), Region("us-west-2", {}, services), "Z1")
    assert {read[read.index("--region") + 1] for read in reads(pair)} == {"us-west-2"}
    assert "web-svc" in reads(pair)[-1]
