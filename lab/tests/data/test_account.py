"""The servers' account and folder."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from lab.data.account import PREFIX, Account, folder_for, remove


def test_root_runs_servers_as_somebody_without_rights() -> None:
    account = Account.current()
    said = subprocess.run(["id", "-u"], capture_output=True, text=True, check=True, **account.popen()).stdout
    assert int(said) != 0
    assert (account.uid is None) == (os.geteuid() != 0)


def test_an_ordinary_user_runs_them_as_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert Account.current() == Account()
    assert Account().popen() == {}
    assert Account().reaches(Path("/nowhere"))


def test_a_folder_is_closed_to_everybody_else(tmp_path: Path) -> None:
    folder = Account.current().own(tmp_path / "data")
    assert folder.stat().st_mode & 0o077 == 0


def test_a_closed_folder_on_the_way_is_noticed(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    (closed / "inner").mkdir(parents=True)
    closed.chmod(0o700)
    assert not Account(65534, 65534).reaches(closed / "inner")
    assert Account(65534, 65534).reaches(Path("/usr/bin"))


def test_each_lab_has_a_short_folder_of_its_own(tmp_path: Path) -> None:
    one, other = folder_for(tmp_path / "a"), folder_for(tmp_path / "b")
    assert one == folder_for(tmp_path / "a") != other
    assert one.name.startswith(PREFIX)
    assert len(str(one)) < 60
    remove(one)
