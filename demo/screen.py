"""What the demo shows: numbered steps with their time, tables, and lines quoted from the tools."""

from __future__ import annotations

import io
import re
import textwrap
from collections.abc import Sequence
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

# a pipe has no width; this one fits the tables
_PIPE_COLUMNS = 120
# as narrow as the tables allow: a page shows a picture of the session at some 900 pixels
_PICTURE_COLUMNS = 100
_QUOTE = "      │ "
# a picture inside a page loads nothing, and a font from elsewhere would only be asked for in vain
_FONT_FROM_ELSEWHERE = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)


class Screen:
    """Prints to `console`; nothing that is shown is read as rich's own markup.

    A recording of its own is kept beside it, so that a picture looks the same whatever window the session ran in.
    """

    def __init__(self, console: Console | None = None) -> None:
        plain = Console(highlight=False)
        piped = Console(highlight=False, width=_PIPE_COLUMNS)
        self._console = console or (plain if plain.is_terminal else piped)
        self._recording = Console(highlight=False, record=True, width=_PICTURE_COLUMNS, file=io.StringIO())

    def _show(self, what: RenderableType) -> None:
        self._console.print(what)
        self._recording.print(what)

    def title(self, text: str) -> None:
        """The first line."""
        self._show(Text(text, style="bold"))

    def begin(self, number: int, total: int, title: str) -> None:
        """A step starts."""
        self._show(Text(f"\n{number:>2}/{total} {title}", style="bold cyan"))

    def waiting(self, seconds: float) -> None:
        """The step that began is still running."""
        # out of the recording: a picture of the session needs no clock
        self._console.file.write(f"      … {seconds:.0f} s\n")
        self._console.file.flush()

    def end(self, note: str, seconds: float) -> None:
        """It is done; `note` says what came out."""
        self._show(Text.assemble((f"      {note}", "green"), f"  ({seconds:.1f} s)"))

    def quote(self, line: str) -> None:
        """A line of somebody else's output: whole on the screen, wrapped in the recording."""
        self._console.print(Text(f"{_QUOTE}{line}"), soft_wrap=True)
        for part in textwrap.wrap(line, _PICTURE_COLUMNS - 2 * len(_QUOTE)):
            self._recording.print(Text(f"{_QUOTE}{part}"))

    def table(self, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """A table; cells may have several lines."""
        table = Table(*headings, box=SIMPLE_HEAD, pad_edge=False)
        for row in rows:
            table.add_row(*(Text(cell) for cell in row))
        self._show(table)

    def failed(self, message: str) -> None:
        """Why the demo ends here."""
        said = Text(f"\n{message}", style="bold red")
        self._console.print(said, soft_wrap=True)
        self._recording.print(said)

    def closing(self, text: str) -> None:
        """The last line."""
        self._show(Text(f"\n{text}", style="bold"))

    def save(self, picture: Path, title: str) -> None:
        """Everything that was printed, as an SVG."""
        drawn = self._recording.export_svg(title=title, unique_id="session")
        picture.write_text(_FONT_FROM_ELSEWHERE.sub("", drawn), encoding="utf-8")
