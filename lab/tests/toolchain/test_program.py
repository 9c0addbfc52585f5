"""The commands and environments of programs and policy packs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from google.protobuf import struct_pb2
from pulumi.runtime.proto import analyzer_pb2, language_pb2

from lab.errors import ToolchainError
from lab.toolchain import program


def info(root: Path, virtualenv: str | None = None) -> language_pb2.ProgramInfo:
    options = struct_pb2.Struct()
    options.update({"virtualenv": virtualenv} if virtualenv else {})
    return language_pb2.ProgramInfo(
        root_directory=str(root), program_directory=str(root), entry_point="main", options=options
    )


def test_a_virtual_environment_is_relative_to_the_project(tmp_path: Path) -> None:
    (tmp_path / "venv/bin").mkdir(parents=True)
    (tmp_path / "venv/bin/python").touch()
    project = tmp_path / "project"
    found = program.virtualenv_of(info(project, "../venv"))
    assert found == tmp_path / "venv"
    assert program.interpreter(found, "fallback") == str(tmp_path / "venv/bin/python")
    assert program.activated(found, {"PATH": "/bin"}) == {
        "PATH": f"{tmp_path}/venv/bin:/bin",
        "VIRTUAL_ENV": str(tmp_path / "venv"),
    }


def test_without_one_the_hosts_own_interpreter_runs_the_program(tmp_path: Path) -> None:
    assert program.virtualenv_of(info(tmp_path)) is None
    assert program.interpreter(None, "fallback") == "fallback"
    assert program.activated(None, {"PATH": "/bin"}) == {"PATH": "/bin"}


def test_a_virtual_environment_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ToolchainError, match=r"absent.*make it with"):
        program.virtualenv_of(info(tmp_path, "absent"))


def test_a_program_gets_its_flags_and_its_config(tmp_path: Path) -> None:
    request = language_pb2.RunRequest(
        project="shop",
        stack="dr",
        pwd=str(tmp_path),
        args=["extra"],
        monitor_address="127.0.0.1:1",
        dryRun=True,
        parallel=16,
        config={"shop:app": "shop"},
        configSecretKeys=["shop:token"],
        info=info(tmp_path),
    )
    command = program.run_command(request, "python", "shim", "127.0.0.1:2")
    assert command[:3] == ["python", "-u", "shim"]
    assert command[-2:] == ["main", "extra"]
    flags = dict(zip(command[3:-2:2], command[4:-2:2], strict=True))
    assert flags == {
        "--monitor": "127.0.0.1:1",
        "--engine": "127.0.0.1:2",
        "--project": "shop",
        "--root_directory": str(tmp_path),
        "--stack": "dr",
        "--pwd": str(tmp_path),
        "--dry_run": "true",
        "--parallel": "16",
    }
    environ = program.run_environment(request, {"A": "b"})
    assert environ["A"] == "b"
    assert json.loads(environ["PULUMI_CONFIG"]) == {"shop:app": "shop"}
    assert json.loads(environ["PULUMI_CONFIG_SECRET_KEYS"]) == ["shop:token"]


def test_a_pack_learns_of_the_stack_what_the_engine_said(tmp_path: Path) -> None:
    request = language_pb2.RunPluginRequest(args=["127.0.0.1:3"], info=info(tmp_path))
    assert program.policy_command(request, "py") == ["py", "-u", "-m", "pulumi.policy", "127.0.0.1:3", str(tmp_path)]
    config = analyzer_pb2.AnalyzerStackConfigureRequest(
        organization="organization", project="shop", stack="dr", dry_run=False, config={"shop:app": "shop"}
    )
    assert program.policy_environment(config, {}) == {
        "PULUMI_ORGANIZATION": "organization",
        "PULUMI_PROJECT": "shop",
        "PULUMI_STACK": "dr",
        "PULUMI_DRY_RUN": "false",
        "PULUMI_CONFIG": '{"shop:app": "shop"}',
    }


def test_in_analyze_a_pack_learns_nothing_of_the_stack() -> None:
    assert program.policy_environment(None, {"A": "b"}) == {"A": "b"}
