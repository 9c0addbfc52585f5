"""SARIF: what code scanning needs of it, and where a finding is put."""

from __future__ import annotations

from pathlib import Path

from policy.engine.review import Verdict
from policy.rules import RULES
from policy.sarif import report

URN = "urn:pulumi:dr::shop::aws:iam/role:Role::task"


def test_a_finding_stands_where_the_source_names_its_resource(tmp_path: Path) -> None:
    source = tmp_path / "__main__.py"
    source.write_text('import pulumi_aws as aws\n\naws.iam.Role("task", name="shop-task")\n')
    verdicts = [
        Verdict("dr-iam-name-suffix", "mandatory", URN, "x: found y. Required: z."),
        Verdict("single-runner", "advisory", None, "stack: found y. Required: z."),
    ]
    made = report(RULES, verdicts, source)
    (run,) = made["runs"]
    first, second = run["results"]
    assert made["version"] == "2.1.0"
    assert (first["level"], second["level"]) == ("error", "note")
    assert first["locations"][0]["physicalLocation"]["region"]["startLine"] == 3
    assert first["locations"][0]["logicalLocations"][0]["fullyQualifiedName"] == URN
    assert second["locations"][0]["physicalLocation"]["region"]["startLine"] == 1
    rules = run["tool"]["driver"]["rules"]
    assert [rules[one["ruleIndex"]]["id"] for one in run["results"]] == ["dr-iam-name-suffix", "single-runner"]


def test_a_finding_keeps_its_fingerprint_when_only_the_advice_changes(tmp_path: Path) -> None:
    marks = set()
    for fix in ("a", "b"):
        verdict = Verdict("single-runner", "mandatory", URN, f"x: found y. Required: z. How to fix: {fix}.")
        made = report(RULES, [verdict], tmp_path / "none.py")
        marks.add(made["runs"][0]["results"][0]["partialFingerprints"]["finding/v1"])
    assert len(marks) == 1
