"""The list of accepted findings is held to what the judges find."""

from __future__ import annotations

from pathlib import Path

import pytest

from judges.verdict import Finding, accepted, judged

OPEN = Finding("CKV_1", "aws_lb", "Ensure something", ("alb",))


def test_a_finding_is_fixed_or_accepted() -> None:
    assert judged([OPEN], {}).open == (OPEN,)
    assert judged([OPEN], {("CKV_1", "aws_lb"): "because"}).good
    assert judged([], {}).good


def test_an_entry_that_finds_nothing_is_stale() -> None:
    verdict = judged([], {("CKV_1", "aws_lb"): "because"})
    assert (verdict.good, verdict.stale) == (False, ("CKV_1 on aws_lb",))


def test_every_entry_of_the_list_has_a_reason() -> None:
    assert all(len(reason) > 20 for reason in accepted().values())


def test_an_entry_without_a_reason_is_refused(tmp_path: Path) -> None:
    (tmp_path / "list.toml").write_text('[CKV_1]\non = ["aws_lb"]\nreason = " "\n')
    with pytest.raises(ValueError, match=r"list\.toml: CKV_1 needs `on` .* and `reason`"):
        accepted(tmp_path / "list.toml")
