"""What the pack needs to run, checked before anything else is imported: one sentence instead of an ImportError.

An old Python must be able to read this file (3.7: no newer syntax), and nothing of the pack is imported here.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Mapping, Sequence

PYTHON = (3, 11)
# module -> the package that has it
NEEDED = {"pulumi": "pulumi", "pulumi_policy": "pulumi-policy", "grpc": "grpcio", "google.protobuf": "protobuf"}


def problem(version: Sequence[int] | None = None, needed: Mapping[str, str] | None = None) -> str | None:
    """The sentence about what is missing; None where everything is there."""
    found = tuple(version or sys.version_info)[:3]
    if found[:2] < PYTHON:
        return (
            f"standby policy pack: Python {PYTHON[0]}.{PYTHON[1]} or newer is required, found "
            f"{'.'.join(map(str, found))} ({sys.executable}). How to fix: set runtime.options.virtualenv in the pack's "
            "PulumiPolicy.yaml to an environment of a newer Python, with the packages of its requirements.txt"
        )
    missing = " ".join(package for module, package in (needed or NEEDED).items() if not _there(module))
    if missing:
        return (
            f"standby policy pack: these packages are required and not installed for {sys.executable}: {missing}. How "
            f"to fix: `{sys.executable} -m pip install {missing}`, or set runtime.options.virtualenv in the pack's "
            "PulumiPolicy.yaml to an environment that has them"
        )
    return None


def _there(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except ImportError:  # the package around it is missing
        return False


def require() -> None:
    """End the process with that sentence where something is missing."""
    found = problem()
    if found:
        sys.stderr.write(f"error: {found}\n")
        sys.exit(1)
