"""A person, a pair, and everything that can go wrong in any order: the invariants hold, and failback is found.

Checked at every call by the fake ground (`Ground.check`): no delete without an available snapshot of that cluster since
it went stale, none of a served cluster, none while no other healthy writer exists; no switchover at an unknown or large
lag; the record moves only to a region with a writer; the serving side is never scaled down; work that runs in one region
only is never started by the failback while the other region, if it answers, runs it, and rests before the database moves.
What this does not prove: that AWS behaves as the fake does (the lab and the conformance tests speak to that).
"""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from standby.errors import CloudError, DeclinedError, RefusedError, StepError
from standby.failback.loop import apply
from standby.failback.plan import plan
from standby.failback.steps import STEPS
from standby.pair.observe import observe
from tests.standby.fake_ground import CrashError
from tests.standby.fake_world import DR, GLOBAL, PRIMARY, FakeOperator, FakePair

NAMED = {
    "primary-still-down",
    "dr-still-down",
    "nothing-answers",
    "not-promoted",
    "promotion-unfinished",
    "record-unknown",
    "topology-unknown",
    "primary-write-probe-failed",
    "step-not-due",
    *(
        f"guard-{name}"
        for name in ("delete-stale", "delete-global", "recreate-global", "switchover", "move-record-to-primary")
    ),
    "guard-give-up-rejoin",
}
FULL = os.environ.get("STANDBY_FULL") == "1"
CLOSES_THE_GAP = ("move-record-to-primary", "await-writer", "await-topology")
CALLS = (
    "DescribeGlobalClusters",
    "DescribeDBClusters",
    "CreateDBClusterSnapshot",
    "CopyDBClusterSnapshot",
    "RemoveFromGlobalCluster",
    "DeleteGlobalCluster",
    "CreateGlobalCluster",
    "DeleteDBInstance",
    "DeleteDBCluster",
    "SwitchoverGlobalCluster",
    "ChangeResourceRecordSets",
    "RegisterScalableTarget",
    "UpdateService",
    "EnableRule",
    "DisableRule",
    "PutParameter",
    "DeleteParameter",
    "CreateDBCluster",
    "CreateDBInstance",
    "pulumi up platform-primary",
    "pulumi preview workloads-dr",
)
CODES = st.sampled_from(["ThrottlingException", "InternalFailure", "AccessDenied", "ExpiredToken"])


class Failback(RuleBasedStateMachine):
    """The pair, and whoever is at the console."""

    def __init__(self) -> None:
        super().__init__()
        self.pair = FakePair()
        self.unfinished = False

    def _run(self, only: str | None = None, agrees: bool = True) -> None:
        """Ends in normal operation, cut off, by a named reason, or with an error of ours that says something: nothing else."""
        stopped = ""
        try:
            apply(self.pair.world(FakeOperator(agrees=agrees)), only)
        except CrashError:
            stopped = "cut off"
        except RefusedError as refused:
            stopped = refused.reason
        except (StepError, DeclinedError) as ended:
            stopped = "said" if str(ended) else ""
        assert stopped in {"", "cut off", "said", *NAMED}
        self.pair.ground.crash_at = None

    @property
    def normal_state(self) -> bool:
        """The primary writes, is served, and DR could be promoted."""
        database = self.pair.aurora.databases.get(GLOBAL)
        dr = self.pair.arn(DR)
        return (
            database is not None
            and not database.moving
            and database.writer == self.pair.arn(PRIMARY)
            and any(member.arn == dr and member.sync == "connected" for member in database.members)
            and self.pair.aurora.served_region == PRIMARY
            and DR not in self.pair.ground.down
        )

    @precondition(lambda self: self.normal_state)
    @rule(mode=st.sampled_from(["managed", "detach", "switchover"]), finish=st.booleans(), dead=st.booleans())
    def promote(self, mode: str, finish: bool, dead: bool) -> None:
        if mode == "switchover":
            able = (self.pair.aurora.lag_ms or 9e9) < 5000 and not self.pair.ground.faults.get(
                "SwitchoverGlobalCluster"
            )
            if PRIMARY not in self.pair.ground.down and able:
                self.pair.promote(mode)
            return
        if dead:
            self.pair.die()
        self.pair.promote(mode, finish)
        self.unfinished = not finish

    @precondition(lambda self: self.unfinished and DR not in self.pair.ground.down)
    @rule()
    def finish_promotion(self) -> None:
        self.pair.finish_promotion()
        self.unfinished = False

    @rule(region=st.sampled_from([PRIMARY, DR]))
    def outage(self, region: str) -> None:
        self.pair.ground.down.add(region)

    @rule()
    def heal(self) -> None:
        self.pair.heal()

    @rule(region=st.sampled_from([PRIMARY, DR]))
    def somebody_starts_the_work_there(self, region: str) -> None:
        """A `pulumi up` of workloads past the freeze, or a person: it is not the failback that starts it."""
        if region not in self.pair.ground.down:
            self.pair.start_work(region)

    @rule(seconds=st.integers(1, 2000))
    def time_passes(self, seconds: int) -> None:
        self.pair.ground.advance(seconds)

    @rule(lag=st.sampled_from([None, 100.0, 90_000.0]))
    def lag_changes(self, lag: float | None) -> None:
        self.pair.aurora.lag_ms = lag

    @rule(rejoins=st.booleans())
    def aurora_decides_to_rejoin_or_not(self, rejoins: bool) -> None:
        self.pair.aurora.rejoins = rejoins

    @rule(call=st.sampled_from(CALLS), codes=st.lists(CODES, min_size=1, max_size=4))
    def fault(self, call: str, codes: list[str]) -> None:
        self.pair.ground.faults[call] = codes

    @rule()
    def fail_back(self) -> None:
        self._run()

    @rule(points=st.integers(0, 400))
    def fail_back_and_be_killed(self, points: int) -> None:
        self.pair.ground.crash_at = points
        self._run()

    @rule(step=st.sampled_from(sorted(STEPS)), points=st.none() | st.integers(0, 60))
    def one_step(self, step: str, points: int | None) -> None:
        self.pair.ground.crash_at = points
        self._run(only=step)

    @rule()
    def fail_back_but_say_no(self) -> None:
        self._run(agrees=False)

    @rule()
    def status(self) -> None:
        try:
            said = plan(observe(self.pair.world())).where
        except CloudError as refused:
            said = str(refused)
        assert said

    @invariant()
    def nothing_is_broken(self) -> None:
        assert self.pair.ground.broken == []

    @invariant()
    def users_reach_a_writer_or_the_gap_is_known(self) -> None:
        """Where the record points, writes succeed; else the next step closes the gap, or a named stop explains it."""
        pair, ground = self.pair, self.pair.ground
        if pair.aurora.served_region in ground.down or pair.aurora.writes(pair.arn(pair.aurora.served_region)):
            return
        planted, ground.faults = ground.faults, {}
        now = plan(observe(pair.world()))
        ground.faults = planted
        assert now.stop is not None or (now.step and now.step.name in CLOSES_THE_GAP), now

    def teardown(self) -> None:
        """The storm is over: failback is found, whatever came before."""
        pair = self.pair
        pair.ground.faults.clear()
        pair.aurora.lag_ms, pair.aurora.rejoins = 80.0, True
        pair.heal()
        database = pair.aurora.databases.get(GLOBAL)
        for member in database.members if database else ():
            if member.sync == "pending-resync":
                pair.aurora.rejoin(GLOBAL, member.arn)
        pair.ground.advance(600)
        if self.unfinished and pair.aurora.served_region == PRIMARY and pair.aurora.writes(pair.arn(DR)):
            pair.finish_promotion()
        assert apply(pair.world()).nothing_to_do
        assert pair.in_normal_state()
        assert pair.ground.broken == []


TestFailback = pytest.mark.filterwarnings("error")(Failback.TestCase)
TestFailback.settings = settings(
    max_examples=1500 if FULL else 60, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
)
