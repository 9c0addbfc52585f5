"""A scheduled task, run now."""

from __future__ import annotations

import sys
from pathlib import Path

from lab.data import schedules


def test_it_runs_to_its_end_with_its_exit_code_and_words(tmp_path: Path) -> None:
    code = "import os, sys; print(os.environ['WORD'], os.getcwd()); sys.exit(4)"
    told = schedules.run([sys.executable, "-c", code], {"WORD": "done"}, tmp_path)
    assert told == {"exit_code": 4, "said": f"done {tmp_path}\n"}


def test_a_command_that_is_not_there_is_named(tmp_path: Path) -> None:
    told = schedules.run(["no-such-program"], {}, tmp_path)
    assert (told["exit_code"], "no-such-program" in told["said"]) == (127, True)
