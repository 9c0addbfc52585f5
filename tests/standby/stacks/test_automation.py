"""The four stacks through the Automation API: what can be told without running Pulumi. The rest runs in scenarios."""

from __future__ import annotations

import json
import os
import socket
from pathlib import Path

import pytest
from pulumi import automation

from standby.pair.facts import StackRef
from standby.stacks import automation as stacks
from standby.stacks.automation import PulumiStacks, change_of
from standby.stacks.project import open_project
from tests.checkout import CHECKOUT


def metadata(op: object) -> automation.StepEventMetadata:
    data = {
        "op": op,
        "urn": "urn:pulumi:dr::standby-workloads::aws:appautoscaling/target:Target::web",
        "type": "aws:appautoscaling/target:Target",
        "provider": "p",
        "diffs": ["minCapacity"],
        "detailedDiff": {"minCapacity": {"diffKind": "update", "inputDiff": True}, "tags.x": {"diffKind": "add"}},
        "old": {"type": "t", "urn": "u", "id": "i", "parent": "", "provider": "p", "inputs": {"minCapacity": 4.0}},
        "new": {"type": "t", "urn": "u", "id": "i", "parent": "", "provider": "p", "inputs": {"minCapacity": 1.0}},
    }
    return automation.StepEventMetadata.from_json(data)


def test_planned_step_as_a_fact() -> None:
    change = change_of(metadata("update"))
    assert (change.op, change.name) == ("update", "web")
    assert change.keys == ("minCapacity", "tags.x")
    assert (change.before, change.after) == ({"minCapacity": 4.0}, {"minCapacity": 1.0})


def test_gate_is_told_which_run_is_exempt_beside_the_user_s_own_config(tmp_path: Path) -> None:
    own = tmp_path / "own.json"
    own.write_text(json.dumps({"incident-freeze": {"names": ["a"]}, "data-protection": {"minimumBackupDays": 9}}))
    project = open_project(CHECKOUT)
    flags = PulumiStacks(project, "run-7", tmp_path / "run-7", CHECKOUT / "policy", own)._flags(
        StackRef("platform", "primary"), "preview"
    )
    assert flags["refresh"] is True
    assert flags["policy_packs"] == [str(CHECKOUT / "policy")]
    told = json.loads(Path(flags["policy_pack_configs"][0]).read_text())
    assert told["incident-freeze"] == {"names": ["a"], "exemptRun": "run-7"}
    assert told["incident-freeze-stack"] == {"exemptRun": "run-7"}
    assert told["data-protection"] == {"minimumBackupDays": 9}


def test_a_stack_is_selected_once_per_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, str]] = []

    def select(name: str, work_dir: str) -> object:
        asked.append((name, work_dir))
        return object()

    monkeypatch.setattr(automation, "select_stack", select)
    opened = PulumiStacks(open_project(CHECKOUT), "run-7", tmp_path / "run-7", None)
    pair = StackRef("platform", "primary"), StackRef("workloads", "primary")
    assert opened._open(pair[0]) is opened._open(pair[0])
    assert opened._open(pair[0]) is not opened._open(pair[1])
    assert asked == [("primary", str(CHECKOUT)), ("primary", str(CHECKOUT / "workloads"))]


def lock_line(host: str, pid: int) -> str:
    return f"the stack is currently locked by 1 lock(s).\n  file:///x.json: created by root@{host} (pid {pid}) at 2026"


def test_lock_of_a_dead_process_of_this_machine_only_is_cleared() -> None:
    child = os.posix_spawn("/bin/true", ["true"], {})
    os.waitpid(child, 0)
    assert stacks._left_by_the_dead(lock_line(socket.gethostname(), child))
    assert not stacks._left_by_the_dead(lock_line("elsewhere", child))
    assert not stacks._left_by_the_dead(lock_line(socket.gethostname(), os.getpid()))
    assert not stacks._left_by_the_dead("[409] Conflict: Another update is currently in progress.")


@pytest.mark.parametrize("count", [3, 200])
def test_last_words_are_short(count: int) -> None:
    words = stacks._last_words("\n\n".join(f"line {n}" for n in range(count)))
    assert len(words.splitlines()) == min(count, 25)
    assert words.endswith(f"line {count - 1}")


def test_words_are_the_diagnostics_where_there_are_some() -> None:
    text = "\n".join(
        ["@ updating", *["  aws:ec2:Vpc x"] * 50, "Diagnostics:", "  aws:rds:Cluster (c):", "    error: no", "Outputs:"]
        + ["    vpc_id: x"] * 50
        + ["Resources:", "    1 errored"]
    )
    assert stacks._last_words(text).splitlines() == [
        "  Diagnostics:",
        "    aws:rds:Cluster (c):",
        "      error: no",
    ]
