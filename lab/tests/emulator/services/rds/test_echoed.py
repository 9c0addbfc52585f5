from __future__ import annotations

from types import SimpleNamespace

from lab.emulator.services.rds.echoed import ECHOED, echo


def test_what_is_asked_for_is_kept_and_the_rest_left_alone() -> None:
    resource = SimpleNamespace(monitoring_interval=0)
    echo(resource, {"enable_performance_insights": True, "monitoring_interval": None, "port": 5432})
    assert vars(resource) == {
        "monitoring_interval": 0,
        "performance_insights_enabled": True,
        "performance_insights_retention_period": 7,
    }


def test_false_is_an_answer_too() -> None:
    resource = SimpleNamespace()
    echo(resource, dict.fromkeys(ECHOED, False))
    assert set(vars(resource)) == set(ECHOED.values())
