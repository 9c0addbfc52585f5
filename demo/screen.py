"""What the demo shows: numbered steps with their time, tables, and lines quoted from the tools."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

# a pipe has no width; this one fits the tables
_PIPE_COLUMNS = 120


class Screen:
    """Prints to `console`; nothing that is shown is read as rich's own markup."""

    def __init__(self, console: Console | None = None) -> None:
        plain = Console(highlight=False, record=True)
        piped = Console(highlight=False, record=True, width=_PIPE_COLUMNS)
        self._console = console or (plain if plain.is_terminal else piped)

    def title(self, text: str) -> None:
        """The first line."""
        self._console.print(Text(text, style="bold"))

    def begin(self, number: int, total: int, title: str) -> None:
        """A step starts."""
        self._console.print(Text(f"\n{number:>2}/{total} {title}", style="bold cyan"))

    def waiting(self, seconds: float) -> None:
        """The step that began is still running."""
        # out of the recording: a picture of the session needs no clock
        self._console.file.write(f"      … {seconds:.0f} s\n")
        self._console.file.flush()

    def end(self, note: str, seconds: float) -> None:
        """It is done; `note` says what came out."""
        self._console.print(Text(f"      {note}", style="green").append(f"  ({seconds:.1f} s)", style="dim"))

    def quote(self, line: str) -> None:
        """A line of somebody else's output."""
        self._console.print(Text(f"      │ {line}", style="dim"), soft_wrap=True)

    def table(self, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """A table; cells may have several lines."""
        table = Table(*headings, box=SIMPLE_HEAD, pad_edge=False)
        for row in rows:
            table.add_row(*(Text(cell) for cell in row))
        self._console.print(table)

    def failed(self, message: str) -> None:
        """Why the demo ends here."""
        self._console.print(Text(f"\n{message}", style="bold red"), soft_wrap=True)

    def closing(self, text: str) -> None:
        """The last line."""
        self._console.print(Text(f"\n{text}", style="bold"))

    def save(self, picture: Path, title: str) -> None:
        """Everything that was printed, as an SVG."""
        self._console.save_svg(str(picture), title=title)
