"""The shims: how they rewrite what they are given. `tests/lab/test_loopback.py` shows what that is good for."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from lab.shell import SHIMS

URL = "http://127.0.0.1:4566"


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """The real commands are played by one that prints its arguments, one per line."""
    real = tmp_path / "real"
    real.write_text('#!/bin/sh\nfor argument; do echo "$argument"; done\nexit 7\n')
    real.chmod(0o755)
    return {"PATH": "/usr/bin:/bin", "LAB_URL": URL, "LAB_AWS": str(real), "LAB_CURL": str(real)}


def given(environ: dict[str, str], command: str, *arguments: str) -> list[str]:
    """The arguments that the real command receives; its exit code must come through."""
    run = subprocess.run([SHIMS / command, *arguments], env=environ, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (7, "")
    return run.stdout.splitlines()


def test_aws_gets_the_endpoint_last_where_it_counts(environ: dict[str, str]) -> None:
    arguments = ("rds", "describe-db-clusters", "--filters", "Name=a b,Values=c", "--endpoint-url", "https://x")
    assert given(environ, "aws", *arguments) == [*arguments, "--endpoint-url", URL]


@pytest.mark.parametrize(
    ("url", "host", "asked"),
    [
        ("https://app.example.com/health", "app.example.com", f"{URL}/health"),
        ("http://app.example.com/a/b?c=d#e", "app.example.com", f"{URL}/a/b?c=d#e"),
        ("https://app.example.com", "app.example.com", f"{URL}/"),
        ("https://app.example.com?c=d", "app.example.com", f"{URL}/?c=d"),
        ("https://app.example.com:8443/x", "app.example.com", f"{URL}/x"),
    ],
)
def test_curl_asks_the_lab_for_any_host(environ: dict[str, str], url: str, host: str, asked: str) -> None:
    assert given(environ, "curl", "-sS", url, "-o", "out") == ["-sS", "--header", f"Host: {host}", asked, "-o", "out"]


def test_curl_leaves_loopback_alone(environ: dict[str, str]) -> None:
    assert given(environ, "curl", f"{URL}/_lab/health") == [f"{URL}/_lab/health"]


@pytest.mark.parametrize("joined", [True, False])
def test_curl_enters_at_a_target_past_dns(environ: dict[str, str], joined: bool) -> None:
    target = "app.example.com:443:d-abc.execute-api.us-west-2.amazonaws.com:443"
    option = [f"--connect-to={target}"] if joined else ["--connect-to", target]
    assert given(environ, "curl", *option, "https://app.example.com/health") == [
        "--header",
        "X-Lab-Connect-To: d-abc.execute-api.us-west-2.amazonaws.com",
        "--header",
        "Host: app.example.com",
        f"{URL}/health",
    ]


@pytest.mark.parametrize(("command", "variable"), [("aws", "LAB_AWS"), ("curl", "LAB_CURL")])
def test_a_missing_command_is_named(environ: dict[str, str], command: str, variable: str) -> None:
    run = subprocess.run([SHIMS / command], env={**environ, variable: ""}, capture_output=True, text=True, check=False)
    assert run.returncode not in (0, 7)
    assert run.stderr.startswith(f"{command} (lab): no ")
