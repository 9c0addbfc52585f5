"""The drill's story: four stacks come up, and `standby drill` moves the pair and brings it back under load."""

from __future__ import annotations

from collections.abc import Callable

from demo.ground_truth import agreement, newest_record, uncountable
from demo.images import push
from demo.runner import Stage, Step
from demo.story import bring_up, destroy, show
from lab.config import VIRTUALENV
from standby.stacks.project import Project

LAG_MS = 400.0
FASTER = 60  # the lab's waits take a sixtieth of AWS's
LAB = VIRTUALENV / "bin" / "lab"
STANDBY = VIRTUALENV / "bin" / "standby"


def drill(mode: str) -> Callable[[Project], tuple[Step, ...]]:
    """The story of a drill in this mode."""

    def story(pair: Project) -> tuple[Step, ...]:
        return (
            bring_up(".", pair.stacks["primary"]),
            bring_up(".", pair.stacks["dr"]),
            push(pair),
            bring_up("workloads", *pair.stacks.values()),
            show(pair),
            Step(f"standby drill --mode {mode}: {pair.dr.region} is promoted and the pair fails back", act(pair, mode)),
            destroy(pair, "workloads", "."),
        )

    return story


def act(pair: Project, mode: str) -> Callable[[Stage], str]:
    """The command as a person types it, with the lab's own commands to cut the region off and to mend it."""

    def run(stage: Stage) -> str:
        stage.emulator.client.set_profile("scaled", FASTER)
        stage.emulator.client.set_lag(
            global_cluster=pair.primary.names.of("global-cluster"), process="steady", ms=LAG_MS
        )
        hooks = ("--cut", f"{LAB} outage {{region}}", "--mend", f"{LAB} heal") if mode == "failover" else ()
        where = ("--on", "lab", "--via", stage.emulator.url, "--poll", "0.5")
        report = stage.reports / f"drill-{mode}.html"
        command = (
            str(STANDBY),
            "drill",
            "--mode",
            mode,
            *where,
            *hooks,
            "--load",
            f"{LAB} reads",
            "--out",
            str(report),
        )
        stage.workspace.run(*command, echo=stage.screen.quote)
        told = stage.emulator.client.data()
        reason = uncountable(pair, told)
        count = f"lost writes not counted: {reason}" if reason else agreement(newest_record(stage.reports), told)
        return f"{count}; report: {report}"

    return run
