"""cfn-lint's report as findings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from judges import cfnlint
from judges.cfnlint import findings
from judges.checkov import JudgeError
from judges.verdict import Finding

TEMPLATE = {"Resources": {"A": {"Type": "AWS::EC2::VPC"}, "B": {"Type": "AWS::EC2::VPC"}}}


def match(rule: str, *path: str) -> dict[str, Any]:
    told = {"Id": rule, "ShortDescription": "Short"}
    return {"Filename": "t.json", "Rule": told, "Message": "found 'x'", "Location": {"Path": list(path)}}


def test_findings_are_by_rule_and_type() -> None:
    report = [match("E1", "Resources", "B", "Properties"), match("E1", "Resources", "A"), match("E2", "Outputs")]
    assert sorted(findings(report, {"t.json": TEMPLATE})) == [
        Finding("E1", "AWS::EC2::VPC", "Short: found 'x'", ("A", "B")),
        Finding("E2", "template", "Short: found 'x'", ("template",)),
    ]


@pytest.mark.parametrize("words", ["echo '[]'; exit 1", "echo 'no such package' >&2; exit 2"])
def test_a_judge_that_ends_without_a_report_is_told(
    words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "uv"
    broken.write_text(f"#!/bin/sh\n{words}\n")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    with pytest.raises(JudgeError, match="cfn-lint ended with exit code"):
        cfnlint.run([])


def test_findings_are_no_crash(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fine = tmp_path / "uv"
    fine.write_text("#!/bin/sh\necho '[]'\nexit 6\n")
    fine.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    assert cfnlint.run([]) == []
