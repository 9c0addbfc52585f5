"""Entries of a config file, replaced or added as text: everything else stays as a person wrote it, comments too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from standby.errors import UsageError

INDENT = 2


def entries(text: str, file: str) -> dict[str, Any]:
    """The values of a file's `config:` block by full key; `{value: …}` of a project file is its value."""
    block = (_document(text, file)).get("config") or {}
    return {key: value.get("value", value) if isinstance(value, dict) else value for key, value in block.items()}


def with_entries(text: str, values: Mapping[str, Any], file: str, *, shared: bool) -> str:
    """`text` with these config entries.

    Args:
        shared: a project file, whose values stand under `value:`.

    Raises:
        UsageError: no YAML, or no `config:` block with an entry.
    """
    _document(text, file)
    for key, value in values.items():
        text = _with_entry(text, key, {"value": value} if shared else value, file)
    return text


def _document(text: str, file: str) -> dict[str, Any]:
    try:
        found = yaml.safe_load(text)
    except yaml.YAMLError as problem:
        raise UsageError(f"{file} is no YAML: {problem}") from None
    return found if isinstance(found, dict) else {}


def _with_entry(text: str, key: str, value: Any, file: str) -> str:
    root = yaml.compose(text)
    places = [] if not isinstance(root, yaml.MappingNode) else [v for k, v in root.value if k.value == "config"]
    if not places or not isinstance(places[0], yaml.MappingNode) or not places[0].value:
        raise UsageError(f"{file} has no config block; run this in a checkout of the project")
    config = places[0]
    lines = text.splitlines()
    margin = config.value[0][0].start_mark.column
    told = yaml.safe_dump({key: value}, sort_keys=False, width=120, default_flow_style=False)
    new = [" " * margin + line for line in told.splitlines()]
    start = next((k.start_mark.line for k, _ in config.value if k.value == key), None)
    if start is None:
        last = _end(lines, config.value[-1][0].start_mark.line, margin)
        return "\n".join([*lines[:last], *new, *lines[last:]]) + "\n"
    return "\n".join([*lines[:start], *new, *lines[_end(lines, start, margin) :]]) + "\n"


def _end(lines: list[str], start: int, margin: int) -> int:
    """The line after an entry: the first one that is indented no deeper than its key, without comments before it."""
    end = start + 1
    while end < len(lines) and (not lines[end].strip() or _indent(lines[end]) > margin or _item(lines[end], margin)):
        end += 1
    while end > start + 1 and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#")):
        end -= 1
    return end


def _item(line: str, margin: int) -> bool:
    """An item of a list may stand at its key's own margin."""
    return _indent(line) == margin and line.lstrip().startswith("- ")


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
