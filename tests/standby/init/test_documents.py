"""The files of a new pair: what the programs read from them, and what stays as it was."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from pattern.settings import load
from standby.errors import UsageError
from standby.init.documents import NewPair, shared_values, stack_files, with_values, write
from standby.stacks.project import stack_config

PAIR = NewPair(
    "shop",
    "live",
    "eu-west-1",
    "eu-central-1",
    "10.3.0.0/16",
    "10.4.0.0/16",
    "shop.acme.io",
    "Z0ACME",
    ("10.0.0.0/15",),
)
SHARED = """\
name: standby
# shared
config:
  standby:app:
    value: myapp # the name
  standby:environment:
    value: prod
  standby:domain:
    value:
      hostedZoneId: Z0123456789EXAMPLE
      name: app.example.com
  standby:reservedCidrs:
    value:
      - 172.16.0.0/12 # office
  standby:cache:
    value:
      replicas: 1
"""


def test_the_two_platform_stacks_mirror_each_other(tmp_path: Path) -> None:
    write(tmp_path, {**stack_files(PAIR), "Pulumi.yaml": with_values(SHARED, shared_values(PAIR)["Pulumi.yaml"], "x")})
    primary, dr = (load(stack_config(tmp_path, stack), stack) for stack in ("primary", "dr"))
    assert (primary.region, primary.vpc_cidr) == (dr.peer.region, dr.peer.vpc_cidr) == ("eu-west-1", "10.3.0.0/16")
    assert (dr.region, dr.vpc_cidr) == (primary.peer.region, primary.peer.vpc_cidr) == ("eu-central-1", "10.4.0.0/16")
    assert (primary.serves_traffic, dr.serves_traffic) == (True, False)
    assert (primary.is_aurora_secondary, dr.is_aurora_secondary, dr.aurora_source_region) == (False, True, "eu-west-1")
    assert (primary.name_suffix, dr.name_suffix) == ("", "-dr")
    assert (primary.app, primary.domain.name, primary.reserved_cidrs) == ("shop", "shop.acme.io", ("10.0.0.0/15",))


def test_other_values_and_comments_stay() -> None:
    written = with_values(SHARED, shared_values(PAIR)["Pulumi.yaml"], "Pulumi.yaml")
    assert "# shared\n" in written
    assert 'value: "shop" # the name' in written
    before, after = (yaml.safe_load(text)["config"] for text in (SHARED, written))
    assert after["standby:cache"] == before["standby:cache"]
    assert set(after) == set(before)


def test_without_a_name_the_domain_stays() -> None:
    bare = NewPair("shop", "live", "eu-west-1", "eu-central-1", "10.3.0.0/16", "10.4.0.0/16")
    assert "standby:domain" not in shared_values(bare)["Pulumi.yaml"]


@pytest.mark.parametrize(
    ("text", "message"),
    [("name: x\n", "has no config block"), ("config:\n  a:b: 1\n", "has no config key standby:app")],
)
def test_a_file_that_is_not_the_project_s_is_refused(text: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        with_values(text, {"standby:app": "x"}, "Pulumi.yaml")


def test_nothing_is_left_beside_the_files(tmp_path: Path) -> None:
    write(tmp_path, stack_files(PAIR))
    assert sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()) == sorted(
        stack_files(PAIR)
    )
