"""The table of `docs/failback.md`, made from the steps themselves; a test keeps the page fresh."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

from standby.failback.step import Kind, Step
from standby.failback.steps import IN_ORDER, ON_REQUEST
from standby.pair.facts import Facts

# what is typed, in words instead of values
_WORDS = cast(Facts, SimpleNamespace(primary=SimpleNamespace(cluster_id="the cluster's identifier")))


def _typed(step: Step) -> str:
    if step.kind is Kind.WAIT:
        hours = step.minutes / 60
        return f"waits, at most {hours:g} h" if hours >= 1 else f"waits, at most {step.minutes:g} min"
    if step.kind is Kind.ACT:
        return "acts"
    word = step.word(_WORDS, "the global database's identifier")
    return f"asks for {word if word.startswith('the ') else f'`{word}`'}"


def table() -> str:
    """Markdown: each step in order, what it does, and what it is to the operator."""
    rows = ["| step | what it does | |", "|---|---|---|"]
    rows += [f"| `{step.name}` | {step.title} | {_typed(step)} |" for step in IN_ORDER]
    rows += [f"| `{step.name}` (only by `--step`) | {step.title} | {_typed(step)} |" for step in ON_REQUEST]
    return "\n".join(rows) + "\n"
