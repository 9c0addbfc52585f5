from __future__ import annotations

from lab.emulator.engine.regions import RegionOutages


def test_listeners_hear_of_an_outage_once_and_of_its_end() -> None:
    outages, heard = RegionOutages(), list[str]()
    outages.on_outage(lambda region: heard.append(f"out {region} {outages.is_out(region)}"))
    outages.on_heal(lambda region: heard.append(f"back {region} {outages.is_out(region)}"))
    outages.start("us-east-1")
    outages.start("us-east-1", "hang")
    assert outages.modes == {"us-east-1": "hang"}
    assert outages.heal("us-west-2") == []
    assert outages.heal() == ["us-east-1"]
    assert heard == ["out us-east-1 True", "back us-east-1 False"]


def test_reset_brings_all_regions_back_in_silence() -> None:
    outages, heard = RegionOutages(), list[str]()
    outages.on_heal(heard.append)
    outages.start("us-east-1")
    outages.reset()
    assert not outages.is_out("us-east-1")
    assert heard == []
