"""Building the CLI, with a Go that is a script; the real build is too long for a test (`lab setup` shows it)."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest

from lab.errors import ToolchainError
from lab.toolchain import cli_build
from lab.toolchain.pulumi_cli import EXEC_SHIM, LANGUAGE_HOST, VERSION

GO = """#!/bin/sh
echo "$@" >> {log}
pwd >> {log}.cwd
case "$1" in
    build)
        {build}
        while [ "$1" != -o ]; do shift; done
        printf '#!/bin/sh\\necho v{version}\\n' > "$2"; chmod +x "$2" ;;
    list) echo {sdk} ;;
esac
"""


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return {"XDG_CACHE_HOME": str(tmp_path / "cache"), "PATH": f"{tmp_path}/go:/usr/bin:/bin", "HOME": str(tmp_path)}


def install_go(tmp_path: Path, build: str = ":") -> Path:
    sdk = tmp_path / "sdk"
    (sdk / "python/cmd").mkdir(parents=True)
    (sdk / "python/cmd" / EXEC_SHIM).write_text("# the shim\n")
    go = tmp_path / "go/go"
    go.parent.mkdir()
    go.write_text(GO.format(log=tmp_path / "go.log", build=build, version=VERSION, sdk=sdk))
    go.chmod(0o755)
    return tmp_path / "go.log"


def test_cli_host_and_shim_lie_in_one_folder(tmp_path: Path, environ: dict[str, str]) -> None:
    log = install_go(tmp_path)
    said: list[str] = []
    toolchain = cli_build.ensure("there is no pulumi", environ, said.append)
    assert toolchain.folder == tmp_path / f"cache/lab/toolchain/v{VERSION}"
    assert sorted(path.name for path in toolchain.folder.iterdir()) == ["pulumi", LANGUAGE_HOST, EXEC_SHIM]
    assert not toolchain.pulumi.is_symlink()
    assert (toolchain.folder / LANGUAGE_HOST).read_text() == cli_build.HOST_LAUNCHER
    assert said[0].startswith(f"pulumi: there is no pulumi; building v{VERSION} from its Go module")
    assert f"version.Version=v{VERSION}" in log.read_text()


def test_it_is_built_once_however_many_ask(tmp_path: Path, environ: dict[str, str]) -> None:
    log = install_go(tmp_path, build="sleep 0.3")
    threads = [threading.Thread(target=cli_build.ensure, args=("none", environ, print)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert log.read_text().count("build -trimpath") == 1


def test_neither_pulumi_nor_go_is_one_message(tmp_path: Path) -> None:
    with pytest.raises(ToolchainError) as caught:
        cli_build.ensure("there is no pulumi on PATH", {"XDG_CACHE_HOME": str(tmp_path), "PATH": ""}, print)
    message = str(caught.value)
    assert "there is no pulumi on PATH, and there is no Go" in message
    assert "https://www.pulumi.com/docs/install/" in message
    assert "https://go.dev/doc/install" in message


def test_a_failed_build_shows_its_end_and_leaves_nothing(tmp_path: Path, environ: dict[str, str]) -> None:
    install_go(tmp_path, build="echo 'module not found' >&2; exit 1")
    with pytest.raises(ToolchainError, match="module not found"):
        cli_build.ensure("none", environ, print)
    assert [path.name for path in (tmp_path / "cache/lab/toolchain").iterdir()] == ["lock"]


def test_an_interrupted_build_leaves_no_process_and_no_folder(tmp_path: Path, environ: dict[str, str]) -> None:
    install_go(tmp_path, build=f"echo $$ > {tmp_path}/pid; exec sleep 60")
    code = "import os; from lab.toolchain import cli_build; cli_build.ensure('none', os.environ, print)"
    with subprocess.Popen([sys.executable, "-c", code], env=environ, stderr=subprocess.DEVNULL) as build:
        deadline = time.monotonic() + 20
        while not (tmp_path / "pid").exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        time.sleep(0.1)
        build.send_signal(signal.SIGINT)
        build.wait(20)
    assert not psutil.pid_exists(int((tmp_path / "pid").read_text()))
    assert [path.name for path in (tmp_path / "cache/lab/toolchain").iterdir()] == ["lock"]


def test_progress_is_said_while_it_builds(
    tmp_path: Path, environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli_build, "_REPORT_SECONDS", 0.1)
    install_go(tmp_path, build="sleep 1")
    said: list[str] = []
    cli_build.ensure("none", environ, said.append)
    assert [line for line in said if re.fullmatch(r"pulumi: still building, \d+ s", line)]


def test_a_launcher_of_an_older_checkout_is_renewed(tmp_path: Path, environ: dict[str, str]) -> None:
    install_go(tmp_path)
    folder = cli_build.ensure("none", environ, print).folder
    (folder / LANGUAGE_HOST).write_text("#!/bin/sh\nold\n")
    cli_build.ensure("none", environ, print)
    assert (folder / LANGUAGE_HOST).read_text() == cli_build.HOST_LAUNCHER
    assert os.access(folder / LANGUAGE_HOST, os.X_OK)


def test_the_launcher_says_what_it_lacks(tmp_path: Path) -> None:
    launcher = tmp_path / LANGUAGE_HOST
    launcher.write_text(cli_build.HOST_LAUNCHER)
    launcher.chmod(0o755)
    run = subprocess.run([launcher], env={"PATH": "/usr/bin:/bin"}, capture_output=True, text=True, check=False)
    assert run.returncode == 1
    assert "LAB_PYTHON is not set" in run.stderr


def test_the_pinned_module_matches_the_version() -> None:
    pinned = Path(cli_build.__file__).parent / "cli/go.mod"
    assert f"github.com/pulumi/pulumi/pkg/v3 v{VERSION}" in pinned.read_text()
    assert "replace github.com/atotto/clipboard => github.com/tgummerer/clipboard" in pinned.read_text()
