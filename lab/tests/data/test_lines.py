"""Addresses of endpoints."""

from __future__ import annotations

import ipaddress

from lab.data.lines import MOST, Addresses, cache_line, log_line, reader_line, writer_line


def test_two_labs_never_share_an_address_and_all_are_loopback() -> None:
    one, other = Addresses(20_000), Addresses(20_001)
    assert not set(one.all()) & set(other.all())
    assert all(ipaddress.ip_address(address).is_loopback for address in one.all())
    assert len(one.all()) == MOST


def test_an_endpoint_keeps_its_address() -> None:
    addresses = Addresses(24_941)
    first = addresses.of("writer us-east-1 app")
    assert addresses.of("reader us-east-1 app") != first == addresses.of("writer us-east-1 app")


def test_every_line_has_a_name_of_its_own() -> None:
    names = {writer_line("r", "a"), reader_line("r", "a"), cache_line("r", "a"), log_line("a")}
    assert len(names) == 4
