"""`docs/failback.md` says what the code does."""

from __future__ import annotations

import re

from standby.failback.reference import table
from standby.failback.steps import STEPS
from tests.checkout import CHECKOUT

PAGE = (CHECKOUT / "docs" / "failback.md").read_text()


def test_page_has_the_table_of_the_steps() -> None:
    assert table() in PAGE, "write the output of standby.failback.reference.table() into docs/failback.md"


def test_page_names_no_step_that_does_not_exist() -> None:
    known = {*STEPS, "promote-dr.sh"}
    verbs = (
        "await|set|copy|snapshot|delete|recreate|flip|raise|lower|stop|start|clear|move|restore|reconcile|verify|lift"
    )
    named = set(re.findall(rf"`((?:{verbs})-[a-z-]+)`", PAGE))
    assert named <= known, named - known


def test_every_step_is_in_the_table_with_what_is_typed() -> None:
    text = table()
    assert all(f"| `{name}`" in text for name in STEPS)
    assert "| asks for the cluster's identifier |" in text
    assert "| asks for the global database's identifier |" in text
    assert "| waits, at most 24 h |" in text
