"""The real moves of a drill: the runbook and `standby failback`, as a person would run them, agreed to beforehand."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from standby.drill.door import Door
from standby.drill.hooks import run_command, run_hook
from standby.drill.survivors import survivors
from standby.errors import StepError
from standby.preflight import runbook
from standby.stacks.project import Project

FAIL_BACK = ("-c", "from standby.cli import main; main()", "failback", "apply", "--yes-to", "all")


@dataclass
class PairMoves:
    """`standby.drill.course.Moves` of a pair. `runbook_mode` is the promotion's `--mode`."""

    project: Project
    door: Door
    folder: Path
    runbook_mode: str
    say: Callable[[str], None]
    cut_command: str | None = None
    mend_command: str | None = None
    poll: float = 5.0

    def promote(self) -> None:
        """DR becomes the serving region.

        Raises:
            StepError: the runbook did not get through.
        """
        primary, dr = self.project.primary, self.project.dr
        database = primary.names.of("global-cluster")
        words = [str(runbook(self.project.root)), "--app", primary.app, "--env", primary.environment]
        words += ["--region", dr.region, "--mode", self.runbook_mode]
        self._run([*words, "--yes", "--confirm", database, "--report", str(self.folder)], "the promotion")

    def fail_back(self) -> None:
        """The primary serves again.

        Raises:
            StepError: the failback did not get through.
        """
        words = [sys.executable, *FAIL_BACK, "--project", str(self.project.root), "--poll", f"{self.poll:g}"]
        self._run(words, "the failback")

    def cut(self) -> bool:
        """The primary region is lost, if the drill has a command for that."""
        if self.cut_command is None:
            return False
        run_hook(self.cut_command, self.project.primary.region, self.say)
        return True

    def mend(self) -> None:
        """And back again."""
        if self.mend_command is not None:
            run_hook(self.mend_command, self.project.primary.region, self.say)

    def survivors(self, ids: Collection[str]) -> set[str] | None:
        """Which writes are there; None: the application has no drill path."""
        path = self.project.primary.probe.drill_path
        return None if path is None else survivors(self.door, path, list(ids))

    def _run(self, words: list[str], what: str) -> None:
        code = run_command(words, self.say, self.project.root)
        if code != 0:
            raise StepError(f"{what} ended with exit code {code}; its own words are above, nothing was undone")
