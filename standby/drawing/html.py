"""HTML pages from templates: every text is escaped, and a name that a template misspells is an error."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined


def templates(folder: Path) -> Environment:
    """The templates of a folder."""
    return Environment(loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined)
