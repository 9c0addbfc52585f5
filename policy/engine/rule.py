"""From a rule to Pulumi's policies.

A resource policy blocks before creation; a stack policy compares. Both report only what refuses. What a rule merely
says (hints, and what could not be checked) is reported by a third policy, `<rule>-advice`, whose level is advisory: a
policy has one level for all it reports, and an unknown value must neither refuse nor weaken what does.
"""

from __future__ import annotations

import inspect
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pulumi_policy import (
    EnforcementLevel,
    Policy,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    StackValidationArgs,
    StackValidationPolicy,
)

from policy.engine import options, policy_config, stack, stack_config, subject
from policy.engine.finding import Finding
from policy.engine.options import NoOptions
from policy.engine.severity import Severity
from policy.engine.stack import Estate
from policy.engine.stack_config import StackConfig
from policy.engine.subject import Resource
from policy.engine.tally import Tally

ResourceJudge = Callable[[Resource, StackConfig, Any], Iterator[Finding]]
StackJudge = Callable[[Estate, Any], Iterator[Finding]]


@dataclass(frozen=True)
class Rule:
    """One rule. `name` is its file's stem with dashes; `fix` is the one sentence of Pulumi's remediation steps.

    `on_resource` judges resources of `types` (none named: all) by their inputs; `on_stack` judges all stacks of the run
    by outputs and dependencies, and only it may give advice.
    """

    name: str
    description: str
    fix: str
    severity: Severity
    options: type[Any] = NoOptions
    types: frozenset[str] = frozenset()
    on_resource: ResourceJudge | None = None
    on_stack: StackJudge | None = None
    advises: bool = True

    def policies(self, tally: Tally | None = None) -> list[Policy]:
        """The rule as Pulumi's policies, in the order in which they must run. `tally` counts what they find."""
        run = _Run(self, tally or Tally())
        made: list[Policy] = []
        if self.on_resource:
            made.append(ResourceValidationPolicy(self.name, self.description, validate=run.resource, **self._details()))
        if self.on_stack:
            name = f"{self.name}-stack" if self.on_resource else self.name
            made.append(StackValidationPolicy(name, self.description, validate=run.stack, **self._details()))
            if self.advises:
                about = f"What {self.name} advises, or could not check."
                details = _known({"enforcement_level": EnforcementLevel.ADVISORY, "severity": Severity.LOW.of_sdk})
                made.append(StackValidationPolicy(f"{self.name}-advice", about, validate=run.advice, **details))
        return made

    def _details(self) -> dict[str, Any]:
        details = {"severity": self.severity.of_sdk, "remediation_steps": self.fix}
        schema = options.schema(self.options)
        return _known({**details, "enforcement_level": EnforcementLevel.MANDATORY, "config_schema": schema})


def _known(details: Mapping[str, Any]) -> dict[str, Any]:
    """Those details of a policy that this SDK takes: older ones have neither severity nor remediation steps."""
    taken = inspect.signature(StackValidationPolicy.__init__).parameters
    return {key: value for key, value in details.items() if key in taken}


class _Run:
    """The callbacks of one rule. What a request's thread has found for advice waits here for the advice policy."""

    def __init__(self, rule: Rule, tally: Tally) -> None:
        self._rule = rule
        self._tally = tally
        self._defaults = options.defaults(rule.options)
        self._waiting = threading.local()
        self._told: set[tuple[str | None, str]] = set()
        self._asked: dict[str, Resource] = {}
        self._of_rule: Mapping[str, Any] = {}
        self._last: tuple[Mapping[str, Any], Any] | None = None

    def resource(self, args: ResourceValidationArgs, report: ReportViolation) -> None:
        judge = self._rule.on_resource
        self._of_rule = args.get_config()
        if judge is None or (self._rule.types and args.resource_type not in self._rule.types):
            return

        asked = self._asked[args.urn] = subject.of_args(args, self._asked)

        def findings() -> Iterator[Finding]:
            return judge(asked, stack_config.current(), self._options(self._of_rule))

        for finding in self._guarded(findings, args.urn, report):
            self._told.add((finding.urn, finding.found))
            self._tally.add(self._rule.name)
            report(finding.said(self._rule.name), finding.urn)

    def stack(self, args: StackValidationArgs, report: ReportViolation) -> None:
        judge = self._rule.on_stack
        self._waiting.advice = []
        if judge is None:
            return

        def findings() -> Iterator[Finding]:
            # what Configure has shared out already (policy_config.py), or the same by hand
            told = policy_config.spread(self._defaults, self._of_rule, args.get_config())
            chosen = self._options(told)
            return judge(stack.estate(args.resources, stack_config.current(), self._asked), chosen)

        for finding in self._guarded(findings, None, report):
            if finding.advice:
                self._waiting.advice.append(finding)
            elif (finding.urn, finding.found) not in self._told:  # said already, by the resource policy
                self._tally.add(self._rule.name)
                report(finding.said(self._rule.name), finding.urn)

    def advice(self, _args: StackValidationArgs, report: ReportViolation) -> None:
        waiting: list[Finding] = getattr(self._waiting, "advice", [])
        self._waiting.advice = []
        for finding in waiting:
            self._tally.add(self._rule.name, advice=True)
            report(finding.message, finding.urn)

    def _options(self, told: Mapping[str, Any]) -> Any:
        """The rule's options. They are the same for all resources of a run, so the last ones are kept."""
        if self._last is None or self._last[0] != told:
            self._last = (dict(told), options.load(self._rule.options, told))
        return self._last[1]

    def _guarded(
        self, findings: Callable[[], Iterator[Finding]], urn: str | None, report: ReportViolation
    ) -> Iterator[Finding]:
        """What the judge finds. A rule that crashes has not passed: the crash is reported as a violation."""
        try:
            yield from findings()
        except Exception as crash:
            self._tally.add(self._rule.name)
            report(
                f"{self._rule.name} could not finish: {type(crash).__name__}: {crash}. Required: a verdict. "
                "How to fix: correct the value it speaks of, or report this as a fault of the rule; until then "
                "set the policy to advisory in the policy config.",
                urn,
            )
