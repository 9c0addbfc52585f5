"""Outputs are just those of the table, and the table is the page."""

from pathlib import Path

import pytest

from pattern.outputs import PLATFORM_OUTPUTS, OutputsError, check_outputs, table

ALL: dict[str, object] = {output.name: "x" for output in PLATFORM_OUTPUTS}


def test_the_full_set_passes_unchanged() -> None:
    assert check_outputs(ALL) == ALL


@pytest.mark.parametrize("given", [{**ALL, "extra": "x"}, {k: v for k, v in ALL.items() if k != "vpc_id"}])
def test_one_too_many_or_too_few_is_named(given: dict[str, object]) -> None:
    with pytest.raises(OutputsError, match="extra" if "extra" in given else "vpc_id"):
        check_outputs(given)


def test_the_page_is_made_from_the_table() -> None:
    assert table() in (Path(__file__).parents[2] / "docs" / "outputs.md").read_text()
