"""`standby`: the operator's command of an active/passive pair.

Exit codes: 0 done or nothing to do, 2 usage, 3 refused (a guard, or a named reason), 4 a step failed (resumable),
5 the operator said no.

Each command lives in a module of its own, whose `register(app)` adds it; `COMMANDS` is the list of those modules.
"""

from __future__ import annotations

import importlib
import os
import sys
import tempfile
import traceback
from collections.abc import Sequence
from pathlib import Path

import typer

from standby.errors import StandbyError

HELP = "Operate an active/passive pair: where it stands, whether DR could be promoted, and the way back."
# a command's name → the module that registers it; in the order in which `standby --help` shows them
COMMANDS = {
    "status": "standby.status.command",
    "preflight": "standby.readiness.command",
    "runbook": "standby.runbook",
    "failback": "standby.failback.commands",
    "settle": "standby.settle.command",
    "drill": "standby.drill.command",
    "report": "standby.report.command",
    "history": "standby.history.command",
    "cost": "standby.cost.command",
    "check": "standby.check",
    "init": "standby.init.command",
    "adopt": "standby.adopt.command",
    "contract": "standby.contract.command",
}


def app_for(words: Sequence[str] = ()) -> typer.Typer:
    """The command line: of the one command that `words` begins with, or else of all of them.

    Importing all commands takes longer than most of them run.
    """
    app = typer.Typer(no_args_is_help=True, add_completion=True, pretty_exceptions_enable=False, help=HELP)
    # without a callback an app of one command would be that command, and its name an argument
    app.callback()(lambda: None)
    named = [words[0]] if words and words[0] in COMMANDS else list(COMMANDS)
    for name in named:
        importlib.import_module(COMMANDS[name]).register(app)
    return app


def main() -> None:
    """The entry point: every error of ours is one message and its exit code; nothing else reaches the user raw."""
    try:
        app_for(sys.argv[1:])()
    except StandbyError as error:
        typer.echo(f"standby: {error}", err=True)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        typer.echo("standby: interrupted; what was begun in AWS goes on. Run again to resume.", err=True)
        sys.exit(5)
    except Exception:  # a bug of ours: the user gets a sentence, the details go to a file
        file = Path(tempfile.gettempdir()) / f"standby-error-{os.getpid()}.log"
        file.touch(mode=0o600)
        file.write_text(traceback.format_exc())
        typer.echo(f"standby: an error that should not happen; details are in {file}. Run again to resume.", err=True)
        sys.exit(4)
