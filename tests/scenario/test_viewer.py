"""A viewer: `runbooks/iam/viewer-policy.json` is enough to look at everything, and changes nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from string import Template
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from lab.process import Emulator
from tests.checkout import CHECKOUT
from tests.scenario.promotion.seed_pair import APP, ENVIRONMENT, GLOBAL, PATH, RECORD, STEM, Pair, seed_pair
from tests.scenario.promotion.test_promotion_iam import ACCOUNT, as_role, denied
from tests.standby.status.seeded import project_folder

pytestmark = pytest.mark.scenario
POLICY = CHECKOUT / "runbooks" / "iam" / "viewer-policy.json"
WHOSE = ("--app", APP, "--env", ENVIRONMENT, "--region", "us-west-2")


@pytest.fixture
def pair(aws: Callable[..., Any]) -> Pair:
    """Both regions, seeded."""
    return seed_pair(aws)


@pytest.fixture
def viewer(aws: Callable[..., Any], pair: Pair, lab_env: dict[str, str]) -> dict[str, str]:
    """The environment of somebody who may only look."""
    assert pair.zone_id
    text = Template(POLICY.read_text()).substitute(partition="aws", account=ACCOUNT, contract_path=PATH)
    return {**lab_env, **as_role(aws, json.loads(text))}


@pytest.mark.parametrize(
    "command",
    [("status",), ("preflight",), ("history",), ("failback", "status"), ("failback", "plan")],
    ids=" ".join,
)
def test_it_is_enough_to_look(
    command: tuple[str, ...], viewer: dict[str, str], pair: Pair, lab: Emulator, tmp_path: Path
) -> None:
    project = project_folder(tmp_path / "project", pair)
    standby = str(Path(sys.executable).with_name("standby"))
    lab.client.forget_calls()
    done = subprocess.run(
        [standby, *command, "--project", str(project)], env=viewer, capture_output=True, text=True, check=False
    )
    assert lab.client.calls(), done.stderr
    assert denied(lab) == [], done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr


def test_it_is_enough_for_the_runbook_s_preflight(viewer: dict[str, str], lab: Emulator) -> None:
    script = str(CHECKOUT / "runbooks" / "promote-dr.sh")
    done = subprocess.run([script, *WHOSE, "--preflight-only"], env=viewer, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert denied(lab) == []


def test_it_changes_nothing(viewer: dict[str, str], pair: Pair, lab: Emulator) -> None:
    session = boto3.Session(viewer["AWS_ACCESS_KEY_ID"], viewer["AWS_SECRET_ACCESS_KEY"], viewer["AWS_SESSION_TOKEN"])
    plain = Config(retries={"total_max_attempts": 1}, proxies={})

    def client(service: str) -> Any:
        make: Any = session.client
        return make(service, region_name=pair.dr.name, endpoint_url=lab.url, config=plain)

    arn = pair.dr.values["database/cluster-arn"]
    change = {
        "Action": "UPSERT",
        "ResourceRecordSet": {"Name": RECORD, "Type": "TXT", "TTL": 1, "ResourceRecords": [{"Value": "x"}]},
    }
    tries: list[tuple[str, str, dict[str, Any]]] = [
        ("rds", "failover_global_cluster", {"GlobalClusterIdentifier": GLOBAL, "TargetDbClusterIdentifier": arn}),
        ("ecs", "update_service", {"cluster": STEM, "service": "api", "desiredCount": 0}),
        ("ssm", "put_parameter", {"Name": f"{PATH}/incident/freeze", "Value": "x", "Type": "String"}),
        ("ssm", "delete_parameter", {"Name": f"{PATH}/version"}),
        (
            "route53",
            "change_resource_record_sets",
            {"HostedZoneId": pair.zone_id, "ChangeBatch": {"Changes": [change]}},
        ),
        ("secretsmanager", "get_secret_value", {"SecretId": "myapp-prod-database"}),
        ("iam", "create_user", {"UserName": "eve"}),
    ]
    for service, operation, parameters in tries:
        with pytest.raises(ClientError) as refused:
            getattr(client(service), operation)(**parameters)
        assert refused.value.response["Error"]["Code"].startswith("AccessDenied"), operation
