"""Building the pinned Pulumi CLI from its Go module, with a language host of the lab's own beside it.

The module proxy is the one of the user's Go settings. Three things the build must do, or the result looks fine and is
not: replace a dependency whose upstream lacks a function that the CLI calls (in `cli/go.mod`), stamp the version
(without it `pulumi version` is empty and the Automation API refuses the CLI), and put the CLI in the folder as a real
file: the engine resolves links before it looks for the host beside it.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from lab.errors import ToolchainError
from lab.toolchain.pulumi_cli import EXEC_SHIM, LANGUAGE_HOST, VERSION, Toolchain, built, cache_folder

Say = Callable[[str], None]

_MODULE = Path(__file__).parent / "cli"
_PACKAGE = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
_SDK = "github.com/pulumi/pulumi/sdk/v3"
_LDFLAGS = f"-s -w -X {_SDK}/go/common/version.Version=v{VERSION}"
_REPORT_SECONDS = 20.0
_POLL_SECONDS = 0.2

# run by the engine with its own address; LAB_PYTHON is set by `lab env`
HOST_LAUNCHER = f"""#!/bin/sh
# Pulumi's Python language host, the lab's own. See lab.toolchain.language_host.
here=$(dirname "$0")
if [ -z "${{LAB_PYTHON:-}}" ]; then
    echo "{LANGUAGE_HOST}: LAB_PYTHON is not set; run: eval \\"\\$(lab env)\\"" >&2
    exit 1
fi
exec "$LAB_PYTHON" -P -m lab.toolchain --shim "$here/{EXEC_SHIM}" "$@"
"""


def ensure(reason: str, environ: Mapping[str, str], say: Say) -> Toolchain:
    """Build what is missing, once, however many ask at the same time. `reason` says why the machine's own will not do.

    Raises ToolchainError: no Go either, or the build failed (with the end of its output).
    """
    with _lock(cache_folder(environ)):
        present = built(environ)
        if present is None:
            _build(reason, environ, say)
            present = built(environ)
    if present is None:
        raise ToolchainError(f"the build left no usable pulumi in {cache_folder(environ)}: delete it and try again")
    _write_launcher(present.folder)
    return present


def _build(reason: str, environ: Mapping[str, str], say: Say) -> None:
    go = shutil.which("go", path=environ.get("PATH", ""))
    if go is None:
        raise ToolchainError(
            f"{reason}, and there is no Go to build it with.\n"
            "Install either of them, then run `lab setup` again:\n"
            "  Pulumi  https://www.pulumi.com/docs/install/\n"
            "  Go      https://go.dev/doc/install (1.25 or newer)"
        )
    say(f"pulumi: {reason}; building v{VERSION} from its Go module (about four minutes, once)")
    cache = cache_folder(environ)
    with tempfile.TemporaryDirectory(prefix="build-", dir=cache) as scratch:
        source, result = Path(scratch, "module"), Path(scratch, "bin")
        shutil.copytree(_MODULE, source)
        result.mkdir()
        go_environ = {**environ, "GOWORK": "off", "GOFLAGS": "-mod=readonly -buildvcs=false", "CGO_ENABLED": "0"}
        build = [go, "build", "-trimpath", "-ldflags", _LDFLAGS, "-o", str(result / "pulumi"), _PACKAGE]
        _run(build, source, go_environ, say)
        sdk = subprocess.check_output(
            [go, "list", "-m", "-f", "{{.Dir}}", _SDK], cwd=source, env=go_environ, text=True
        ).strip()
        shim = Path(sdk, "python", "cmd", EXEC_SHIM)
        (result / EXEC_SHIM).write_bytes(shim.read_bytes())
        (result / EXEC_SHIM).chmod(0o755)
        _write_launcher(result)
        target = cache / f"v{VERSION}"
        shutil.rmtree(target, ignore_errors=True)
        result.rename(target)
    say(f"pulumi: built into {target}")


def _write_launcher(folder: Path) -> None:
    launcher = folder / LANGUAGE_HOST
    if not launcher.exists() or launcher.read_text() != HOST_LAUNCHER:
        launcher.write_text(HOST_LAUNCHER)
    launcher.chmod(0o755)


def _run(command: list[str], cwd: Path, environ: Mapping[str, str], say: Say) -> None:
    """Run a long command, saying now and then that it still runs; its processes end with this one's interruption."""
    log = cwd / "build.log"
    with log.open("wb") as out:
        child = subprocess.Popen(command, cwd=cwd, env=environ, stdout=out, stderr=out, start_new_session=True)
        started = reported = time.monotonic()
        try:
            while child.poll() is None:
                time.sleep(_POLL_SECONDS)
                if time.monotonic() - reported >= _REPORT_SECONDS:
                    reported = time.monotonic()
                    say(f"pulumi: still building, {reported - started:.0f} s")
        finally:
            if child.poll() is None:
                os.killpg(child.pid, signal.SIGTERM)
                child.wait()
    if child.returncode != 0:
        end = "\n".join(log.read_text(errors="replace").splitlines()[-15:])
        raise ToolchainError(f"building pulumi v{VERSION} failed (`{' '.join(command[:2])}`, in {cwd.name}):\n{end}")


@contextlib.contextmanager
def _lock(folder: Path) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
