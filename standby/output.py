"""`--format table|json`: a table for people, JSON for programs, from the same values."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Annotated, Any

import typer
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text


class Format(StrEnum):
    """How a command answers."""

    TABLE = "table"
    JSON = "json"


FormatOption = Annotated[Format, typer.Option("--format", help="a table for people, or JSON for programs")]


def console() -> Console:
    """Where tables go; a pipe or a file gets lines as long as they need to be."""
    wide = None if sys.stdout.isatty() else 200
    return Console(highlight=False, width=wide)


def print_json(value: Any) -> None:
    """One JSON document; times as ISO-8601, whatever else as text."""
    typer.echo(json.dumps(value, indent=1, default=str))


def table(columns: Sequence[tuple[str, str]], rows: Iterable[Sequence[str]], title: str = "") -> Table:
    """A table; a column is its head and `left` or `right`."""
    made = Table(box=box.SIMPLE_HEAD, title=title or None, title_justify="left", pad_edge=False)
    for head, side in columns:
        made.add_column(head, justify="right" if side == "right" else "left", overflow="fold")
    for row in rows:
        made.add_row(*(Text(cell) for cell in row))  # as text: brackets in a cell are no markup
    return made
