"""What breaks the primary region for a drill, and what mends it: commands of the drill's owner, never ours.

On the lab they are the lab's own; in an account of yours a fault injection experiment, or nothing. `{region}` in a
command stands for the primary's region.
"""

from __future__ import annotations

import shlex
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from standby.errors import StepError

Say = Callable[[str], None]


def run_hook(command: str, region: str, say: Say) -> None:
    """Run one, and wait for it.

    Raises:
        StepError: it cannot be started, or it fails.
    """
    words = [word.replace("{region}", region) for word in shlex.split(command)]
    code = run_command(words, say)
    if code != 0:
        raise StepError(f"`{shlex.join(words)}` ended with exit code {code}; the drill stops here")


def run_command(
    words: Sequence[str], say: Say, folder: Path | None = None, environ: Mapping[str, str] | None = None
) -> int:
    """Run a command, saying each of its lines as it comes; its exit code.

    Raises:
        StepError: it cannot be started.
    """
    try:
        process = subprocess.Popen(
            list(words),
            cwd=folder,
            env=dict(environ) if environ is not None else None,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
    except OSError as error:
        raise StepError(f"{words[0]} cannot be started: {error.strerror}") from None
    with process:
        for line in process.stdout or ():
            say(f"  {line.rstrip()}")
    return process.returncode
