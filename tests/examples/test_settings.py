"""What the sample application reads from its environment."""

from __future__ import annotations

import pytest

from examples.orders.settings import Settings

TOLD = {
    "AWS_REGION": "us-west-2",
    "DATABASE_HOST": "writer.example.com",
    "DATABASE_READER_HOST": "reader.example.com",
    "DATABASE_PORT": "5432",
    "DATABASE_NAME": "orders",
    "DATABASE_USERNAME": "app",
    "DATABASE_PASSWORD": "very-secret",
    "CACHE_HOST": "cache.example.com",
    "CACHE_PORT": "6379",
    "CACHE_AUTH_TOKEN": "also-secret",
}


def test_it_writes_to_the_writer_and_reads_from_the_reader() -> None:
    settings = Settings.read(TOLD)
    assert "host=writer.example.com" in settings.writer
    assert "target_session_attrs=read-write" in settings.writer
    assert "host=reader.example.com" in settings.reader
    assert (settings.region, settings.port) == ("us-west-2", 8080)


def test_the_cache_speaks_tls_with_a_token_unless_told_otherwise() -> None:
    assert Settings.read(TOLD).cache == {
        "host": "cache.example.com",
        "port": 6379,
        "password": "also-secret",
        "ssl": True,
    }
    assert Settings.read(TOLD | {"CACHE_TLS": "off"}).cache["ssl"] is False


def test_no_secret_is_in_its_repr() -> None:
    assert "secret" not in repr(Settings.read(TOLD))


def test_a_missing_variable_is_named() -> None:
    with pytest.raises(KeyError, match="DATABASE_HOST"):
        Settings.read({name: value for name, value in TOLD.items() if name != "DATABASE_HOST"})
