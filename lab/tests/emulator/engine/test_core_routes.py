"""Health, reset, clock, profile and truth over the control API."""

from __future__ import annotations

import os
from typing import Any


def test_health_names_the_process(emulator: Any) -> None:
    health = emulator.control("GET", "health")
    assert (health["status"], health["pid"]) == ("ok", os.getpid())


def test_the_clock_can_be_stepped(emulator: Any) -> None:
    before = emulator.control("GET", "clock")
    after = emulator.control("POST", "clock", {"advance": 90})
    assert 90 <= after["now"] - before["now"] < 95
    assert after["offset"] == 90


def test_a_step_that_is_no_number_is_refused(emulator: Any) -> None:
    assert "takes seconds as a number, found 'far'" in emulator.control("POST", "clock", {"advance": "far"})["error"]
    assert "runs forward only" in emulator.control("POST", "clock", {"advance": -1})["error"]
    assert "needs 'advance'" in emulator.control("POST", "clock", {})["error"]


def test_profiles_can_be_chosen(emulator: Any) -> None:
    chosen = emulator.control("POST", "profile", {"name": "scaled", "factor": 120})
    assert (chosen["name"], chosen["factor"]) == ("scaled", 120)
    assert emulator.control("GET", "profile")["profiles"] == ["instant", "scaled", "real"]
    assert "unknown profile 'quick'" in emulator.control("POST", "profile", {"name": "quick"})["error"]
    assert "above 0" in emulator.control("POST", "profile", {"name": "scaled", "factor": "x"})["error"]


def test_reset_forgets_resources_outages_and_what_is_pending(emulator: Any) -> None:
    emulator.client("sns", "us-west-2").create_topic(Name="alarms")
    emulator.client("rds", "us-west-2").create_global_cluster(GlobalClusterIdentifier="g", Engine="aurora-postgresql")
    emulator.context.outages.start("eu-west-1")
    assert emulator.control("POST", "reset") == {"reset": True}
    assert emulator.client("sns", "us-west-2").list_topics()["Topics"] == []
    assert emulator.client("rds").describe_global_clusters()["GlobalClusters"] == []
    assert emulator.control("GET", "clock")["pending"] == []
    assert not emulator.context.outages.is_out("eu-west-1")


def test_truth_has_a_section_per_source(emulator: Any) -> None:
    assert {"promotions", "writes", "global_databases"} <= set(emulator.control("GET", "truth"))
