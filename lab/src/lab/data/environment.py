"""The environment of a task's process: what the task definition says, secrets resolved, and where the lab is."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from moto.secretsmanager.exceptions import SecretsManagerClientError
from moto.secretsmanager.models import secretsmanager_backends
from moto.ssm.models import ssm_backends

from lab.emulator.engine import account
from lab.errors import DataError
from lab.shell import ACCESS_KEY, CLOSED_PROXY, SECRET_KEY


def of_container(container: dict[str, Any], region: str) -> dict[str, str]:
    """`environment` and `secrets` of a container definition; raises DataError that names the variable and the ARN."""
    plain = {one["name"]: str(one.get("value", "")) for one in container.get("environment") or []}
    return plain | {
        one["name"]: _secret(one["name"], one["valueFrom"], region) for one in container.get("secrets") or []
    }


def of_lab(region: str, url: str, port: int, authority: Path) -> dict[str, str]:
    """What ECS or the machine adds: the region, the lab's endpoint, a port of its own, the lab's certificates."""
    programs = str(Path(sys.executable).parent)
    return {
        "PATH": f"{programs}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        "LANG": "C.UTF-8",
        "PYTHONUNBUFFERED": "1",
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "AWS_REGION": region,
        "AWS_DEFAULT_REGION": region,
        "AWS_ENDPOINT_URL": url,
        "AWS_ACCESS_KEY_ID": ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
        "AWS_EC2_METADATA_DISABLED": "true",
        "SSL_CERT_FILE": str(authority),
        "PGSSLROOTCERT": str(authority),
        "HTTP_PROXY": CLOSED_PROXY,
        "HTTPS_PROXY": CLOSED_PROXY,
        "NO_PROXY": "127.0.0.1,localhost",
    }


def _secret(name: str, source: str, region: str) -> str:
    """`arn:…:secret:<name>-<suffix>[:<JSON key>:<stage>:<version>]`, or a parameter's name or ARN."""
    if ":secretsmanager:" in source:
        return _stored(name, source)
    where = source.split(":")[3] if source.startswith("arn:") else region
    parameter = source.split(":parameter", 1)[1] if ":parameter" in source else source
    found = ssm_backends[account.number()][where].get_parameter(parameter)
    if found is None:
        found = ssm_backends[account.number()][where].get_parameter(parameter.lstrip("/"))
    if found is None:
        raise DataError(f"{name}: there is no parameter {source}")
    return str(found.value)


def _stored(name: str, source: str) -> str:
    parts = source.split(":")
    arn, key = ":".join(parts[:7]), parts[7] if len(parts) > 7 else ""
    backend = secretsmanager_backends[account.number()][parts[3]]
    try:  # ECS also takes an ARN without the six characters that Secrets Manager appends
        known = arn if backend._is_valid_identifier(arn) else parts[6]
        text = str(backend.get_secret_value(known, "", "").get("SecretString", ""))
    except SecretsManagerClientError as missing:
        raise DataError(f"{name}: the secret {arn} cannot be read: {missing.message}") from missing
    if not key:
        return text
    try:
        return str(json.loads(text)[key])
    except (ValueError, KeyError, TypeError):
        raise DataError(f"{name}: the secret {arn} has no JSON key {key!r}") from None
