"""The pipeline of docs/adopt/gitlab.md: its shell, run as GitLab runs it, against stand-ins of `pulumi` and `aws`."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/adopt/gitlab.md"
PULUMI = """#!/usr/bin/env bash
[[ $1 == config ]] && { printf '%s-%s\\n' "$5" "${3#standby:}"; exit; }
printf 'pulumi %s\\n' "$*" >>"$CALLED"
"""
FROZEN = "#!/usr/bin/env bash\nprintf 'promotion run=1\\n'\n"
NOT_FROZEN = "#!/usr/bin/env bash\nprintf 'An error occurred (ParameterNotFound)\\n' >&2\nexit 254\n"


def pipeline() -> dict[str, Any]:
    (block,) = re.findall(r"```yaml\n(.*?)```", PAGE.read_text(), re.DOTALL)
    found: dict[str, Any] = yaml.safe_load(block)
    return found


def play(folder: Path, lines: list[str], aws: str, **variables: str) -> tuple[int, list[str]]:
    """(exit code, what Pulumi was called with) of a job's script in a copy of nothing but the scripts."""
    (folder / "bin").mkdir()
    (folder / ".github").symlink_to(ROOT / ".github")
    for name, text in (("pulumi", PULUMI), ("aws", aws)):
        (folder / "bin" / name).write_text(text)
        (folder / "bin" / name).chmod(0o755)
    called = folder / "called"
    environ = {"PATH": f"{folder / 'bin'}:{os.environ['PATH']}", "CALLED": str(called), **variables}
    # GitLab's runner joins the lines and runs them with these options
    script = "set -eo pipefail\n" + "\n".join(lines)
    run = subprocess.run(["bash", "-c", script], cwd=folder, env=environ, capture_output=True, text=True, check=False)
    return run.returncode, called.read_text().splitlines() if called.exists() else []


def stacks(called: list[str]) -> list[tuple[str, str]]:
    """(folder, stack) of each `pulumi up`, in its order; every one has the gate on."""
    assert all("--policy-pack" in line for line in called)
    return [(words[words.index("--cwd") + 1], words[words.index("--stack") + 1]) for words in map(str.split, called)]


def test_a_deployment_takes_the_platform_before_the_workloads_and_the_primary_before_dr(tmp_path: Path) -> None:
    code, called = play(tmp_path, pipeline()["deploy"]["script"], NOT_FROZEN, ONLY_IMAGES="")
    assert code == 0
    assert stacks(called) == [(".", "primary"), (".", "dr"), ("workloads", "primary"), ("workloads", "dr")]


def test_a_frozen_pair_is_not_deployed(tmp_path: Path) -> None:
    assert play(tmp_path, pipeline()["deploy"]["script"], FROZEN, ONLY_IMAGES="") == (3, [])


@pytest.mark.parametrize(("serving", "other"), [("primary", "dr"), ("dr", "primary")])
def test_only_images_rolls_out_the_serving_region_of_a_frozen_pair_first(
    tmp_path: Path, serving: str, other: str
) -> None:
    code, called = play(tmp_path, pipeline()["deploy"]["script"], FROZEN, ONLY_IMAGES="1", SERVING=serving)
    assert code == 0
    assert stacks(called) == [("workloads", stack) for stack in (serving, other)]


@pytest.mark.parametrize("folder", [".", "workloads"])
def test_a_preview_leaves_its_comment_as_the_artifact(tmp_path: Path, folder: str) -> None:
    job = pipeline()["preview"]
    assert {folder} <= set(job["parallel"]["matrix"][0]["FOLDER"])
    code, called = play(tmp_path, job["script"], FROZEN, FOLDER=folder, STACK="dr")
    assert code == 0
    assert called[0].startswith(f"pulumi preview --cwd {folder} --stack dr --policy-pack ")
    (artifact,) = job["artifacts"]["paths"]
    assert (tmp_path / artifact).read_text().startswith("### ")


def test_the_token_is_readable_by_its_owner_only_and_goes_with_the_job(tmp_path: Path) -> None:
    job, token = pipeline()[".aws"], tmp_path / "token"
    write, *_ = job["before_script"]
    variables = {"AWS_TOKEN": "jwt", "AWS_WEB_IDENTITY_TOKEN_FILE": str(token)}
    assert play(tmp_path, [write], FROZEN, **variables)[0] == 0
    assert (token.read_text(), token.stat().st_mode & 0o777) == ("jwt", 0o600)
    subprocess.run(["bash", "-c", *job["after_script"]], env={**os.environ, **variables}, check=True)
    assert not token.exists()
