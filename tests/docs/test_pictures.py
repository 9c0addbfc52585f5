"""The pictures: every page's stand beside it, and the recorded session in the README is of today's demo."""

from __future__ import annotations

import re
from html import unescape

import pytest

from demo.story import demo
from standby.stacks.project import open_project
from tests.checkout import CHECKOUT
from tests.docs.test_links import pages

PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)\s]+)\)")
SESSION = CHECKOUT / "docs/demo.svg"


def session() -> str:
    """What the recorded session says, one blank between words."""
    said = re.findall(r"<text[^>]*>([^<]*)</text>", SESSION.read_text())
    return re.sub(r"\s+", " ", unescape(" ".join(said)))


def test_the_readme_s_first_picture_is_the_recorded_session_and_its_command_stands_above() -> None:
    before, _, _ = (CHECKOUT / "README.md").read_text().partition("\n## ")
    alt, target = PICTURE.findall(before)[0]
    assert target == "docs/demo.svg"
    assert alt.startswith("make demo")
    assert "$ make demo\n" in before[: before.index(target)]


@pytest.mark.parametrize(
    "part", ["$ make demo", "[mandatory]", "vpc-cidr-overlap", "nothing was created", "How to fix:"]
)
def test_the_session_shows(part: str) -> None:
    assert part in session()


def test_the_session_has_every_step_of_today_s_demo() -> None:
    told = demo(open_project(CHECKOUT))
    missing = [
        step.title for number, step in enumerate(told, 1) if f"{number}/{len(told)} {step.title}" not in session()
    ]
    assert not missing, f"record it again: python -m demo demo docs/demo.svg; not in the picture: {missing}"


def test_the_session_loads_nothing_from_elsewhere() -> None:
    assert not re.findall(r"url\(\"?http|href|<image|@import", SESSION.read_text())


def test_every_picture_of_a_page_has_a_file_and_words_for_those_who_do_not_see_it() -> None:
    found = [(page, alt, target) for page in pages() for alt, target in PICTURE.findall(page.read_text())]
    wrong = [target for page, alt, target in found if not alt or not (page.parent / target).is_file()]
    assert found
    assert not wrong
