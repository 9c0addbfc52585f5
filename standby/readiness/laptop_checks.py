"""What only this machine knows: where the state lies, what keeps the secrets, how one signs in, the last drill.

The promotion needs none of it; the failback needs the state, and people need to sign in.
"""

from __future__ import annotations

import configparser
import os
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import yaml

from standby.readiness.check import Check

DRILL_DAYS = 100
_REGION = re.compile(r"\b[a-z]{2}(?:-[a-z]+)+-\d\b")


def laptop_checks(
    root: Path,
    stacks: tuple[str, ...],
    primary: str,
    last_drill: datetime | None,
    now: datetime,
    environ: Mapping[str, str],
) -> list[Check]:
    """All of them. `primary`: its region, which must not be needed to act without it."""
    return [
        _backend(root, primary, environ),
        *(_secrets(root, stack, primary) for stack in stacks),
        _sign_in(primary, environ),
        _drill(last_drill, now),
    ]


def _backend(root: Path, primary: str, environ: Mapping[str, str]) -> Check:
    url = environ.get("PULUMI_BACKEND_URL") or _yaml(root / "Pulumi.yaml").get("backend", {}).get("url", "")
    if not url:
        return Check("warn", "state", "no backend is named here: Pulumi uses the one that this machine is signed in to")
    region = region_of(url)
    if region == primary:
        return Check(
            "warn", "state", f"the state lies in {primary}, with the primary", "a failback needs it: keep it elsewhere"
        )
    where = f"in {region}" if region else "in a place whose region is not named"
    return Check("ok", "state", f"{urlsplit(url).scheme or 'file'} backend {where}")


def _secrets(root: Path, stack: str, primary: str) -> Check:
    provider = str(_yaml(root / f"Pulumi.{stack}.yaml").get("secretsprovider", ""))
    if not provider.startswith("awskms"):
        return Check(
            "ok", "secrets", f"{stack}: {provider.split(':')[0] or 'a passphrase or the backend'} keeps the secrets"
        )
    region = region_of(provider)
    if region == primary:
        fix = "without that region no stack opens: use a key of another region (`pulumi stack change-secrets-provider`)"
        return Check("warn", "secrets", f"{stack}: the awskms key is in {primary}", fix)
    return Check("ok", "secrets", f"{stack}: awskms key in {region or 'a region that is not named'}")


def _sign_in(primary: str, environ: Mapping[str, str]) -> Check:
    profile = environ.get("AWS_PROFILE", "default")
    if "AWS_ACCESS_KEY_ID" in environ:
        return Check("ok", "sign-in", "keys in the environment; where they came from is not known")
    told = _profile(Path(environ.get("AWS_CONFIG_FILE") or Path.home() / ".aws" / "config"), profile)
    if told is None:
        return Check(
            "warn", "sign-in", f"profile {profile} is not in the AWS config file", "how do you sign in on the day?"
        )
    regions = {told.get("sso_region"), told.get("region") if told.get("role_arn") else None} - {None}
    if primary in regions:
        fix = "IAM Identity Center of that region is gone with it: have another way in (docs/access.md)"
        return Check("warn", "sign-in", f"profile {profile} signs in through {primary}", fix)
    if told.get("sts_regional_endpoints") == "legacy":
        return Check(
            "warn", "sign-in", f"profile {profile} uses the global STS endpoint (us-east-1)", "regional is better"
        )
    return Check("ok", "sign-in", f"profile {profile} does not depend on {primary}, as far as its config says")


def _drill(last: datetime | None, now: datetime) -> Check:
    fix = "standby drill (docs/drill.md): what was not rehearsed does not work on the day"
    if last is None:
        return Check("warn", "drill", "no drill is on record on this machine", fix)
    days = (now - last).days
    return Check("ok" if days <= DRILL_DAYS else "warn", "drill", f"the last drill was {days} days ago", fix)


def region_of(url: str) -> str | None:
    """The region that a backend's or a key's URL names, as a parameter or in an ARN."""
    named = parse_qs(urlsplit(url).query).get("region")
    if named:
        return named[0]
    found = _REGION.search(url)
    return found[0] if found else None


def _profile(file: Path, name: str) -> Mapping[str, str] | None:
    parser = configparser.RawConfigParser()
    try:
        parser.read(file)
    except configparser.Error:
        return None
    section = name if name == "default" else f"profile {name}"
    if not parser.has_section(section):
        return None
    told = dict(parser.items(section))
    session = f"sso-session {told.get('sso_session', '')}"
    return {**(dict(parser.items(session)) if parser.has_section(session) else {}), **told}


def _yaml(file: Path) -> dict[str, Any]:
    try:
        found = yaml.safe_load(file.read_text())
    except (OSError, yaml.YAMLError):
        return {}
    return found if isinstance(found, dict) else {}


def newest(files: tuple[Path, ...]) -> datetime | None:
    """When the newest of these files was written."""
    return max((datetime.fromtimestamp(one.stat().st_mtime, UTC) for one in files), default=None)


def environment() -> Mapping[str, str]:
    """This process's environment."""
    return os.environ
