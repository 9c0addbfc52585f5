"""No call leaves loopback: shown with a proxy that records every attempt, on loopback itself.

Every client here obeys proxy variables, so a call that ignores the lab's endpoint arrives at the sink, is written down
and refused; nothing is ever sent to AWS. Without the lab's `aws`, the same call does arrive there: the trap is real.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from lab import shell
from lab.process import Emulator

# AWS CLI v1 ignores AWS_ENDPOINT_URL for the ones that it gives an endpoint of their own in us-east-1
READS = {
    "rds": "describe-db-clusters",
    "sqs": "list-queues",
    "ec2": "describe-vpcs",
    "ecs": "list-clusters",
    "elbv2": "describe-load-balancers",
    "route53": "list-hosted-zones",
    "ssm": "describe-parameters",
    "sts": "get-caller-identity",
    "iam": "list-roles",
    "kms": "list-keys",
    "secretsmanager": "list-secrets",
    "cloudwatch": "list-metrics",
}
TRAP = ("rds", "describe-db-clusters", "--region", "us-east-1")
# with nothing else to answer, the warm one must; for another config file it does not
BY_EITHER_CLI = pytest.mark.parametrize(
    "cli", [{"LAB_AWS": "/bin/false"}, {"AWS_CONFIG_FILE": os.devnull}], ids=["warm", "cold"]
)
Answer = subprocess.CompletedProcess[str]


@pytest.fixture
def environ(lab_env: dict[str, str], sink: Any) -> dict[str, str]:
    """The lab's environment, with the recording proxy in the place of the closed one."""
    watched = {name: sink.url for name, value in lab_env.items() if value == shell.CLOSED_PROXY}
    assert {"HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"} <= set(watched)
    return {**lab_env, **watched, "AWS_MAX_ATTEMPTS": "1"}


def run(environ: dict[str, str], *command: str) -> Answer:
    return subprocess.run(command, env=environ, capture_output=True, text=True, check=False, timeout=120)


@BY_EITHER_CLI
def test_the_aws_of_the_lab_reaches_the_lab_and_nothing_else(
    lab: Emulator, environ: dict[str, str], sink: Any, cli: dict[str, str]
) -> None:
    environ = {**environ, **cli}
    commands = [("aws", service, operation, "--region", "us-east-1") for service, operation in READS.items()]
    commands.append(("aws", "rds", "describe-db-clusters", "--region", "us-west-2"))
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda command: run(environ, *command), commands))
    assert [answer.stderr for answer in answers if answer.returncode] == []
    assert sink.attempts == []
    calls = lab.client.calls()
    assert {call["service"] for call in calls} == set(READS)
    assert {call["region"] for call in calls if call["service"] == "rds"} == {"us-east-1", "us-west-2"}


def test_without_it_the_trap_bites(lab: Emulator, environ: dict[str, str], sink: Any) -> None:
    answer = run(environ, environ["LAB_AWS"], *TRAP)
    assert answer.returncode != 0
    (attempt,) = sink.attempts
    assert re.fullmatch(r"CONNECT rds(\.us-east-1)?\.amazonaws\.com:443 HTTP/1\.\d", attempt)
    assert lab.client.calls() == []


def test_and_in_the_labs_own_environment_it_dies_on_loopback(lab: Emulator, lab_env: dict[str, str]) -> None:
    answer = run({**lab_env, "AWS_MAX_ATTEMPTS": "1"}, lab_env["LAB_AWS"], *TRAP)
    assert answer.returncode != 0
    assert f'proxy URL: "{shell.CLOSED_PROXY}' in answer.stderr
    assert lab.client.calls() == []


@BY_EITHER_CLI
def test_an_endpoint_of_ones_own_does_not_win(
    lab: Emulator, environ: dict[str, str], sink: Any, cli: dict[str, str]
) -> None:
    answer = run({**environ, **cli}, "aws", "--endpoint-url", "https://rds.us-east-1.amazonaws.com", *TRAP)
    assert answer.returncode == 0, answer.stderr
    assert sink.attempts == []
    assert [call["service"] for call in lab.client.calls()] == ["rds"]


def test_boto3_reaches_the_lab_for_every_service(lab: Emulator, environ: dict[str, str], sink: Any) -> None:
    code = (
        "import boto3\n"
        "for region in ('us-east-1', 'us-west-2'):\n"
        "    boto3.client('rds', region_name=region).describe_db_clusters()\n"
        "    boto3.client('sqs', region_name=region).list_queues()\n"
        "    boto3.client('route53', region_name=region).list_hosted_zones()\n"
    )
    answer = run(environ, sys.executable, "-c", code)
    assert answer.returncode == 0, answer.stderr
    assert sink.attempts == []
    assert [call["service"] for call in lab.client.calls()] == ["rds", "sqs", "route53"] * 2


def test_the_curl_of_the_lab_asks_the_lab(environ: dict[str, str], sink: Any) -> None:
    answer = run(environ, "curl", "--silent", "https://app.example.com/health?a=b")
    assert answer.returncode == 0, answer.stderr
    assert sink.attempts == []
    direct = run(environ, environ["LAB_CURL"], "--silent", "https://app.example.com/health?a=b")
    assert direct.returncode != 0
    assert sink.attempts == ["CONNECT app.example.com:443 HTTP/1.1"]


@pytest.mark.parametrize("command", ["aws", "curl"])
@pytest.mark.parametrize("url", [None, "https://rds.us-east-1.amazonaws.com", "http://192.0.2.1:80"])
def test_outside_a_lab_the_shims_refuse(environ: dict[str, str], sink: Any, command: str, url: str | None) -> None:
    outside = {name: value for name, value in environ.items() if name != "LAB_URL"}
    answer = run(outside if url is None else {**outside, "LAB_URL": url}, command, *TRAP)
    assert answer.returncode != 0
    assert "LAB_URL is not a loopback endpoint" in answer.stderr
    assert sink.attempts == []
