"""The bench asks one call for its comparison; the timings are measured, not tested."""

from __future__ import annotations

import ast

from bench.status import ASK, HELD_SECONDS


def test_the_single_call_is_one_call() -> None:
    calls = [
        node for node in ast.walk(ast.parse(ASK)) if isinstance(node, ast.Attribute) and node.attr.startswith("get_")
    ]
    assert len(calls) == 1
    assert HELD_SECONDS > 0.1
