"""A server of Redis's protocol behind a line, with TLS and a token."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from lab.data import certificate
from lab.data.account import Account
from lab.data.caches import Caches, WantedCache
from lab.data.lines import Addresses
from lab.data.operator import Operator

CACHE = WantedCache("us-east-1", "app", 6379, tls=True, token="token-of-this-cache", outage=None)


@pytest.fixture
def caches() -> Iterator[Caches]:
    folder = Path(tempfile.mkdtemp(prefix="lab-cache-"))
    folder.chmod(0o711)
    addresses, operator = Addresses(10_000 + os.getpid() % 4_000), Operator(folder)
    certificate.make(folder, addresses.all())
    operator.start()
    made = Caches(folder, Account.current(), operator, addresses)
    yield made
    made.close()
    operator.close()


def client(caches: Caches, password: str | None = None) -> redis.Redis:
    """Over TLS, verified by the lab's authority, without a second try."""
    authority = str(caches.folder / certificate.AUTHORITY)
    never = Retry(NoBackoff(), 0)
    address = caches.addresses.of(CACHE.line)
    return redis.Redis(address, 6379, password=password, ssl=True, ssl_ca_certs=authority, retry=never)


def settled(caches: Caches, cache: WantedCache) -> None:
    caches.operator.set(caches.settle([cache]))
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            with client(caches, cache.token) as one:
                one.ping()
            return
        except redis.ConnectionError:
            time.sleep(0.05)


@pytest.mark.skipif(shutil.which("redis-server") is None, reason="fakeredis checks no token")
def test_it_keeps_what_it_is_told_for_who_knows_the_token(caches: Caches) -> None:
    settled(caches, CACHE)
    assert caches.server == "redis-server"
    with client(caches) as stranger, pytest.raises(redis.AuthenticationError):
        stranger.get("a")
    with client(caches, CACHE.token) as one:
        assert one.set("a", "1")
        assert one.get("a") == b"1"
    assert "token-of-this-cache" not in repr(CACHE)


def test_a_group_that_is_gone_has_no_server_and_a_region_that_is_out_no_open_line(caches: Caches) -> None:
    settled(caches, CACHE)
    assert caches.settle([replace(CACHE, outage="hang")]) == {CACHE.line: "frozen"}
    assert caches.settle([replace(CACHE, outage="refuse")]) == {CACHE.line: "closed"}
    assert caches.settle([]) == {}
    assert caches.running == {}
    assert caches.operator.names() == []


def test_without_redis_there_is_fakeredis(caches: Caches, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    settled(caches, replace(CACHE, token=None))
    assert caches.server == "fakeredis"
    with client(caches) as one:
        assert one.set("a", "1")
        assert one.get("a") == b"1"
