"""The rules' verdict on states, without Pulumi: what `python -m policy.findings` prints."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from policy.engine import options, policy_config, stack, state
from policy.engine.finding import Finding
from policy.engine.options import OptionError
from policy.engine.rule import Rule
from policy.engine.stack_config import StackConfig
from policy.engine.state import Held

DISABLED, ADVISORY, MANDATORY = "disabled", "advisory", "mandatory"
LEVEL = "enforcementLevel"
PolicyConfig = Mapping[str, Any]


@dataclass(frozen=True)
class Verdict:
    """One finding: its rule, its level, and what it says of which resource (None: of the stack)."""

    rule: str
    level: str
    urn: str | None
    message: str

    @property
    def refuses(self) -> bool:
        """Whether a deployment with it would be refused."""
        return self.level == MANDATORY


def check(rules: Iterable[Rule], config: PolicyConfig) -> None:
    """Refuse a policy config that names what there is not.

    Raises:
        OptionError: the faults, all of them.
    """
    known = policy_config.known(made for rule in rules for made in rule.policies())
    given = {name: [key for key in value if key != LEVEL] if isinstance(value, Mapping) else []
             for name, value in config.items()}  # fmt: skip
    wrong = list(policy_config.problems(known, given))
    if wrong:
        raise OptionError(f"the policy config is not usable: {'; '.join(wrong)}. How to fix: correct the file")


def review(rules: Sequence[Rule], resources: Sequence[Held], config: PolicyConfig) -> list[Verdict]:
    """Every finding of every rule, each once."""
    check(rules, config)
    found: dict[tuple[str, str | None, str], Verdict] = {}
    for rule in rules:
        for policy, finding in _findings(rule, resources, config):
            level = _level(config, policy, ADVISORY if finding.advice else MANDATORY)
            if level != DISABLED:
                verdict = Verdict(rule.name, level, finding.urn, finding.said(rule.name))
                found.setdefault((rule.name, finding.urn, finding.found), verdict)
    return list(found.values())


def _findings(rule: Rule, resources: Sequence[Held], config: PolicyConfig) -> Iterator[tuple[str, Finding]]:
    """(policy, finding) of one rule. A rule that crashes has not passed."""
    try:
        chosen = _options(rule, rule.name, config)
        asked = {one.urn: one.asked() for one in state.of_types(resources, rule.types)} if rule.on_resource else {}
        for resource in asked.values():
            for finding in rule.on_resource(resource, StackConfig({}), chosen) if rule.on_resource else ():
                yield rule.name, finding
        if rule.on_stack:
            name = f"{rule.name}-stack" if rule.on_resource else rule.name
            whole = stack.estate(state.as_policy_resources(resources), StackConfig({}), asked)
            for finding in rule.on_stack(whole, _options(rule, name, config)):
                yield f"{rule.name}-advice" if finding.advice else name, finding
    except OptionError:
        raise
    except Exception as crash:
        what = f"{rule.name} that could not finish: {type(crash).__name__}: {crash}"
        yield rule.name, Finding(None, what, "a verdict", "report this as a fault of the rule")


def _options(rule: Rule, policy: str, config: PolicyConfig) -> Any:
    told = [value if isinstance(value, Mapping) else {} for value in (config.get(rule.name), config.get(policy))]
    of_rule, own = ({key: item for key, item in one.items() if key != LEVEL} for one in told)
    return options.load(rule.options, policy_config.spread(options.defaults(rule.options), of_rule, own))


def _level(config: PolicyConfig, policy: str, usual: str) -> str:
    """The level that the config sets for a policy, or for all of them."""
    for name in (policy, policy_config.ALL):
        value = config.get(name)
        level = value.get(LEVEL) if isinstance(value, Mapping) else value
        if isinstance(level, str):
            return level
    return usual
