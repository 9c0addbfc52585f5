"""An AWS CLI that answers oddly: an `aws` in front of the real one, which spoils chosen calls.

What an emulator cannot do to its client: an answer with nothing in it, a process that is killed before or after AWS has
heard it. Calls are counted by operation, in every run that uses the same `OddAws`.
"""

from __future__ import annotations

import shutil
from pathlib import Path

SCRIPT = r"""#!/usr/bin/env bash
# aws SERVICE OPERATION …: the real one, but for the calls that stand in plan/<operation>.<number>.
number=1
until mkdir "{here}/seen/$2.$number" 2>/dev/null; do number=$((number + 1)); done
case "$(cat "{here}/plan/$2.$number" 2>/dev/null)" in
  none) "{real}" "$@" >/dev/null && echo None ;;
  empty) "{real}" "$@" >/dev/null ;;
  killed) kill -9 $$ ;;
  killed-after) "{real}" "$@" >/dev/null 2>&1; kill -9 $$ ;;
  *) exec "{real}" "$@" ;;
esac
"""
ANSWERS = ("none", "empty", "killed", "killed-after")


class OddAws:
    """`environ` for a run whose AWS CLI this is; `spoil` says what happens to which call."""

    def __init__(self, folder: Path, environ: dict[str, str]) -> None:
        real = shutil.which("aws", path=environ["PATH"])
        assert real is not None
        self.folder = folder
        for name in ("seen", "plan", "bin"):
            (folder / name).mkdir(parents=True)
        command = folder / "bin" / "aws"
        command.write_text(SCRIPT.replace("{here}", str(folder)).replace("{real}", real))
        command.chmod(0o755)
        self.environ = {"PATH": f"{command.parent}:{environ['PATH']}"}

    def spoil(self, operation: str, number: int, answer: str) -> None:
        """The `number`th call (from 1) of `operation`, as the CLI spells it, gets one of `ANSWERS`."""
        assert answer in ANSWERS
        (self.folder / "plan" / f"{operation}.{number}").write_text(answer)
