"""lab.toml: what it holds, and one message for everything that is wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from lab.config_zones import Zone
from lab.errors import ProjectError
from lab.project import DEFAULT_ACCOUNT, FILE, Project, find, load

WHOLE = """
account = "111122223333"
region = "eu-west-1"
stacks = ["dev", "prod"]
folders = ["gate"]

[projects]
"." = "shop"
services = "shop-services"

[[zones]]
id = "Z0123456789EXAMPLE"
name = "example.com."

[[zones]]
id = "Z081"
name = "other.example"
account = "999999999999"

[tasks]
"*/shop/web:*" = "python -m shop.web"
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in ("services", "gate", "services/deep"):
        (tmp_path / name).mkdir()
    (tmp_path / FILE).write_text(WHOLE)
    return tmp_path


def test_a_whole_file(root: Path) -> None:
    found = load(root / FILE)
    assert found.root == root
    assert found.pairs == [
        ("shop", "dev"),
        ("shop", "prod"),
        ("shop-services", "dev"),
        ("shop-services", "prod"),
    ]
    assert found.zones == (
        Zone("Z0123456789EXAMPLE", "example.com", "111122223333"),
        Zone("Z081", "other.example", "999999999999"),
    )
    assert (found.account, found.region, found.folders) == ("111122223333", "eu-west-1", ("gate",))
    assert found.tasks == {"*/shop/web:*": "python -m shop.web"}


def test_it_is_found_from_below(root: Path) -> None:
    assert find({}, root / "services/deep").root == root


def test_a_named_folder_comes_first(root: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    assert find({"LAB_PROJECT": str(root)}, elsewhere).root == root
    with pytest.raises(ProjectError, match=r"LAB_PROJECT=.*elsewhere.*there is no lab\.toml"):
        find({"LAB_PROJECT": str(elsewhere)}, root)


def test_without_a_file_there_are_no_projects(tmp_path_factory: pytest.TempPathFactory) -> None:
    found = find({}, tmp_path_factory.mktemp("nowhere"))
    assert found == Project()
    assert (found.pairs, found.zones, found.account) == ([], (), DEFAULT_ACCOUNT)


def test_every_problem_is_named_at_once(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(
        "account = 12\nregion = 'Europe'\nstacks = 'dev'\ncolor = 'red'\n"
        "[projects]\nnowhere = 'shop'\n[[zones]]\nid = 'zone'\nname = 'example'\nttl = 60\n[tasks]\nweb = ''\n"
    )
    with pytest.raises(ProjectError) as refused:
        load(tmp_path / FILE)
    text = str(refused.value)
    for part in (
        "account: found 12; required is twelve digits, in quotes",
        "region: found 'Europe'; required is a region such as us-east-1",
        "stacks: found 'dev'; required is a list of texts: the names of stacks",
        "color: unknown key; known are account, region",
        "zones[0].id: found 'zone'; required is the zone's ID",
        "zones[0].name: found 'example'; required is a domain such as example.com",
        "zones[0].ttl: unknown key; known are id, name, account",
        "tasks.'web': found ''; required is a command",
        "stacks: not set, and [projects] needs it",
        "'nowhere': there is no such folder below",
    ):
        assert part in text


def test_no_toml_at_all_is_one_message(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("account = ")
    with pytest.raises(ProjectError, match=r"lab\.toml: cannot be read as TOML: "):
        load(tmp_path / FILE)
