"""docs/rotate.md, executed: its commands on the lab, while the primary writes and while DR writes and the primary is lost."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from typing import Any

import pytest

from lab.process import Emulator
from tests.checkout import CHECKOUT
from tests.scenario.promotion.seed_pair import STEM, Pair, seed_pair

Factory = Callable[..., Any]
SECRET, MASTER, FIRST = f"{STEM}-database", "app", "the-first-password"
WHERE, SET, PUT, OWN, BACK = re.findall(
    r"```bash\n(.*?)```", (CHECKOUT / "docs" / "rotate.md").read_text(), flags=re.DOTALL
)


@pytest.fixture
def pair(aws: Factory) -> Pair:
    """Both regions, and the master secret with its replica as the platform makes them."""
    made = seed_pair(aws)
    text = json.dumps({"username": MASTER, "password": FIRST})
    replica = [{"Region": made.dr.name}]
    aws("secretsmanager", made.primary.name).create_secret(Name=SECRET, SecretString=text, AddReplicaRegions=replica)
    return made


def play(environ: dict[str, str], pair: Pair, *blocks: str, writer: str = "primary") -> None:
    """Run blocks of the page in one shell; the first block's values are this pair's."""
    side = pair.primary if writer == "primary" else pair.dr
    where = WHERE
    for name, value in {
        "PRIMARY": pair.primary.name,
        "DR": pair.dr.name,
        "SECRET": SECRET,
        "MASTER": MASTER,
        "WRITER": side.name,
        "CLUSTER": side.values["database/cluster"],
    }.items():
        where, found = re.subn(rf"\b{name}=\S+", f"{name}={value}", where)
        assert found == 1, f"{name} stands once in the page's first block"
    script = "\n".join(["set -euo pipefail", where, *blocks])
    done = subprocess.run(["bash", "-c", script], env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def password(aws: Factory, region: str) -> str:
    """What a task that starts in this region gets."""
    text = aws("secretsmanager", region).get_secret_value(SecretId=SECRET)["SecretString"]
    found = json.loads(text)
    assert found["username"] == MASTER
    return str(found["password"])


def modified(lab: Emulator) -> list[tuple[str, str]]:
    return [(call["region"], call["outcome"]) for call in lab.client.calls() if call["operation"] == "ModifyDBCluster"]


def test_a_rotation_while_the_primary_writes_reaches_both_regions(
    lab: Emulator, lab_env: dict[str, str], aws: Factory, pair: Pair
) -> None:
    play(lab_env, pair, SET, PUT)
    assert [region for region, _ in modified(lab)] == [pair.primary.name]
    new = password(aws, pair.primary.name)
    assert len(new) == 32
    assert password(aws, pair.dr.name) == new


def test_a_rotation_while_dr_writes_and_the_primary_is_lost_and_the_way_back(
    lab: Emulator, lab_env: dict[str, str], aws: Factory, pair: Pair
) -> None:
    lab.client.outage(pair.primary.name, "refuse")
    in_dr = PUT.replace('--region "$PRIMARY"', '--region "$DR"')
    assert in_dr != PUT
    play(lab_env, pair, OWN, SET, in_dr, writer="dr")
    assert [region for region, _ in modified(lab)] == [pair.dr.name]
    new = password(aws, pair.dr.name)
    assert len(new) == 32

    lab.client.heal()
    assert password(aws, pair.primary.name) == FIRST, "the lost region has the old one"
    play(lab_env, pair, BACK, writer="dr")
    assert password(aws, pair.primary.name) == new
    told = aws("secretsmanager", pair.dr.name).describe_secret(SecretId=SECRET)
    assert told["PrimaryRegion"] == pair.primary.name
    assert password(aws, pair.dr.name) == new
