"""Which records are the application's: apex, relative, wildcard, private, other people's."""

from __future__ import annotations

import pytest

from policy.engine.stack_config import StackConfig
from policy.knowledge.app_names import Place, app_names, full, plain

DOMAIN = '{"hostedZoneId": "Z1", "zoneName": "example.com", "name": "app.example.com"}'
APP = app_names(StackConfig({"standby:domain": DOMAIN}), ["example.com"], ["blog.example.com"])
PUBLIC = Place("Z1", "example.com")


@pytest.mark.parametrize(
    ("record", "zone", "name"),
    [
        ("", "example.com", "example.com"),
        ("@", "example.com", "example.com"),
        ("app", "example.com", "app.example.com"),
        ("App.Example.com.", "example.com", "app.example.com"),
        ("example.com", "example.com", "example.com"),
        ("app", None, "app"),
    ],
)
def test_a_record_has_its_whole_name(record: str, zone: str | None, name: str) -> None:
    assert full(record, zone) == name
    assert plain("\\052.Example.com.") == "*.example.com"


@pytest.mark.parametrize("record", ["app.example.com", "app", "", "@", "*.example.com", "*"])
def test_the_apps_records_in_its_zone(record: str) -> None:
    assert APP.has(record, PUBLIC)


@pytest.mark.parametrize("record", ["other", "www.example.com", "_x1.example.com", "*.www.example.com", "blog"])
def test_other_records_in_its_zone(record: str) -> None:
    assert not APP.has(record, PUBLIC)


@pytest.mark.parametrize(
    ("record", "place"),
    [
        ("app", Place("Z2", "corp.internal")),
        ("", Place("Z2", "corp.internal")),
        ("app", Place("Z2")),
        ("app.example.com", Place("Z3", "example.com", private=True)),
        ("billing.corp.internal", Place("Z2")),
        (None, PUBLIC),
    ],
)
def test_records_of_other_zones(record: str | None, place: Place) -> None:
    assert not APP.has(record, place)


def test_without_a_name_every_public_record_may_be_the_apps() -> None:
    nobody = app_names(StackConfig({}), [], [])
    assert nobody.has("www.example.com", Place("Z1"))
    assert not nobody.has("www.corp.internal", Place("Z1"))
    assert not nobody.has("www", Place("Z1", None, private=True))
