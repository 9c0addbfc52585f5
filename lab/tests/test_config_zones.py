"""A zone that a project's config names is there, whichever file says it; config that names none gives none."""

from __future__ import annotations

from pathlib import Path

import pytest

from lab.config_zones import Zone
from lab.errors import ProjectError
from lab.project import DEFAULT_ACCOUNT, FILE, load

TOML = """
stacks = ["dev", "prod"]
[projects]
"." = "shop"
services = "shop-services"
[[zones]]
id = "Z1"
name = "example.com"
[[zones]]
config = "shop:domain"
keys = { id = ["zoneId"], name = ["zoneName", "name"], roles = ["makerArn", "roleArn"] }
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "services").mkdir()
    (tmp_path / FILE).write_text(TOML)
    return tmp_path


def zones(root: Path) -> tuple[Zone, ...]:
    return load(root / FILE).zones[1:]


def test_the_shared_file_names_it(root: Path) -> None:
    (root / "Pulumi.yaml").write_text("config: {'shop:domain': {value: {zoneId: Z2, name: shop.acme.example}}}")
    assert zones(root) == (Zone("Z2", "shop.acme.example", DEFAULT_ACCOUNT),)


def test_the_zone_s_own_name_and_the_roles_of_its_account(root: Path) -> None:
    mover, maker = "arn:aws:iam::444455556666:role/move", "arn:aws:iam::444455556666:role/zone/make"
    (root / "services/Pulumi.yaml").write_text(
        "config: {'shop:domain': {zoneId: Z2, zoneName: acme.example., name: shop.acme.example, "
        f"roleArn: '{mover}', makerArn: '{maker}'}}}}"
    )
    assert zones(root) == (Zone("Z2", "acme.example", "444455556666", (maker, mover)),)


def test_what_is_no_role_is_left_to_the_program(root: Path) -> None:
    (root / "Pulumi.yaml").write_text("config: {'shop:domain': {zoneId: Z2, name: acme.example, roleArn: move}}")
    assert zones(root) == (Zone("Z2", "acme.example", DEFAULT_ACCOUNT),)


def test_a_stack_s_file_may_name_another_and_each_is_there_once(root: Path) -> None:
    for file, ident in (("Pulumi.yaml", "Z2"), ("Pulumi.dev.yaml", "Z3"), ("Pulumi.prod.yaml", "Z2")):
        (root / file).write_text(f"config: {{'shop:domain': {{zoneId: {ident}, name: acme.example}}}}")
    assert [zone.id for zone in zones(root)] == ["Z2", "Z3"]


def test_what_stands_in_the_lab_s_own_file_comes_first(root: Path) -> None:
    (root / "Pulumi.yaml").write_text("config: {'shop:domain': {zoneId: Z1, name: acme.example}}")
    assert load(root / FILE).zones == (Zone("Z1", "example.com", DEFAULT_ACCOUNT),)


@pytest.mark.parametrize(
    "text",
    [
        "config: {'shop:other': 1}",
        "config: {'shop:domain': acme.example}",
        "config: {'shop:domain': {name: acme.example}}",
        "config: {'shop:domain': {zoneId: zone, name: acme.example}}",
        "config: {'shop:domain': {zoneId: Z2, name: acme}}",
        "config: [",
        "- config",
        "",
    ],
)
def test_config_without_a_zone_gives_none(root: Path, text: str) -> None:
    (root / "Pulumi.yaml").write_text(text)
    assert zones(root) == ()


def test_every_problem_of_the_table_is_named(root: Path) -> None:
    broken = '[[zones]]\nconfig = "domain"\nkeys = { id = "zoneId", name = ["name"], ttl = ["ttl"] }\nname = "x"\n'
    (root / FILE).write_text(broken + "[[zones]]\nconfig = 'shop:domain'\nkeys = { id = ['zoneId'] }\n")
    with pytest.raises(ProjectError) as refused:
        load(root / FILE)
    for part in (
        "zones[0].config: found 'domain'; required is a full config key",
        "zones[0].name: unknown key; known are config, keys",
        "zones[0].keys.id: found 'zoneId'; required is a list of the object's keys",
        "zones[0].keys.ttl: unknown key; known are id, name, roles",
        "zones[1].keys: found {'id': ['zoneId']}; required is a table such as",
    ):
        assert part in str(refused.value)
