"""checkov's report as findings."""

from __future__ import annotations

from pathlib import Path

import pytest

from judges import checkov
from judges.checkov import JudgeError, findings
from judges.verdict import Finding


def failed(check: str, resource: str) -> dict[str, str]:
    return {"check_id": check, "resource": resource, "check_name": f"Ensure {check}"}


def test_findings_are_by_check_and_kind() -> None:
    report = {"results": {"failed_checks": [failed("A", "aws_lb.b"), failed("A", "aws_lb.a"), failed("B", "aws_lb.a")]}}
    assert sorted(findings(report)) == [
        Finding("A", "aws_lb", "Ensure A", ("a", "b")),
        Finding("B", "aws_lb", "Ensure B", ("a",)),
    ]
    assert findings([report, {}]) == findings(report)


def test_no_uv_is_one_message(tmp_path: Path) -> None:
    with pytest.raises(JudgeError, match="there is no uv"):
        checkov.uv({"PATH": str(tmp_path), "HOME": str(tmp_path)})


def test_a_judge_that_ends_without_a_report_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "uv"
    broken.write_text("#!/bin/sh\necho 'no such package' >&2\nexit 2\n")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    with pytest.raises(JudgeError, match=r"(?s)exit code 2.*no such package"):
        checkov.run(tmp_path / "plan.json")
