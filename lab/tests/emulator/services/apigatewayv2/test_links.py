"""The life of a VPC link."""

from __future__ import annotations

from typing import Any

import pytest

from lab.emulator.engine.context import Context
from lab.emulator.services.apigatewayv2.links import IDLE_SECONDS, LinkBook


@pytest.fixture
def book() -> LinkBook:
    context = Context()
    context.clock.set_profile("real")
    return LinkBook(context)


def test_sixty_days_without_traffic_make_it_inactive_and_traffic_brings_it_back(book: LinkBook) -> None:
    clock = book.context.clock
    book.provision("l")
    assert book.status("l") == "PENDING"
    clock.advance(120)
    assert book.status("l") == "AVAILABLE"
    clock.advance(IDLE_SECONDS - 200)
    assert book.traffic("l") == "AVAILABLE"
    clock.advance(IDLE_SECONDS)
    assert book.status("l") == "INACTIVE"
    assert "no traffic in the last 60 days" in book.message("l")
    assert book.traffic("l") == "INACTIVE"
    assert book.status("l") == "PENDING"
    clock.advance(180)
    assert book.traffic("l") == "AVAILABLE"


def test_a_failed_link_does_not_come_back_by_traffic(book: LinkBook) -> None:
    book.provision("l")
    book.force("l", "FAILED")
    assert [book.traffic("l"), book.status("l")] == ["FAILED", "FAILED"]
    book.force("l", "AVAILABLE")
    assert book.status("l") == "AVAILABLE"
    book.force("l", "PENDING")
    assert book.status("l") == "PENDING"


def test_the_api_shows_the_status_and_the_control_api_sets_it(emulator: Any) -> None:
    api = emulator.client("apigatewayv2", "us-west-2")
    link = api.create_vpc_link(Name="l", SubnetIds=["subnet-1"])["VpcLinkId"]
    assert api.get_vpc_link(VpcLinkId=link)["VpcLinkStatus"] == "PENDING"
    emulator.advance(120)
    assert api.get_vpc_link(VpcLinkId=link)["VpcLinkStatus"] == "AVAILABLE"
    emulator.control("POST", "vpclink", {"id": link})
    assert api.get_vpc_links()["Items"][0]["VpcLinkStatus"] == "INACTIVE"
    assert "there is no VPC link" in emulator.control("POST", "vpclink", {"id": "x"})["error"]
    assert "one of PENDING" in emulator.control("POST", "vpclink", {"id": link, "status": "odd"})["error"]
    api.delete_vpc_link(VpcLinkId=link)
    with pytest.raises(api.exceptions.NotFoundException):
        api.delete_vpc_link(VpcLinkId=link)
