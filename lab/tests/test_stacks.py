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
from lab.config import CHECKOUT, Home
from lab.errors import ToolchainError


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


@pytest.fixture
def environ(home: Home) -> dict[str, str]:
    return shell.change(home, "http://127.0.0.1:1", os.environ).applied(os.environ)


def states(home: Home) -> set[str]:
    folder = home.backend / ".pulumi/stacks"
    return {str(path.relative_to(folder)) for path in folder.rglob("*.json")}


def stack_files() -> Iterator[tuple[Path, str]]:
    for path in [*CHECKOUT.glob("Pulumi*.yaml"), *(CHECKOUT / "workloads").glob("Pulumi*.yaml")]:
        yield path, hashlib.sha256(path.read_bytes()).hexdigest()


def test_four_empty_stacks_and_the_users_files_untouched(home: Home, environ: dict[str, str]) -> None:
    before = dict(stack_files())
    stacks.ensure(home, environ)
    assert states(home) == {
        f"{project}/{stack}.json" for project in ("standby", "standby-workloads") for stack in ("primary", "dr")
    }
    assert dict(stack_files()) == before


def test_what_is_there_is_kept(home: Home, environ: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    stacks.ensure(home, environ)
    monkeypatch.setattr("subprocess.run", lambda *_args, **_options: pytest.fail("made twice"))
    stacks.ensure(home, environ)


def test_without_pulumi_is_one_message(home: Home, environ: dict[str, str]) -> None:
    with pytest.raises(ToolchainError, match="there is no pulumi on the lab's PATH: run `make setup`"):
        stacks.ensure(home, {**environ, "PATH": str(home.folder)})
    assert not home.backend.exists()


def test_forgetting_leaves_no_state(home: Home, environ: dict[str, str]) -> None:
    stacks.ensure(home, environ)
    stacks.forget(home)
    assert not home.backend.exists()
    stacks.ensure(home, environ)
    assert len(states(home)) == 4


def test_the_salt_that_an_update_wrote_goes_with_its_stack(home: Home, environ: dict[str, str], tmp_path: Path) -> None:
    stacks.ensure(home, environ)
    state = json.loads((home.backend / ".pulumi/stacks/standby/dr.json").read_text())
    salt = state["checkpoint"]["latest"]["secrets_providers"]["state"]["salt"]
    own = "config:\n  aws:region: us-west-2\n"
    (tmp_path / "Pulumi.dr.yaml").write_text(f"{own}encryptionsalt: {salt}\n")
    (tmp_path / "Pulumi.primary.yaml").write_text(f"{own}encryptionsalt: v1:of:another\n")
    stacks.forget(home, tmp_path)
    assert (tmp_path / "Pulumi.dr.yaml").read_text() == own
    assert "v1:of:another" in (tmp_path / "Pulumi.primary.yaml").read_text()


def test_a_salt_that_secrets_need_stays(home: Home, environ: dict[str, str], tmp_path: Path) -> None:
    stacks.ensure(home, environ)
    state = json.loads((home.backend / ".pulumi/stacks/standby/dr.json").read_text())
    salt = state["checkpoint"]["latest"]["secrets_providers"]["state"]["salt"]
    text = f"config:\n  standby:token:\n    secure: v1:abc\nencryptionsalt: {salt}\n"
    (tmp_path / "Pulumi.dr.yaml").write_text(text)
    stacks.forget(home, tmp_path)
    assert (tmp_path / "Pulumi.dr.yaml").read_text() == text


def test_pulumis_refusal_reaches_the_person(home: Home, environ: dict[str, str]) -> None:
    stacks.ensure(home, environ)
    (home.backend / ".pulumi/stacks/standby/primary.json").unlink()
    broken = {**environ, "PULUMI_BACKEND_URL": "file:///proc/no/such/backend"}
    with pytest.raises(ToolchainError, match="could not make the stack standby/primary"):
        stacks.ensure(home, broken)


def test_pulumi_is_asked_once_per_machine(
    home: Home, environ: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By four at once: one of them makes what all of them copy."""
    fresh = {**environ, "XDG_CACHE_HOME": str(tmp_path / "cache")}
    homes = [Home(tmp_path / f"lab-{number}") for number in range(4)]
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda one: stacks.ensure(one, fresh), homes))
    assert {frozenset(states(one)) for one in homes} == {frozenset(states(homes[0]))}
    assert len(list((tmp_path / "cache/standby/stacks").iterdir())) == 1
    monkeypatch.setattr("subprocess.run", lambda *_args, **_options: pytest.fail("made again"))
    stacks.ensure(home, fresh)
    assert len(states(home)) == 4
