"""The rules as one pack: their policies in order, and the summary at the end."""

from __future__ import annotations

from collections.abc import Iterable

from pulumi_policy import (
    EnforcementLevel,
    Policy,
    PolicyPack,
    ReportViolation,
    StackValidationArgs,
    StackValidationPolicy,
)

from policy.engine import command_line, policy_config, request_cache, tally
from policy.engine.rule import Rule
from policy.engine.tally import Tally


def policies(rules: Iterable[Rule]) -> list[Policy]:
    """Every policy of the rules, and last the one that counts what they found.

    It has no severity: the CLI sorts by level, then severity, then name, and shows what has none last.
    """
    counted = Tally()

    def summary(_args: StackValidationArgs, report: ReportViolation) -> None:
        said = counted.take()
        if said:
            report(f"{said}.", None)

    made = [policy for rule in rules for policy in rule.policies(counted)]
    about = "How many findings each rule has."
    last = StackValidationPolicy(tally.NAME, about, validate=summary, enforcement_level=EnforcementLevel.ADVISORY)
    return [*made, last]


def serve(rules: Iterable[Rule]) -> None:
    """Answer the engine's calls until it ends the process."""
    made = policies(rules)
    wrong = list(policy_config.problems(policy_config.known(made), dict.fromkeys(command_line.given_config(), ())))
    if wrong:
        policy_config.refuse(wrong)
    request_cache.install()
    policy_config.install()
    PolicyPack(name="standby", policies=made, enforcement_level=EnforcementLevel.MANDATORY)
