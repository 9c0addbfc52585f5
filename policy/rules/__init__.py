"""Every rule of the pack. A rule that is not in this list does not exist; `tests/policy` pins the list."""

from __future__ import annotations

from policy.rule import Rule
from policy.rules import vpc_cidr_overlap

RULES: tuple[Rule, ...] = (vpc_cidr_overlap.RULE,)
