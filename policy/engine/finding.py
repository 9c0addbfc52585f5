"""What a rule has to say: which resource, what was found, what is required, how to fix it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from policy.engine.subject import Resource


@dataclass(frozen=True)
class Finding:
    """One sentence of the gate about one resource (or about the whole stack, where `resource` is None).

    `advice` marks what does not refuse: a hint, or something that could not be checked. `accept` are the options of the
    rule that accept it, where a team may know better: the message names the line of policy config.
    """

    resource: Resource | None
    found: str
    required: str
    fix: str
    advice: bool = False
    accept: Mapping[str, Any] | None = None

    @property
    def urn(self) -> str | None:
        """The resource's URN; None: Pulumi then names the stack."""
        return self.resource.urn if self.resource else None

    @property
    def message(self) -> str:
        """The text that the user reads."""
        subject = self.resource.label if self.resource else "stack"
        return f"{subject}: found {self.found}. Required: {self.required}. How to fix: {self.fix}."

    def said(self, rule: str) -> str:
        """The message, with the line of policy config that accepts the finding where there is one."""
        if self.accept is None or self.advice:
            return self.message
        return f"{self.message} To accept it knowingly, in the policy config: {json.dumps({rule: self.accept})}."


def unchecked(resource: Resource | None, what: str, why: str, then: str) -> Finding:
    """Advice that something could not be judged: never a pass, never a false "missing".

    Args:
        what: what the rule wanted to know ("whether the ranges stay apart").
        why: why it cannot.
        then: when it can, or how the user can make it so.
    """
    return Finding(resource, f"that it cannot be checked yet {what}: {why}", "a value that can be read", then, True)
