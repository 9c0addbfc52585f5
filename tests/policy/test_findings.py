"""The command: text with a summary, JSON, SARIF; its exit codes; what it cannot read."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from policy.findings import main
from tests.policy.blueprint import Blueprint, deployment
from tests.policy.clean import ROLE, platform


def state(folder: Path, *stacks: Blueprint) -> list[str]:
    files = []
    for made in stacks:
        files.append(folder / f"{made.project}-{made.stack}.json")
        files[-1].write_text(json.dumps(deployment(made)))
    return list(map(str, files))


def wrong() -> Blueprint:
    made = Blueprint("dr", "shop", "us-west-2")
    made.add(ROLE, "task", name="shop-task")
    return made


def test_the_text_ends_with_a_summary_by_rule(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(state(tmp_path, wrong())) == 1
    *_, last = capsys.readouterr().out.splitlines()
    assert last == "refused: 1 (dr-iam-name-suffix 1); advised: 0"
    assert main(state(tmp_path, platform(), platform(True))) == 0
    assert capsys.readouterr().out == "refused: 0; advised: 0\n"


def test_json_and_sarif_and_the_packs_config(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = state(tmp_path, wrong())
    assert main(["--format", "json", *files]) == 1
    made = json.loads(capsys.readouterr().out)
    assert made["summary"] == {"mandatory": {"dr-iam-name-suffix": 1}, "advisory": {}}
    assert made["findings"][0]["urn"].endswith("::task")
    assert main(["--format", "sarif", *files]) == 1
    assert json.loads(capsys.readouterr().out)["runs"][0]["results"][0]["ruleId"] == "dr-iam-name-suffix"
    config = tmp_path / "config.json"
    config.write_text(json.dumps({"dr-iam-name-suffix": {"ownAccount": True}}))
    assert main(["--policy-pack-config", str(config), *files]) == 0


@pytest.mark.parametrize(
    ("text", "words"),
    [("[]", "a JSON object of policies is required"), ("{", "is no policy config"), ('{"nothing": "disabled"}', "no policy 'nothing'")],
)  # fmt: skip
def test_a_config_that_is_not_usable_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, words: str
) -> None:
    config = tmp_path / "config.json"
    config.write_text(text)
    assert main(["--policy-pack-config", str(config), *state(tmp_path, wrong())]) == 2
    assert words in capsys.readouterr().err


def test_it_runs_as_a_module_and_names_a_state_that_is_none(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "policy.findings", str(tmp_path / "none.json")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("findings: ")
    assert "Traceback" not in done.stderr
