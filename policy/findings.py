"""What the gate finds in exported states: as text, JSON or SARIF, with a summary by rule at the end.

    pulumi stack export --stack primary --file primary.json
    pulumi stack export --stack dr --file dr.json
    python -m policy.findings primary.json dr.json
    python -m policy.findings --format sarif --source __main__.py dr.json > gate.sarif

Several states are judged together, as a pair. It ends with 0 where nothing refuses, 1 where something does, and 2
where a file cannot be read.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from policy import GateError, merge, sarif
from policy.engine.review import Verdict, review
from policy.engine.state import held
from policy.rules import RULES


class ConfigError(GateError):
    """A policy config file that cannot be read."""


def parser() -> argparse.ArgumentParser:
    """The command's arguments."""
    made = argparse.ArgumentParser(prog="policy.findings", description="Findings of the gate in exported states.")
    made.add_argument("states", nargs="+", type=Path, help="files of `pulumi stack export`, judged together")
    made.add_argument("--format", choices=("text", "json", "sarif"), default="text", help="default: text")
    made.add_argument("--policy-pack-config", type=Path, help="the JSON file that the policy pack is given, too")
    made.add_argument("--source", type=Path, default=Path("__main__.py"), help="the program, for SARIF locations")
    return made


def judged(paths: Sequence[Path], config: Path | None) -> list[Verdict]:
    """The findings in the states.

    Raises:
        GateError: a state or the config that cannot be read, or that names what there is not.
    """
    states = {str(path): merge.read(path) for path in paths}
    joined = merge.merge(states)
    return review(RULES, held(joined["deployment"]["resources"]), _config(config) if config else {})


def _config(path: Path) -> dict[str, Any]:
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise ConfigError(f"{path} is no policy config ({problem}); a JSON object of policies is required") from None
    if not isinstance(value, dict):
        raise ConfigError(f"{path} is no policy config; a JSON object of policies is required")
    return value


def summary(verdicts: Sequence[Verdict]) -> str:
    """The last line: how many findings each rule has, refusals apart from advice."""
    parts = []
    for word, chosen in (("refused", True), ("advised", False)):
        counts = Counter(verdict.rule for verdict in verdicts if verdict.refuses is chosen)
        named = ", ".join(f"{rule} {count}" for rule, count in counts.most_common())
        parts.append(f"{word}: {sum(counts.values())}{f' ({named})' if named else ''}")
    return "; ".join(parts)


def as_json(verdicts: Sequence[Verdict]) -> dict[str, Any]:
    """Findings and counts for a machine."""
    listed = [{"rule": v.rule, "level": v.level, "urn": v.urn, "message": v.message} for v in verdicts]
    counts = {level: dict(Counter(v.rule for v in verdicts if v.level == level)) for level in ("mandatory", "advisory")}
    return {"findings": listed, "summary": counts}


def main(arguments: Sequence[str]) -> int:
    """Print the findings."""
    given = parser().parse_args(arguments)
    try:
        verdicts = judged(given.states, given.policy_pack_config)
    except GateError as problem:
        print(f"findings: {problem}", file=sys.stderr)
        return 2
    if given.format == "text":
        for verdict in verdicts:
            print(f"[{verdict.level}] {verdict.rule}: {verdict.message}\n")
        print(summary(verdicts))
    else:
        made = as_json(verdicts) if given.format == "json" else sarif.report(RULES, verdicts, given.source)
        print(json.dumps(made, indent=2))
    return 1 if any(verdict.refuses for verdict in verdicts) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
