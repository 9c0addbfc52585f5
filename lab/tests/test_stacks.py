"""The lab's stacks, made by the real CLI."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from lab import shell, stacks
from lab.config import Home
from lab.errors import ToolchainError
from lab.project import Project


@pytest.fixture
def home(tmp_path: Path) -> Home:
    (tmp_path / "project/services").mkdir(parents=True)
    return Home(tmp_path, Project(tmp_path / "project", {".": "shop", "services": "shop-services"}, ("east", "west")))


@pytest.fixture
def environ(home: Home) -> dict[str, str]:
    return shell.change(home, "http://127.0.0.1:1", os.environ).applied(os.environ)


def states(home: Home) -> set[str]:
    folder = home.backend / ".pulumi/stacks"
    return {str(path.relative_to(folder)) for path in folder.rglob("*.json")}


def project_files(home: Home) -> Iterator[tuple[Path, str]]:
    for path in sorted((home.folder / "project").rglob("Pulumi*.yaml")):
        yield path, hashlib.sha256(path.read_bytes()).hexdigest()


def test_empty_stacks_and_the_users_files_untouched(home: Home, environ: dict[str, str]) -> None:
    (home.folder / "project/Pulumi.yaml").write_text("name: shop\nruntime: python\n")
    before = dict(project_files(home))
    stacks.ensure(home, environ)
    assert states(home) == {
        f"{project}/{stack}.json" for project in ("shop", "shop-services") for stack in ("east", "west")
    }
    assert dict(project_files(home)) == before


def test_without_a_project_there_is_an_empty_backend(tmp_path: Path, environ: dict[str, str]) -> None:
    alone = Home(tmp_path / "alone")
    stacks.ensure(alone, environ)
    assert alone.backend.is_dir()
    assert states(alone) == set()
    stacks.forget(alone)
    assert not alone.backend.exists()


def test_what_is_there_is_kept(home: Home, environ: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    stacks.ensure(home, environ)
    monkeypatch.setattr("subprocess.run", lambda *_args, **_options: pytest.fail("made twice"))
    stacks.ensure(home, environ)


def test_without_pulumi_is_one_message(home: Home, environ: dict[str, str]) -> None:
    with pytest.raises(ToolchainError, match="there is no pulumi on the lab's PATH: run `lab setup`"):
        stacks.ensure(home, {**environ, "PATH": str(home.folder)})
    assert not home.backend.exists()


def test_forgetting_leaves_no_state(home: Home, environ: dict[str, str]) -> None:
    stacks.ensure(home, environ)
    stacks.forget(home)
    assert not home.backend.exists()
    stacks.ensure(home, environ)
    assert len(states(home)) == 4


def test_the_salt_that_an_update_wrote_goes_with_its_stack(home: Home, environ: dict[str, str]) -> None:
    stacks.ensure(home, environ)
    state = json.loads((home.backend / ".pulumi/stacks/shop/west.json").read_text())
    salt = state["checkpoint"]["latest"]["secrets_providers"]["state"]["salt"]
    own = "config:\n  aws:region: us-west-2\n"
    (home.folder / "project/Pulumi.west.yaml").write_text(f"{own}encryptionsalt: {salt}\n")
    (home.folder / "project/Pulumi.east.yaml").write_text(f"{own}encryptionsalt: v1:of:another\n")
    stacks.forget(home)
    assert (home.folder / "project/Pulumi.west.yaml").read_text() == own
    assert "v1:of:another" in (home.folder / "project/Pulumi.east.yaml").read_text()


def test_a_salt_that_secrets_need_stays(home: Home, environ: dict[str, str]) -> None:
    stacks.ensure(home, environ)
    state = json.loads((home.backend / ".pulumi/stacks/shop/west.json").read_text())
    salt = state["checkpoint"]["latest"]["secrets_providers"]["state"]["salt"]
    text = f"config:\n  shop:token:\n    secure: v1:abc\nencryptionsalt: {salt}\n"
    (home.folder / "project/Pulumi.west.yaml").write_text(text)
    stacks.forget(home)
    assert (home.folder / "project/Pulumi.west.yaml").read_text() == text


def test_pulumis_refusal_reaches_the_person(home: Home, environ: dict[str, str]) -> None:
    stacks.ensure(home, environ)
    (home.backend / ".pulumi/stacks/shop/east.json").unlink()
    broken = {**environ, "PULUMI_BACKEND_URL": "file:///proc/no/such/backend"}
    with pytest.raises(ToolchainError, match="could not make the stack shop/east"):
        stacks.ensure(home, broken)


def test_pulumi_is_asked_once_per_machine(
    home: Home, environ: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By four at once: one of them makes what all of them copy."""
    fresh = {**environ, "XDG_CACHE_HOME": str(tmp_path / "cache")}
    homes = [Home(tmp_path / f"lab-{number}", home.project) for number in range(4)]
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda one: stacks.ensure(one, fresh), homes))
    assert {frozenset(states(one)) for one in homes} == {frozenset(states(homes[0]))}
    assert len(list((tmp_path / "cache/lab/stacks").iterdir())) == 1
    monkeypatch.setattr("subprocess.run", lambda *_args, **_options: pytest.fail("made again"))
    stacks.ensure(home, fresh)
    assert len(states(home)) == 4
