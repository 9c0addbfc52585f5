"""What this machine knows."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from standby.readiness.check import Check
from standby.readiness.laptop_checks import environment, laptop_checks, newest, region_of

NOW = datetime(2026, 11, 26, tzinfo=UTC)
KEYS = {"AWS_ACCESS_KEY_ID": "x"}


def checks(tmp_path: Path, environ: dict[str, str] | None = None, last: datetime | None = NOW) -> dict[str, Check]:
    (tmp_path / "Pulumi.yaml").write_text("name: standby\nbackend: {url: 's3://state?region=eu-central-1'}\n")
    found = laptop_checks(tmp_path, ("primary",), "us-east-2", last, NOW, KEYS if environ is None else environ)
    return {check.name: check for check in found}


@pytest.mark.parametrize(
    ("url", "region"),
    [
        ("s3://state?region=us-east-2&awssdk=v2", "us-east-2"),
        ("awskms:///arn:aws:kms:eu-west-1:123456789012:key/1", "eu-west-1"),
        ("file:///somewhere", None),
    ],
)
def test_a_url_names_its_region(url: str, region: str | None) -> None:
    assert region_of(url) == region


def test_a_backend_beside_the_primary_warns(tmp_path: Path) -> None:
    assert checks(tmp_path)["state"].text == "s3 backend in eu-central-1"
    found = checks(tmp_path, {**KEYS, "PULUMI_BACKEND_URL": "s3://state?region=us-east-2"})["state"]
    assert (found.level, found.text) == ("warn", "the state lies in us-east-2, with the primary")


def test_a_key_of_the_primary_s_region_warns(tmp_path: Path) -> None:
    assert checks(tmp_path)["secrets"].level == "ok"
    (tmp_path / "Pulumi.primary.yaml").write_text("secretsprovider: awskms://alias/x?region=us-east-2\n")
    assert checks(tmp_path)["secrets"].level == "warn"
    (tmp_path / "Pulumi.primary.yaml").write_text("secretsprovider: awskms://alias/x?region=us-west-2\n")
    assert checks(tmp_path)["secrets"].text == "primary: awskms key in us-west-2"


def test_a_sign_in_through_the_primary_warns(tmp_path: Path) -> None:
    config = tmp_path / "config"
    config.write_text(
        "[profile oncall]\nsso_session = corp\n[sso-session corp]\nsso_region = us-east-2\n"
        "[profile other]\nsso_region = eu-west-1\n[profile old]\nsts_regional_endpoints = legacy\n"
    )
    given = {"AWS_CONFIG_FILE": str(config)}
    assert checks(tmp_path, {**given, "AWS_PROFILE": "oncall"})["sign-in"].level == "warn"
    assert checks(tmp_path, {**given, "AWS_PROFILE": "other"})["sign-in"].level == "ok"
    assert "us-east-1" in checks(tmp_path, {**given, "AWS_PROFILE": "old"})["sign-in"].text
    assert "is not in the AWS config file" in checks(tmp_path, given)["sign-in"].text


def test_days_since_the_last_drill(tmp_path: Path) -> None:
    assert checks(tmp_path)["drill"].level == "ok"
    assert checks(tmp_path, last=NOW - timedelta(days=120))["drill"].text == "the last drill was 120 days ago"
    assert checks(tmp_path, last=None)["drill"].level == "warn"
    file = tmp_path / "a"
    file.touch()
    assert newest(()) is None
    assert newest((file,)) is not None
    assert environment() is os.environ
