"""Typed policy config: a frozen dataclass is the schema that Pulumi checks, and the value that a rule reads.

Supported field types: bool, int, str, tuple[str, ...], and Mapping[str, …] of those. Each field has a default and a
sentence, so that a threshold never hides in code.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Mapping
from typing import Any, TypeVar, cast, get_type_hints

from pulumi_policy import PolicyConfigSchema

from policy import GateError

OptionsT = TypeVar("OptionsT")


class OptionError(GateError):
    """A policy config value that the rule cannot read."""


@dataclasses.dataclass(frozen=True)
class NoOptions:
    """A rule with nothing to configure."""


def option(default: Any, meaning: str) -> Any:
    """One field: its default and its sentence."""
    if isinstance(default, Mapping):
        return dataclasses.field(default_factory=lambda: dict(default), metadata={"meaning": meaning})
    return dataclasses.field(default=default, metadata={"meaning": meaning})


def schema(options: type[Any]) -> PolicyConfigSchema | None:
    """The JSON schema of an options class; None where it has no field."""
    hints = get_type_hints(options)
    properties = {
        _camel(field.name): {
            **_json_type(hints[field.name]),
            "description": field.metadata["meaning"],
            "default": _plain(_default(field)),
        }
        for field in dataclasses.fields(options)
    }
    return PolicyConfigSchema(properties=properties) if properties else None


def defaults(options: type[Any]) -> dict[str, Any]:
    """Every option by its config key, with its default."""
    return {_camel(field.name): _plain(_default(field)) for field in dataclasses.fields(options)}


def load(options: type[OptionsT], config: Mapping[str, Any]) -> OptionsT:
    """The options out of a policy's config, with defaults for what is not said.

    Raises:
        OptionError: an option that there is not, or a value of the wrong shape (Pulumi refuses those first).
    """
    given = {}
    unknown = set(config) - {key for _, key, _ in _fields(cast(Any, options))}
    if unknown:
        raise OptionError(f"policy config has no option {', '.join(sorted(unknown))}: correct the policy config file")
    for name, key, hint in _fields(cast(Any, options)):
        if config.get(key) is not None:
            given[name] = _typed(key, hint, config[key])
    return options(**given)


@functools.cache
def _fields(options: Any) -> tuple[tuple[str, str, Any], ...]:
    """(attribute, config key, type) of each option."""
    hints = get_type_hints(options)
    return tuple((field.name, _camel(field.name), hints[field.name]) for field in dataclasses.fields(options))


def _camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(part.title() for part in rest)


def _default(field: dataclasses.Field[Any]) -> Any:
    if field.default_factory is not dataclasses.MISSING:
        return field.default_factory()
    return field.default


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _json_type(hint: Any) -> dict[str, Any]:
    if hint is bool:
        return {"type": "boolean"}
    if hint is int:
        return {"type": "integer"}
    if hint is str:
        return {"type": "string"}
    if hint == tuple[str, ...]:
        return {"type": "array", "items": {"type": "string"}}
    return {"type": "object", "additionalProperties": _json_type(hint.__args__[1])}


def _typed(key: str, hint: Any, value: Any) -> Any:
    """`value` in the field's type; the wire knows only floats for numbers."""
    try:
        if hint is bool and isinstance(value, bool):
            return value
        if hint is int and not isinstance(value, bool):
            return int(value)
        if hint is str and isinstance(value, str):
            return value
        if hint == tuple[str, ...] and isinstance(value, list | tuple):
            return tuple(str(item) for item in value)
        if isinstance(value, Mapping):
            return {str(name): _typed(f"{key}.{name}", hint.__args__[1], item) for name, item in value.items()}
    except (TypeError, ValueError):
        pass
    wanted = _json_type(hint)["type"]
    raise OptionError(f"policy config {key} is {value!r}; {wanted} is required: correct the policy config file")
