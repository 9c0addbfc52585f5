"""A lab from up to down: the emulator, the plugin in its place, the stacks that go with it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping, Sequence

from lab import process, shell, stacks
from lab.config import Home
from lab.errors import EmulatorError
from lab.process import Emulator
from lab.profiles import Profile
from lab.toolchain import plugin, pulumi_cli
from lab.toolchain.plugin import Provider


def up(
    home: Home,
    environ: Mapping[str, str],
    profile: str = Profile.SCALED,
    factor: float | None = None,
    parent_pid: int | None = None,
    provider: Provider | None = None,
    data: bool = False,
) -> Emulator:
    """Bring the lab up, or find that it is up already; afterwards the commands of `lab env` work.

    Without `provider` a lab that is up keeps the one it has, and a new one gets the lab's own. Where there are no
    projects the lab does without Pulumi. `data`: see `lab.process.start`.

    A new emulator knows nothing, so stacks that an earlier one left behind are dropped. Whatever fails or
    is interrupted on the way leaves no process. Raises ToolchainError, EmulatorError.
    """
    with process.exclusive(home):
        toolchain = pulumi_cli.find_for(home.project, environ)
        fresh = process.running(home) is None
        if fresh:
            stacks.forget(home)
        emulator = process.start(home, profile, factor, parent_pid, warm_cli=True, data=data)
        try:
            if toolchain:
                wanted = provider or (None if fresh else plugin.chosen(home)) or Provider.OWN
                plugin.install(home, toolchain.pulumi, sys.executable, environ, wanted)
                stacks.ensure(home, environment(home, emulator, environ))
        except BaseException:
            if fresh:
                process.stop(home)
            raise
        return emulator


def down(home: Home) -> bool:
    """Stop the lab; False when it was not up. Its stacks described the emulator's memory and go with it."""
    with process.exclusive(home):
        stopped = process.stop(home)
        stacks.forget(home)
        return stopped


def reset(home: Home, environ: Mapping[str, str]) -> Emulator:
    """Empty the emulator and the stacks together: either alone would be a lie about the other."""
    emulator = required(home)
    with process.exclusive(home):
        emulator.client.reset()
        stacks.forget(home)
        if pulumi_cli.find_for(home.project, environ):
            stacks.ensure(home, environment(home, emulator, environ))
    return emulator


def required(home: Home) -> Emulator:
    """The emulator that runs; raises EmulatorError when there is none."""
    emulator = process.running(home)
    if emulator is None:
        raise EmulatorError(f"the lab is not up (looked in {home.folder}): run `lab up`")
    return emulator


def environment(home: Home, emulator: Emulator, environ: Mapping[str, str]) -> dict[str, str]:
    """The environment of `lab env`, for a child process."""
    return shell.change(home, emulator.url, environ).applied(environ)


def interactive(home: Home, emulator: Emulator, environ: Mapping[str, str], options: Sequence[str] = ()) -> int:
    """A bash for people, in the lab's environment; returns its exit code.

    Bash reads the person's own start-up file first and the lab's exports after it: a start-up file that puts a folder
    before the shims on PATH would bring back an `aws` that calls the real AWS.
    """
    start = home.folder / "bashrc"
    exports = shell.change(home, emulator.url, environ).exports()
    start.write_text(
        f'if [ -f ~/.bashrc ]; then . ~/.bashrc; fi\n{exports}\nPATH="{shell.SHIMS}:$PATH"\nPS1="(lab) $PS1"\n'
    )
    start.chmod(0o600)
    # standard input decides: a script piped in runs without the start-up file, in the same environment
    run = subprocess.run(
        ["bash", "--rcfile", str(start), *options], env=environment(home, emulator, environ), check=False
    )
    return run.returncode
