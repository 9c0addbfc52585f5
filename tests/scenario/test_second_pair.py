"""Another team's pair, tests/second_pair/, there and back: its names, regions, ranges and services, and a foreign zone.

The hosted zone stands in another account, where two roles have the policies of `runbooks/iam/`: `up` makes the records
as the one, a promotion and a failback move the record as the other. DR's region has two zones. Some minutes long: it
runs on request (`STANDBY_FULL=1`). What this does not prove: how AWS judges the two policies.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from components.promotion_role import PolicyTemplate
from lab import session
from lab.config import Home
from lab.process import Emulator
from lab.project import find
from lab.pytest_plugin import make_client
from lab.workspace import Workspace, copy_projects
from tests.checkout import CHECKOUT
from tests.scenario.circle import Circle, go_round

pytestmark = [
    pytest.mark.scenario,
    pytest.mark.skipif(os.environ.get("STANDBY_FULL") != "1", reason="minutes long: STANDBY_FULL=1 runs it"),
]
PRODUCTION = {"acme-live-reports": 2, "acme-live-api": 4, "acme-live-mailer": 1}
WARM = {"acme-live-reports": 1, "acme-live-api": 1, "acme-live-mailer": 0}
ZONE, ZONE_ACCOUNT, OURS = "Z08123456ACME0NEWER", "444455556666", "123456789012"
MAKER, MOVER = "make-shop-record", "move-shop-record"
POLICIES = {MAKER: "zone-deployment-policy.json", MOVER: "zone-policy.json"}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The second pair's folder, its lab.toml beside it: the checked-in one, but for the zone."""
    folder = copy_projects(tmp_path / "project", find(os.environ, CHECKOUT))
    shutil.copytree(CHECKOUT / "tests" / "second_pair", folder, dirs_exist_ok=True)
    checked_in = (CHECKOUT / "lab.toml").read_text()
    zone = f'[[zones]]\nid = "{ZONE}"\nname = "acme.example"\naccount = "{ZONE_ACCOUNT}"\n'
    (folder / "lab.toml").write_text(checked_in[: checked_in.index("[[zones]]")] + zone)
    return folder


@pytest.fixture
def lab_of_the_pair(project: Path, tmp_path: Path) -> Iterator[tuple[Emulator, Home]]:
    home = Home(tmp_path / "lab", find({}, project))
    lab = session.up(home, os.environ, "instant", parent_pid=os.getpid())
    yield lab, home
    session.down(home)


@pytest.fixture
def circle(lab_of_the_pair: tuple[Emulator, Home], project: Path, tmp_path: Path) -> Circle:
    """Empty stacks, and both roles in the zone's account."""
    lab, home = lab_of_the_pair
    circle = Circle(Workspace(project, session.environment(home, lab, os.environ)), lab.client, tmp_path / "standby")
    make_zone_roles(lab)
    return circle


def make_zone_roles(lab: Emulator) -> None:
    """What the zone's owners do once: two roles that our account may assume."""
    iam = make_client(lab, "iam", "us-east-1")
    # moto's own way to say whose account a call is in: the lab's keys belong to ours
    iam.meta.events.register("before-call.iam", in_the_zones_account)
    principal = {"AWS": f"arn:aws:iam::{OURS}:root"}
    trust = {"Statement": [{"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}]}
    values = {"partition": "aws", "dns/zone-id": ZONE, "dns/record": "shop.acme.example"}
    for role, file in POLICIES.items():
        text = PolicyTemplate((CHECKOUT / "runbooks" / "iam" / file).read_text()).substitute(values)
        made = iam.create_role(RoleName=role, AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]
        assert made == f"arn:aws:iam::{ZONE_ACCOUNT}:role/{role}"
        iam.put_role_policy(RoleName=role, PolicyName=role, PolicyDocument=text)


def in_the_zones_account(params: dict[str, Any], **_: Any) -> None:
    params["headers"]["x-moto-account-id"] = ZONE_ACCOUNT


def roles_that_wrote(circle: Circle) -> set[str]:
    """Who changed records since the calls were forgotten; the lab's own keys, which may do all, have no role."""
    return {call["role"] for call in circle.calls() if call["operation"] == "ChangeResourceRecordSets"}


def test_up_away_and_home_again(circle: Circle) -> None:
    circle.standby("check")
    circle.up()
    # from here on: `up` writes a salt into the stack files
    files = {file: file.read_text() for file in circle.workspace.folder.rglob("Pulumi*.yaml")}
    assert roles_that_wrote(circle) == {MAKER}
    assert len(circle.workspace.outputs("dr")["zones"]) == 2
    assert (circle.desired(circle.primary), circle.desired(circle.dr)) == (PRODUCTION, WARM)
    go_round(circle, "managed", PRODUCTION, WARM, ["acme-live-invoices"])
    assert roles_that_wrote(circle) == {MOVER}
    assert [call["operation"] for call in circle.calls() if call["outcome"].startswith("AccessDenied")] == []
    assert circle.dirty() == {}
    assert {file: file.read_text() for file in files} == files
