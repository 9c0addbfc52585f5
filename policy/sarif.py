"""Findings as SARIF 2.1.0, the form that code scanning reads (GitHub: `github/codeql-action/upload-sarif`).

A finding is about a resource, not about a line: it is put where the source names the resource, or on the first line.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from policy.engine.review import Verdict
from policy.engine.rule import Rule
from policy.engine.severity import Severity

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
# what code scanning shows as severity
_SCORES = {Severity.LOW: "3.0", Severity.MEDIUM: "5.0", Severity.HIGH: "7.5", Severity.CRITICAL: "9.5"}


def report(rules: Sequence[Rule], verdicts: Iterable[Verdict], source: Path) -> dict[str, Any]:
    """The whole document. `source` is the program that declares the resources, relative to the repository."""
    lines = source.read_text(encoding="utf-8").splitlines() if source.is_file() else []
    index = {rule.name: number for number, rule in enumerate(rules)}
    driver = {"name": "standby gate", "version": "0.1.0", "rules": [_rule(rule) for rule in rules]}
    results = [_result(one, index[one.rule], source, lines) for one in verdicts]
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [{"tool": {"driver": driver}, "results": results}]}


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.name,
        "shortDescription": {"text": rule.description},
        "help": {"text": rule.fix},
        "defaultConfiguration": {"level": "error"},
        "properties": {"security-severity": _SCORES[rule.severity], "tags": ["disaster-recovery"]},
    }


def _result(verdict: Verdict, rule: int, source: Path, lines: Sequence[str]) -> dict[str, Any]:
    name = (verdict.urn or "").rpartition("::")[2]
    location: dict[str, Any] = {
        "physicalLocation": {
            "artifactLocation": {"uri": source.as_posix()},
            "region": {"startLine": _line(name, lines)},
        }
    }
    if verdict.urn:
        location["logicalLocations"] = [{"fullyQualifiedName": verdict.urn, "kind": "resource"}]
    found = verdict.message.partition(" Required: ")[0]
    mark = hashlib.sha256(f"{verdict.rule} {verdict.urn} {found}".encode()).hexdigest()
    return {
        "ruleId": verdict.rule,
        "ruleIndex": rule,
        "level": "error" if verdict.refuses else "note",
        "message": {"text": verdict.message},
        "locations": [location],
        "partialFingerprints": {"finding/v1": mark},
    }


def _line(name: str, lines: Sequence[str]) -> int:
    """The first line that holds the logical name as a text of its own; 1 where none does."""
    quoted = (f'"{name}"', f"'{name}'")
    return next((at for at, line in enumerate(lines, 1) if name and any(one in line for one in quoted)), 1)
