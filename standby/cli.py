"""`standby`: the operator's command of an active/passive pair.

Exit codes: 0 done or nothing to do, 2 usage, 3 refused (a guard, or a named reason), 4 a step failed (resumable),
5 the operator said no.

Each command lives in a module of its own, whose `register(app)` adds it; `COMMANDS` is the list of those modules.
"""

from __future__ import annotations

import os
import sys
import tempfile
import traceback
from pathlib import Path

import typer

from standby import check, runbook
from standby.adopt import command as adopt
from standby.contract import command as contract
from standby.cost import command as cost
from standby.drill import command as drill
from standby.errors import StandbyError
from standby.failback import commands as failback
from standby.history import command as history
from standby.init import command as init
from standby.readiness import command as preflight
from standby.report import command as report
from standby.settle import command as settle
from standby.status import command as status

HELP = "Operate an active/passive pair: where it stands, whether DR could be promoted, and the way back."
# in the order in which `standby --help` shows them
COMMANDS = (
    status,
    preflight,
    runbook,
    failback,
    settle,
    drill,
    report,
    history,
    cost,
    check,
    init,
    adopt,
    contract,
)

app = typer.Typer(no_args_is_help=True, add_completion=True, pretty_exceptions_enable=False, help=HELP)
for command in COMMANDS:
    command.register(app)


def main() -> None:
    """The entry point: every error of ours is one message and its exit code; nothing else reaches the user raw."""
    try:
        app()
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
