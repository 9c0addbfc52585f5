"""The language host as the engine meets it: a process that prints its port; and the real CLI on top."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import grpc
import psutil
import pytest
from google.protobuf import struct_pb2
from pulumi.runtime.proto import language_pb2, language_pb2_grpc

from lab.config import VIRTUALENV
from lab.toolchain import pulumi_cli
from lab.toolchain.language_host import VERSION

SHIM = """
import json, os, sys
print(sys.argv[1:], os.environ["PULUMI_CONFIG"], flush=True)
sys.exit(int(json.loads(os.environ["PULUMI_CONFIG"])["t:exit"]))
"""


@pytest.fixture
def host(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    shim = tmp_path / "shim"
    shim.write_text(SHIM)
    command = [sys.executable, "-P", "-m", "lab.toolchain", "--shim", str(shim), "127.0.0.1:1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        yield process
        process.send_signal(signal.SIGINT)
        process.wait(10)


@pytest.fixture
def runtime(host: subprocess.Popen[str]) -> Iterator[language_pb2_grpc.LanguageRuntimeStub]:
    assert host.stdout is not None
    port = int(host.stdout.readline())
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        yield language_pb2_grpc.LanguageRuntimeStub(channel)


def info(virtualenv: str | None = str(VIRTUALENV)) -> language_pb2.ProgramInfo:
    options = struct_pb2.Struct()
    options.update({"virtualenv": virtualenv} if virtualenv else {})
    return language_pb2.ProgramInfo(root_directory="/", program_directory="/", entry_point=".", options=options)


def run_request(code: int) -> language_pb2.RunRequest:
    return language_pb2.RunRequest(project="t", stack="dr", parallel=1, config={"t:exit": str(code)}, info=info())


def test_exit_codes_of_a_program(runtime: language_pb2_grpc.LanguageRuntimeStub) -> None:
    assert runtime.Run(run_request(0), timeout=30) == language_pb2.RunResponse()
    assert runtime.Run(run_request(32), timeout=30) == language_pb2.RunResponse(bail=True)
    assert runtime.Run(run_request(3), timeout=30).error == "Program exited with non-zero exit code: 3"


def test_what_is_installed(runtime: language_pb2_grpc.LanguageRuntimeStub) -> None:
    every = runtime.GetProgramDependencies(
        language_pb2.GetProgramDependenciesRequest(info=info(), transitiveDependencies=True), timeout=60
    ).dependencies
    direct = runtime.GetProgramDependencies(
        language_pb2.GetProgramDependenciesRequest(info=info()), timeout=60
    ).dependencies
    assert {"pulumi", "pulumi-aws", "grpcio"} <= {package.name.replace("_", "-") for package in every}
    assert "grpcio" not in {package.name for package in direct}
    assert {p.name: p.version for p in every}["pulumi"] == "3.259.0"


def test_about_names_the_interpreter(runtime: language_pb2_grpc.LanguageRuntimeStub) -> None:
    said = runtime.About(language_pb2.AboutRequest(info=info()), timeout=30)
    assert said.executable == str(VIRTUALENV / "bin/python")
    assert said.version == ".".join(map(str, sys.version_info[:3]))


def test_a_missing_virtual_environment_is_one_message(runtime: language_pb2_grpc.LanguageRuntimeStub) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        runtime.About(language_pb2.AboutRequest(info=info("absent")), timeout=30)
    assert caught.value.code() is grpc.StatusCode.FAILED_PRECONDITION
    assert "/absent, which has no bin/python: make it" in caught.value.details()


def test_it_installs_nothing_and_says_so(runtime: language_pb2_grpc.LanguageRuntimeStub) -> None:
    (said,) = runtime.InstallDependencies(language_pb2.InstallDependenciesRequest(info=info()), timeout=30)
    assert b"install what the project needs into it" in said.stdout


def test_an_import_ends_with_what_was_read_as_comments(runtime: language_pb2_grpc.LanguageRuntimeStub) -> None:
    read = 'resource "net" "aws:ec2/vpc:Vpc" {\n\n  cidrBlock = "10.0.0.0/16"\n}\n'
    said = runtime.GenerateProgram(language_pb2.GenerateProgramRequest(source={"import.pp": read}), timeout=30)
    assert not said.diagnostics
    text = said.source["__main__.py"].decode()
    assert "This language host writes no Python." in text
    assert '#   cidrBlock = "10.0.0.0/16"' in text.splitlines()
    assert all(line.startswith("#") for line in text.splitlines())


def test_its_version_is_the_clis(runtime: language_pb2_grpc.LanguageRuntimeStub) -> None:
    from google.protobuf import empty_pb2

    assert runtime.GetPluginInfo(empty_pb2.Empty(), timeout=30).version == VERSION == pulumi_cli.VERSION


def test_the_engines_sigint_ends_it_without_a_word(host: subprocess.Popen[str]) -> None:
    assert host.stdout is not None
    host.stdout.readline()
    host.send_signal(signal.SIGINT)
    out, err = host.communicate(timeout=10)
    assert (host.returncode, out, err) == (0, "", "")


def test_a_missing_shim_is_named() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "lab.toolchain", "--shim", "/absent"], capture_output=True, text=True, check=False
    )
    assert run.returncode == 1
    assert "/absent is missing: run `lab setup`" in run.stderr


@pytest.fixture
def project(tmp_path: Path) -> tuple[Path, dict[str, str]]:
    """A program without a provider, and the environment for the real CLI."""
    folder = tmp_path / "project"
    folder.mkdir()
    runtime = {"name": "python", "options": {"virtualenv": str(VIRTUALENV)}}
    (folder / "Pulumi.yaml").write_text(json.dumps({"name": "trial", "runtime": runtime}))
    (tmp_path / "state").mkdir()
    environ = {
        **os.environ,
        "PATH": f"{pulumi_cli.find(os.environ).folder}:{os.environ['PATH']}",
        "LAB_PYTHON": sys.executable,
        "PULUMI_HOME": str(tmp_path / "home"),
        "PULUMI_BACKEND_URL": f"file://{tmp_path}/state",
        "PULUMI_CONFIG_PASSPHRASE": "trial",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
    }
    subprocess.run(["pulumi", "stack", "init", "dev"], cwd=folder, env=environ, check=True, capture_output=True)
    return folder, environ


def pulumi(project: tuple[Path, dict[str, str]], *arguments: str) -> subprocess.CompletedProcess[str]:
    folder, environ = project
    return subprocess.run(
        ["pulumi", *arguments, "--non-interactive", "--stack", "dev"],
        cwd=folder,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_the_real_cli_runs_a_program(project: tuple[Path, dict[str, str]]) -> None:
    (project[0] / "__main__.py").write_text("import pulumi\npulumi.export('stack', pulumi.get_stack())\n")
    up = pulumi(project, "up", "--yes", "--skip-preview")
    assert up.returncode == 0, up.stdout + up.stderr
    assert "warning" not in up.stdout + up.stderr
    assert pulumi(project, "stack", "output", "stack").stdout.strip() == "dev"


def test_a_refusal_of_the_program_shows_its_message_and_no_traceback(project: tuple[Path, dict[str, str]]) -> None:
    (project[0] / "__main__.py").write_text("import pulumi\nraise pulumi.RunError('vpcCidr is wrong')\n")
    preview = pulumi(project, "preview")
    assert preview.returncode == 1
    assert "vpcCidr is wrong" in preview.stdout
    assert "Traceback" not in preview.stdout + preview.stderr


def test_a_killed_cli_leaves_nothing_behind(project: tuple[Path, dict[str, str]]) -> None:
    folder, environ = project
    (folder / "__main__.py").write_text("import time\nprint('here', flush=True)\ntime.sleep(120)\n")
    with subprocess.Popen(
        ["pulumi", "preview", "--non-interactive", "--stack", "dev"],
        cwd=folder,
        env=environ,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as cli:
        processes = _children_once_the_program_runs(cli.pid)
        cli.kill()
    assert len(processes) >= 2, "the host and the program"
    _, alive = psutil.wait_procs(processes, timeout=15)
    assert not alive


def _children_once_the_program_runs(pid: int) -> list[psutil.Process]:
    """Every process below `pid`; gives up after half a minute with what there is."""
    deadline = time.monotonic() + 30
    processes: list[psutil.Process] = []
    while time.monotonic() < deadline:
        processes = psutil.Process(pid).children(recursive=True)
        if any("--monitor" in _words(process) for process in processes):
            break
        time.sleep(0.1)
    return processes


def _words(process: psutil.Process) -> list[str]:
    """The command line of a process; empty once it has gone."""
    try:
        return process.cmdline()
    except psutil.Error:
        return []
