"""What `lab setup` does after Python's packages: Pulumi's CLI, and the Debian tools that some checks use."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Mapping

from lab.toolchain import cli_build, pulumi_cli
from lab.toolchain.pulumi_cli import Toolchain

# command → (Debian package, what is skipped without it)
TOOLS = {
    "shellcheck": ("shellcheck", "the check of the shell scripts"),
    "bats": ("bats", "the tests of the shell libraries"),
    "chromium": ("chromium", "the pictures of the report page"),
}
_APT_SECONDS = 300


def run(environ: Mapping[str, str], say: Callable[[str], None]) -> None:
    """Idempotent; raises ToolchainError when there is neither a usable Pulumi nor a Go to build one with."""
    toolchain = ensure_pulumi(environ, say)
    say(f"pulumi: {toolchain.reason}")
    missing = [tool for tool in TOOLS if shutil.which(tool, path=environ.get("PATH")) is None]
    if missing and environ.get("CI") == "true":
        _apt([TOOLS[tool][0] for tool in missing], environ, say)
        missing = [tool for tool in missing if shutil.which(tool, path=environ.get("PATH")) is None]
    for tool in missing:
        package, skipped = TOOLS[tool]
        say(f"{tool}: not installed, so {skipped} will be skipped (Debian: apt-get install {package})")


def ensure_pulumi(environ: Mapping[str, str], say: Callable[[str], None]) -> Toolchain:
    """The machine's own CLI where it will do, else the one in the cache, built if need be."""
    own = pulumi_cli.on_path(environ.get("PATH", ""))
    return own if isinstance(own, Toolchain) else cli_build.ensure(own, environ, say)


def _apt(packages: list[str], environ: Mapping[str, str], say: Callable[[str], None]) -> None:
    """Best effort, in CI only: a machine without apt or without the right just skips what needs the tools."""
    apt = shutil.which("apt-get", path=environ.get("PATH"))
    if apt is None:
        return
    sudo = [] if shutil.which("sudo", path=environ.get("PATH")) is None else ["sudo", "-n"]
    say(f"CI: apt-get install {' '.join(packages)}")
    for arguments in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *packages]):
        try:
            done = subprocess.run(
                [*sudo, apt, *arguments],
                env={**environ, "DEBIAN_FRONTEND": "noninteractive"},
                capture_output=True,
                text=True,
                check=False,
                timeout=_APT_SECONDS,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            say(f"CI: apt-get {arguments[0]} did not work: {error}")
            return
        if done.returncode != 0:
            say(f"CI: apt-get {arguments[0]} did not work: {done.stderr.strip().splitlines()[-1:]}")
            return
