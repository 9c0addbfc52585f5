"""What the platform is compared with: a pack without rules. The timings are measured, not tested."""

from __future__ import annotations

import ast
from pathlib import Path

import yaml

from bench.platform import empty_pack
from tests.checkout import CHECKOUT


def test_a_pack_without_rules_is_one_that_pulumi_can_run(tmp_path: Path) -> None:
    option, folder = empty_pack(tmp_path / "pack")
    assert option == "--policy-pack"
    told = yaml.safe_load((Path(folder) / "PulumiPolicy.yaml").read_text())
    assert told["runtime"] == yaml.safe_load((CHECKOUT / "policy" / "PulumiPolicy.yaml").read_text())["runtime"]
    program = ast.parse((Path(folder) / "__main__.py").read_text())
    calls = [node for node in ast.walk(program) if isinstance(node, ast.Call)]
    assert {node.func.attr for node in calls if isinstance(node.func, ast.Attribute)} == {
        "StackValidationPolicy",
        "PolicyPack",
    }
