"""Which command runs a Pulumi program or a policy pack, and in which environment. Pure: nothing is started here.

The protocol's facts are those of Pulumi's `language.proto` (RunRequest, RunPluginRequest) and of the argument parser of
`pulumi-language-python-exec`, which comes with the Go module of the SDK.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from google.protobuf import json_format

from lab.errors import ToolchainError

if TYPE_CHECKING:
    from pulumi.runtime.proto import analyzer_pb2, language_pb2


def virtualenv_of(info: language_pb2.ProgramInfo) -> Path | None:
    """The folder that `runtime.options.virtualenv` names, relative to the project's root; None where it names none.

    Raises ToolchainError when the folder has no interpreter.
    """
    named = json_format.MessageToDict(info.options).get("virtualenv")
    if not named:
        return None
    root = Path(os.path.normpath(Path(info.root_directory or info.program_directory) / str(named)))
    if not (root / "bin" / "python").exists():
        raise ToolchainError(
            f"the project asks for the virtual environment {root}, which has no bin/python: "
            "make it with the project's packages, or correct runtime.options.virtualenv in Pulumi.yaml"
        )
    return root


def interpreter(virtualenv: Path | None, fallback: str) -> str:
    """The Python that runs the program."""
    return str(virtualenv / "bin" / "python") if virtualenv else fallback


def activated(virtualenv: Path | None, environ: Mapping[str, str]) -> dict[str, str]:
    """`environ` as it would be after `source bin/activate`."""
    if virtualenv is None:
        return dict(environ)
    path = os.pathsep.join([str(virtualenv / "bin"), environ.get("PATH", os.defpath)])
    return {**environ, "VIRTUAL_ENV": str(virtualenv), "PATH": path}


def run_command(request: language_pb2.RunRequest, python: str, shim: str, engine: str) -> list[str]:
    """The exec shim's command line; flags without a value are left out, as the shim's parser wants it."""
    flags = {
        "monitor": request.monitor_address,
        "engine": engine,
        "project": request.project,
        "root_directory": request.info.root_directory,
        "stack": request.stack,
        "pwd": request.pwd,
        "dry_run": "true" if request.dryRun else "false",
        "parallel": str(request.parallel),
        "organization": request.organization,
    }
    given = [part for name, value in flags.items() if value for part in (f"--{name}", value)]
    return [python, "-u", shim, *given, request.info.entry_point or ".", *request.args]


def run_environment(request: language_pb2.RunRequest, environ: Mapping[str, str]) -> dict[str, str]:
    """Stack configuration travels as JSON in two variables that the SDK reads at start."""
    return {
        **environ,
        "PULUMI_CONFIG": json.dumps(dict(request.config)),
        "PULUMI_CONFIG_SECRET_KEYS": json.dumps(list(request.configSecretKeys)),
    }


def policy_command(request: language_pb2.RunPluginRequest, python: str) -> list[str]:
    """A policy pack is run by the SDK's own module; the engine's address is the first of its arguments."""
    return [python, "-u", "-m", "pulumi.policy", *request.args, request.info.program_directory]


def policy_environment(
    config: analyzer_pb2.AnalyzerStackConfigureRequest | None, environ: Mapping[str, str]
) -> dict[str, str]:
    """What a pack learns of the stack; nothing at all in `pulumi policy analyze`, which configures no stack."""
    if config is None:
        return dict(environ)
    return {
        **environ,
        "PULUMI_ORGANIZATION": config.organization,
        "PULUMI_PROJECT": config.project,
        "PULUMI_STACK": config.stack,
        "PULUMI_DRY_RUN": str(config.dry_run).lower(),
        "PULUMI_CONFIG": json.dumps(dict(config.config)),
    }
