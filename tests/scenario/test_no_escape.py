"""Not one call of the CLI, the program, the provider or the policy pack leaves loopback."""

from __future__ import annotations

from typing import Any

import pytest

from lab import shell
from lab.workspace import Workspace

pytestmark = pytest.mark.scenario


def test_pulumi_asks_nothing_of_the_world(workspace: Workspace, sink: Any) -> None:
    watched = {name: sink.url for name, value in workspace.environ.items() if value == shell.CLOSED_PROXY}
    assert watched
    pulumi = Workspace(workspace.folder, {**workspace.environ, **watched}).pulumi
    preview = pulumi("preview", "--stack", "primary", "--policy-pack", "policy")
    assert "to create" in preview.stdout
    assert "warning" not in preview.stdout + preview.stderr
    assert sink.attempts == []
