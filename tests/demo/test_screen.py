"""What the demo prints."""

from __future__ import annotations

import io
from pathlib import Path

from rich.console import Console

from demo.screen import Screen


def shown(*, width: int = 80) -> tuple[Screen, io.StringIO]:
    out = io.StringIO()
    return Screen(Console(file=out, width=width)), out


def test_a_step_is_a_number_a_title_and_what_came_out() -> None:
    screen, out = shown()
    screen.title("the story")
    screen.begin(3, 11, "What stands where")
    screen.end("two regions", 1.25)
    screen.closing("done")
    assert out.getvalue().split("\n") == [
        "the story",
        "",
        " 3/11 What stands where",
        "      two regions  (1.2 s)",
        "",
        "done",
        "",
    ]


def test_quoted_lines_are_shown_as_they_are() -> None:
    screen, out = shown(width=20)
    screen.quote("[mandatory] [bold]not markup[/bold] and longer than the screen")
    assert out.getvalue() == "      │ [mandatory] [bold]not markup[/bold] and longer than the screen\n"


def test_tables_have_lines_in_cells_and_no_markup() -> None:
    screen, out = shown()
    screen.table(["region", "zones"], [["us-east-1", "a [red]\nb"]])
    lines = [line.rstrip() for line in out.getvalue().splitlines() if line.strip()]
    assert lines[0].split() == ["region", "zones"]
    assert lines[2].split() == ["us-east-1", "a", "[red]"]
    assert lines[3].split() == ["b"]


def test_a_failure_says_why_in_full() -> None:
    screen, out = shown(width=20)
    screen.failed("a message that is much longer than twenty columns")
    assert "a message that is much longer than twenty columns" in out.getvalue()


def test_a_session_can_be_kept_as_a_picture(tmp_path: Path) -> None:
    screen, _ = shown()
    screen.begin(1, 1, "The only step")
    screen.waiting(4)
    screen.save(tmp_path / "session.svg", "$ make demo")
    picture = (tmp_path / "session.svg").read_text()
    assert "The&#160;only&#160;step" in picture
    assert "4&#160;s" not in picture
    assert "@font-face" not in picture


def test_a_picture_shows_a_long_line_whole_whatever_the_window_s_width(tmp_path: Path) -> None:
    words = [f"word{number}" for number in range(40)]
    for width in (20, 200):
        screen, _ = shown(width=width)
        screen.quote(" ".join(words))
        screen.save(tmp_path / f"{width}.svg", "a quote")
    narrow, wide = ((tmp_path / f"{width}.svg").read_text() for width in (20, 200))
    assert narrow == wide
    assert all(f"{word}&#160;" in narrow or f"{word}<" in narrow for word in words)
