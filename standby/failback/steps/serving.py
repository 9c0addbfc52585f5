"""What every step that touches the primary's data demands first: DR serves, and nobody doubts it."""

from __future__ import annotations

from standby.failback.step import reasons
from standby.pair.facts import Facts
from standby.pair.topology import Topology, topology


def dr_serves(facts: Facts) -> list[str]:
    """Why DR does not count as a healthy writer that the record points at, seen alike by both regions."""
    return reasons(
        (not facts.primary.answers, f"{facts.primary.region} does not answer"),
        (not facts.dr.answers, f"{facts.dr.region} does not answer"),
        (topology(facts) is Topology.SPLIT_VIEW, "the two regions describe the global database differently"),
        (facts.dr.cluster is None or not facts.dr.cluster.serving, "DR has no available cluster with an instance"),
        (facts.dr.cluster is not None and facts.dr.cluster.replicates, "DR's cluster is itself a secondary"),
        (facts.served != "dr", f"{facts.record.name} does not point at DR"),
    )
