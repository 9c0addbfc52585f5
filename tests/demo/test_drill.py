"""The drill's story: its steps, and the command that it types."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from demo import drill
from standby.record.store import write
from standby.stacks.project import open_project
from tests.checkout import CHECKOUT
from tests.demo.team import team
from tests.standby.record.records import drill as record


@pytest.mark.parametrize("mode", ["failover", "switchover"])
def test_stacks_come_up_the_drill_runs_and_everything_goes(mode: str) -> None:
    titles = [step.title for step in drill.drill(mode)(open_project(CHECKOUT))]
    assert titles[0].startswith("pulumi up, the platform")
    assert titles[-2].startswith(f"standby drill --mode {mode}")
    assert "destroy" in titles[-1]


@pytest.mark.parametrize(("mode", "cuts"), [("failover", True), ("switchover", False)])
def test_the_command_cuts_the_region_only_in_a_failover(mode: str, cuts: bool, tmp_path: Path) -> None:
    typed: list[str] = []
    pair = open_project(team(tmp_path / "pair"))
    write(record(), tmp_path / "standby" / "shop-live")
    profiles: list[Any] = []
    tasks = [{"service": "shop-live-storefront"}]
    stage: Any = SimpleNamespace(
        emulator=SimpleNamespace(
            url="http://127.0.0.1:1",
            client=SimpleNamespace(
                data=lambda: {"moves": [{"lost_commits": 2}], "tasks": tasks},
                set_profile=lambda *words: profiles.append(words),
                set_lag=lambda **lag: profiles.append(lag),
            ),
        ),
        workspace=SimpleNamespace(run=lambda *words, **_: typed.extend(words)),
        screen=SimpleNamespace(quote=print),
        reports=tmp_path,
    )
    told = drill.act(pair, mode)(stage)
    assert told == f"2 acknowledged writes lost; the lab's own count: 2 commits; report: {tmp_path}/drill-{mode}.html"
    assert typed[1:4] == ["drill", "--mode", mode]
    assert ("--cut" in typed) is cuts
    assert typed[typed.index("--load") + 1].endswith("lab reads")
    lag = {"global_cluster": pair.primary.names.of("global-cluster"), "process": "steady", "ms": drill.LAG_MS}
    assert profiles == [("scaled", drill.FASTER), lag]
    tasks.clear()
    assert drill.act(pair, mode)(stage).startswith("lost writes not counted: no process of the lab stands for the")


def test_every_step_is_about_the_pair_of_the_checkout(tmp_path: Path) -> None:
    titles = " ".join(step.title for step in drill.drill("failover")(open_project(team(tmp_path))))
    assert all(name in titles for name in ("platform of home", "platform of away", "workloads of home and away"))
    assert "eu-central-1 is promoted" in titles
