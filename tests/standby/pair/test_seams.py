"""What the seams hand over."""

from __future__ import annotations

import inspect

from standby import console, journal, lock
from standby.aws import aurora, capacity, parameters, probe, schedules, zone
from standby.connect import WallClock
from standby.failback import report
from standby.pair import seams
from standby.pair.seams import Change
from standby.stacks import automation
from tests.standby import fake_capacity, fake_databases, fake_seams

REAL = {
    seams.Databases: (aurora.AuroraRegion, fake_databases.FakeDatabases),
    seams.Capacity: (capacity.EcsRegion, fake_capacity.FakeCapacity),
    seams.Schedules: (schedules.EventsRegion, fake_capacity.FakeSchedules),
    seams.Parameters: (parameters.SsmRegion, fake_seams.FakeParameters),
    seams.Zone: (zone.Route53Zone, fake_seams.FakeZone),
    seams.Probe: (probe.CurlProbe, fake_seams.FakeProbe),
    seams.Stacks: (automation.PulumiStacks, fake_seams.FakeStacks),
    seams.Clock: (WallClock, fake_seams.FakeClock),
    seams.Operator: (console.ConsoleOperator, fake_seams.FakeOperator),
    seams.Ownership: (lock.Lock, fake_seams.FakeLock),
    seams.Report: (report.FileReport, fake_seams.FakeReport),
    seams.Journal: (journal.FileJournal, fake_seams.FakeJournal),
}


def test_fake_and_real_have_the_protocol_s_methods_with_the_same_arguments() -> None:
    for protocol, kinds in REAL.items():
        for name, wanted in inspect.getmembers(protocol, inspect.isfunction):
            if name.startswith("_"):
                continue
            for kind in kinds:
                found = getattr(kind, name)
                assert list(inspect.signature(found).parameters) == list(inspect.signature(wanted).parameters), (
                    f"{kind.__name__}.{name}"
                )


def test_change_is_named_by_the_end_of_its_urn() -> None:
    urn = "urn:pulumi:primary::standby::standby:components:Database$aws:rds/cluster:Cluster::database-cluster"
    assert Change(urn, "aws:rds/cluster:Cluster", "same").name == "database-cluster"
