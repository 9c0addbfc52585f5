from __future__ import annotations

from types import ModuleType

import pytest

from lab.emulator.engine.context import Context, as_extension


def test_truth_sources_and_reset_hooks_are_kept() -> None:
    context, calls = Context(), list[str]()
    context.add_truth("answer", lambda: 42)
    context.on_reset(lambda: calls.append("reset"))
    for hook in context.reset_hooks:
        hook()
    assert ({name: read() for name, read in context.truth_sources.items()}, calls) == ({"answer": 42}, ["reset"])


def test_a_module_without_the_pieces_of_an_extension_is_named() -> None:
    module = ModuleType("lab.emulator.half")
    module.install = lambda _: None  # type: ignore[attr-defined]
    with pytest.raises(TypeError, match=r"lab.emulator.half is listed as an extension but has no OPERATIONS"):
        as_extension(module)
