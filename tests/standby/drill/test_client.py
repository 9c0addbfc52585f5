"""The client writes down every request, with ids where the application returns them."""

from __future__ import annotations

import time
from pathlib import Path

from standby.drill.client import Client, Paths
from standby.drill.door import Door
from standby.record.measure import read_log
from tests.standby.drill.fake_app import App

PATHS = Paths("/healthz", "/healthz/write", "/orders")


def client(app: App, tmp_path: Path, paths: Paths = PATHS) -> Client:
    return Client(Door("app.example.com", app.url, 5.0), paths, tmp_path / "log" / "client.jsonl", "drill-1", 40, 40)


def run(made: Client, seconds: float = 1.0) -> Client:
    made.start()
    time.sleep(seconds)
    made.stop()
    return made


def test_writes_have_ids_that_the_application_has(app: App, tmp_path: Path) -> None:
    made = run(client(app, tmp_path))
    assert len(made.acknowledged()) >= 10
    assert set(made.acknowledged()) <= set(app.orders)
    assert {one.kind for one in made.requests()} == {"read", "write"}
    assert all(one.good and one.region == "us-east-2" for one in made.requests())


def test_the_log_has_every_request_and_is_private(app: App, tmp_path: Path) -> None:
    made = run(client(app, tmp_path), 0.5)
    logged = read_log(made.log.read_text().splitlines())
    assert sorted(one.started for one in logged) == sorted(one.started for one in made.requests())
    assert made.log.stat().st_mode & 0o077 == 0


def test_without_a_drill_path_the_write_probe_is_used_and_nothing_has_an_id(app: App, tmp_path: Path) -> None:
    made = run(client(app, tmp_path, Paths("/healthz", "/healthz/write")), 0.5)
    assert any(one.kind == "write" for one in made.requests())
    assert made.acknowledged() == []
    assert not app.orders


def test_an_application_that_returns_no_id_acknowledges_none(app: App, tmp_path: Path) -> None:
    app.returns_ids = False
    assert run(client(app, tmp_path), 0.5).acknowledged() == []


def test_an_outage_is_failures_not_silence(app: App, tmp_path: Path) -> None:
    made = client(app, tmp_path)
    made.start()
    time.sleep(0.3)
    app.broken = True
    time.sleep(0.5)
    made.stop()
    assert {one.error for one in made.requests()} == {"", "HTTP 503"}
