"""A task's environment: plain values, secrets by ARN and JSON key, parameters."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from moto import mock_aws

from lab.data import environment
from lab.errors import DataError

REGION = "us-east-1"


@pytest.fixture
def secret() -> Iterator[str]:
    with mock_aws():
        keys = {"aws_access_key_id": "lab", "aws_secret_access_key": "lab", "region_name": REGION}
        secrets, parameters = boto3.client("secretsmanager", **keys), boto3.client("ssm", **keys)  # type: ignore[call-overload]
        parameters.put_parameter(Name="/app/level", Value="high", Type="String")
        yield secrets.create_secret(Name="login", SecretString='{"password": "word"}')["ARN"]


def container(**secrets: str) -> dict[str, object]:
    wanted = [{"name": name, "valueFrom": source} for name, source in secrets.items()]
    return {"environment": [{"name": "PLAIN", "value": "1"}], "secrets": wanted}


def test_secrets_and_parameters_are_resolved(secret: str) -> None:
    without_suffix = secret.rsplit("-", 1)[0]
    found = environment.of_container(
        container(
            WHOLE=secret,
            KEY=f"{secret}:password::",
            SHORT=f"{without_suffix}:password::",
            NAME="/app/level",
            ARN=f"arn:aws:ssm:{REGION}:123456789012:parameter/app/level",
        ),
        REGION,
    )
    assert found == {
        "PLAIN": "1",
        "WHOLE": '{"password": "word"}',
        "KEY": "word",
        "SHORT": "word",
        "NAME": "high",
        "ARN": "high",
    }


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("{secret}:user::", "no JSON key 'user'"),
        ("arn:aws:secretsmanager:us-east-1:123456789012:secret:gone-abcdef", "cannot be read"),
        ("/app/none", "there is no parameter /app/none"),
    ],
)
def test_what_cannot_be_resolved_is_named_with_its_variable(secret: str, source: str, said: str) -> None:
    with pytest.raises(DataError, match=f"LOGIN: .*{said}"):
        environment.of_container(container(LOGIN=source.format(secret=secret)), REGION)


def test_the_lab_tells_a_task_where_it_is_and_keeps_it_on_loopback() -> None:
    told = environment.of_lab("us-west-2", "http://127.0.0.1:20000", 4711, Path("/authority.pem"))
    assert (told["AWS_REGION"], told["PORT"], told["HOST"]) == ("us-west-2", "4711", "127.0.0.1")
    assert told["SSL_CERT_FILE"] == told["PGSSLROOTCERT"] == "/authority.pem"
    assert told["HTTPS_PROXY"].startswith("http://127.0.0.1:")
