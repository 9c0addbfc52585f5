"""`python -m lab.default_signals COMMAND …`: run a command with SIGINT at its default.

A shell starts its background jobs (`make test &`) with SIGINT ignored, and every child inherits that: Python then
installs no KeyboardInterrupt, and a test that presses Ctrl-C waits for ever.
"""

from __future__ import annotations

import os
import signal
import sys


def main(command: list[str]) -> None:
    """Replace this process by `command`; a usage message and exit code 1 where none is given."""
    if not command:
        sys.exit("usage: python -m lab.default_signals COMMAND [ARGUMENT …]")
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    os.execvp(command[0], command)


if __name__ == "__main__":
    main(sys.argv[1:])
