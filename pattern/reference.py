"""The reference of the config keys, made from the settings: tables for `docs/config.md`, and a JSON schema."""

from __future__ import annotations

import json
import types
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from pattern.reading import Section
from pattern.settings import Settings
from pattern.workloads import WorkloadSettings

LAYERS: Mapping[str, type[Section]] = {"platform": Settings, "workloads": WorkloadSettings}
SIMPLE = {str: "text", int: "number", float: "number", bool: "`true` or `false`"}


def table(layer: str) -> str:
    """The keys of one layer, in Markdown: key, type, default, meaning; the keys of an object below it."""
    rows = ["| key | type | default | meaning |", "|---|---|---|---|"]
    rows += [
        f"| `{key}` | {kind(field)} | {default(field)} | {(field.description or '').replace('|', '/')} |"
        for key, field in _keys(LAYERS[layer], "")
    ]
    return "\n".join(rows) + "\n"


def schema(layer: str) -> str:
    """The JSON schema of one layer's `config:` values, by full key, for an editor to check a file with."""
    found = LAYERS[layer].model_json_schema(by_alias=True)
    properties = {f"standby:{key}": _as_pulumi_writes_it(value) for key, value in found.pop("properties").items()}
    found.pop("required", None)  # a key may stand in either of the two files
    keys = {"aws:region": {"type": "string"}, **properties}
    whole = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"standby {layer} stack",
        "$defs": found.pop("$defs", {}),
        "type": "object",
        "properties": {"config": {**found, "properties": keys, "type": "object"}},
    }
    return json.dumps(whole, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def _as_pulumi_writes_it(value: Mapping[str, Any]) -> Mapping[str, Any]:
    """A key's schema that also takes what `pulumi config set` writes for it: a switch or a number between quotes."""
    quoted = {"boolean": {"enum": ["true", "false"]}, "integer": {"type": "string", "pattern": r"^\d+$"}}
    other = quoted.get(str(value.get("type")))
    if other is None:
        return value
    about = {key: value[key] for key in ("default", "description", "title") if key in value}
    return {**about, "anyOf": [{key: told for key, told in value.items() if key not in about}, other]}


def _keys(section: type[Section], prefix: str) -> Iterator[tuple[str, FieldInfo]]:
    for field in section.model_fields.values():
        key = f"{prefix}{field.alias}"
        yield key, field
        inner, many = _section_of(field.annotation)
        if inner is not None:
            yield from _keys(inner, f"{key}[]." if many else f"{key}.")


def _section_of(annotation: Any) -> tuple[type[Section] | None, bool]:
    """The section inside an annotation, and whether it is one of many."""
    if isinstance(annotation, type) and issubclass(annotation, Section):
        return annotation, False
    many = get_origin(annotation) is tuple
    for inner in get_args(annotation):
        found, nested = _section_of(inner)
        if found is not None:
            return found, many or nested
    return None, False


def kind(field: FieldInfo) -> str:
    """The type of a key, in words."""
    return _words(field.annotation)


def _words(annotation: Any) -> str:
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _words(inner[0])
    if origin is Literal:
        return ", ".join(f"`{json.dumps(one) if not isinstance(one, str) else one}`" for one in inner)
    if origin in (Union, types.UnionType):
        return _words(next(one for one in inner if one is not type(None)))
    if origin is tuple:
        return f"list of {_words(inner[0])}"
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return "object"
    if isinstance(annotation, type) and issubclass(annotation, Section):
        return "object"
    return SIMPLE.get(annotation, "text")


def default(field: FieldInfo) -> str:
    """The default of a key; an object's stands beside its own keys."""
    if field.default is PydanticUndefined:
        return "required"
    value = field.default
    if value is None:
        return "none"
    if isinstance(value, Section):
        return ""
    if isinstance(value, Mapping):
        return f"`{json.dumps(dict(value))}`"
    return f"`{json.dumps(list(value) if isinstance(value, Sequence) and not isinstance(value, str) else value)}`"
