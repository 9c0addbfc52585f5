"""Each trouble has its words and its way out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from standby.status.diagnosis import troubles
from standby.status.fact import Fact, State
from tests.standby.status.statuses import NOW, side, silent, status


def test_nothing_wrong_says_nothing() -> None:
    assert troubles(status()) == ()


def test_a_dead_primary_points_to_the_promotion_and_a_dead_dr_does_not() -> None:
    (one,) = troubles(status(silent("primary")))
    assert "us-east-2 (primary) does not answer" in one.what
    assert "promote-dr.sh" in one.fix
    assert not one.total
    (other,) = troubles(status(dr=silent("dr")))
    assert "promote-dr.sh" not in other.fix


def test_both_dead_is_total() -> None:
    assert all(one.total for one in troubles(status(silent("primary"), silent("dr"))))


def test_an_ended_sign_in_is_one_trouble_of_both() -> None:
    why = "get_parameters_by_path in us-east-2: ExpiredTokenException: The security token has expired"
    (one,) = troubles(status(silent("primary", why), silent("dr", why)))
    assert one.total
    assert "sign in again" in one.fix


def test_a_denied_read_is_not_a_dead_region() -> None:
    why = "describe_db_clusters in us-west-2: AccessDenied: no"
    (one,) = troubles(status(dr=side("dr", cluster=Fact(State.SILENT, why=why))))
    assert "refuses a read" in one.what


def test_no_contract_names_what_there_is() -> None:
    gone: Fact[Any] = Fact(State.NONE, None, NOW, "contracts there: acme prod")
    (one,) = troubles(status(dr=side("dr", contract=gone)))
    assert one.what == "us-west-2 has no failover contract of myapp-prod (contracts there: acme prod)"


def test_late_reads_and_a_silent_route_53() -> None:
    late = side("dr", services=Fact(State.SILENT, why="no answer within 4 s"))
    assert "not answered in time: services" in troubles(status(dr=late))[0].what
    lost = replace(status(), record=Fact(State.SILENT, why="no answer"))
    assert "Route 53" in troubles(lost)[0].fix
