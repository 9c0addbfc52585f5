"""What is missing is said in one sentence, before anything is imported."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

from policy.environment import problem

FILE = Path(__file__).resolve().parents[2] / "policy" / "environment.py"


def test_everything_is_there() -> None:
    assert problem() is None


def test_an_old_python_is_named_with_the_way_out() -> None:
    said = problem(version=(3, 10, 4)) or ""
    assert said.startswith("standby policy pack: Python 3.11 or newer is required, found 3.10.4 (")
    assert "set runtime.options.virtualenv in the pack's PulumiPolicy.yaml" in said


def test_a_missing_package_is_named_with_the_command() -> None:
    said = problem(needed={"no_such_module": "no-such-package", "no_such.inner": "other", "json": "json"}) or ""
    assert "not installed for" in said
    assert "-m pip install no-such-package other`" in said


def test_the_pack_ends_with_the_sentence_and_no_traceback() -> None:
    program = f"import runpy, sys; sys.version_info = (3, 9, 1, 'final', 0); runpy.run_path({str(FILE.parent / '__main__.py')!r})"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("error: standby policy pack: Python 3.11 or newer is required, found 3.9.1")
    assert "Traceback" not in done.stderr


def test_an_old_python_can_read_the_file() -> None:
    ast.parse(FILE.read_text(), feature_version=(3, 7))
