"""The gate on states, without a program: both regions as a pair, a misspelt config, the assembled pack in another place."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from policy.assemble import ROOT, assemble
from tests.policy.blueprint import deployment
from tests.policy.clean import platform

pytestmark = pytest.mark.scenario
PACK = str(ROOT / "policy")


def diagnostics(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    """The policy events of a run with `--json`."""
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    return [line["policyEvent"] for line in lines if "policyEvent" in line]


def analyze_file(
    state: Path, environ: dict[str, str], *more: str, pack: str = PACK
) -> subprocess.CompletedProcess[str]:
    """`pulumi policy analyze` on a state file."""
    command = ["pulumi", "policy", "analyze", "--file", str(state), "--policy-pack", pack, *more]
    return subprocess.run(command, env=environ, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"vpc-cidr-overlap": {"peerCidr": {}}}, "no option 'peerCidr' (did you mean 'peerCidrs'?)"),
        ({"vpc-cidr-overlaps": "disabled"}, "no policy 'vpc-cidr-overlaps' (did you mean 'vpc-cidr-overlap'?)"),
        ({"vpc-cidr-overlaps": {"peerCidrs": {}}}, "no policy 'vpc-cidr-overlaps' (did you mean 'vpc-cidr-overlap'?)"),
    ],
)
def test_what_is_misspelt_in_the_policy_config_is_an_error_that_names_the_nearest(
    lab_env: dict[str, str], tmp_path: Path, given: dict[str, Any], words: str
) -> None:
    state, config = tmp_path / "state.json", tmp_path / "config.json"
    state.write_text(json.dumps(deployment(platform())))
    config.write_text(json.dumps(given))
    refused = analyze_file(state, lab_env, "--policy-pack-config", str(config))
    assert refused.returncode != 0
    assert words in refused.stdout + refused.stderr
    assert "Traceback" not in refused.stdout + refused.stderr


def test_the_assembled_pack_runs_elsewhere_and_its_output_ends_with_a_summary(
    lab_env: dict[str, str], tmp_path: Path
) -> None:
    pack = assemble(tmp_path / "pack")
    (pack / "venv").symlink_to(sys.prefix)
    made = platform(True)
    made.edit("aws:iam/role:Role::task", name="myapp-prod-task")
    state = tmp_path / "state.json"
    state.write_text(json.dumps(deployment(made)))
    refused = analyze_file(state, lab_env, pack=str(pack))
    assert refused.returncode != 0
    said = refused.stdout
    assert "To accept it knowingly, in the policy config: " in said
    assert said.rindex("findings by rule: 1 (dr-iam-name-suffix 1)") > said.rindex("-advice  (")


def test_analyze_judges_the_states_of_both_regions_as_a_pair(lab_env: dict[str, str], tmp_path: Path) -> None:
    primary, dr = platform(), platform(True)

    def analyze() -> subprocess.CompletedProcess[str]:
        files = []
        for stack in (primary, dr):
            files.append(tmp_path / f"{stack.stack}.json")
            files[-1].write_text(json.dumps(deployment(stack)))
        merged = subprocess.run(
            [sys.executable, "-m", "policy.merge", *map(str, files)], capture_output=True, text=True, check=True
        )
        (tmp_path / "pair.json").write_text(merged.stdout)
        return analyze_file(tmp_path / "pair.json", lab_env, "--json")

    clean = analyze()
    assert (clean.returncode, [d for d in diagnostics(clean) if d["enforcementLevel"] == "mandatory"]) == (0, [])

    dr.edit("aws:ec2/vpc:Vpc::network-vpc", cidrBlock="10.0.0.0/16")
    dr.edit("aws:rds/cluster:Cluster::cluster", engineVersion="16.9", clusterIdentifier="myapp-prod-us-east-1")
    dr.edit("aws:iam/role:Role::task", name="myapp-prod-task")
    refused = analyze()
    assert refused.returncode == 1
    said = {d["policyName"] for d in diagnostics(refused) if d["enforcementLevel"] == "mandatory"}
    assert {"vpc-cidr-overlap-stack", "aurora-global-parity-stack", "dr-iam-name-suffix-stack"} <= said
