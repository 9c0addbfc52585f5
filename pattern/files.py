"""A stack's config from its two files, as Pulumi merges them; the files are read by the caller."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any


def merged_config(project: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, str]:
    """All config of a stack, by full key, every value as text, objects and lists as JSON; secrets stay out.

    Args:
        project: `Pulumi.yaml` as an object: what the stacks share, as `{value: …}`, `{default: …}` or plain.
        own: `Pulumi.<stack>.yaml` as an object; each of its keys replaces the shared value as a whole.
    """
    namespace = str(project.get("name", ""))
    shared = {_full(key, namespace): _shared(value) for key, value in (project.get("config") or {}).items()}
    merged = {**shared, **{_full(key, namespace): value for key, value in (own.get("config") or {}).items()}}
    return {key: _text(value) for key, value in merged.items() if value is not None and not _secret(value)}


def _full(key: str, namespace: str) -> str:
    return key if ":" in key else f"{namespace}:{key}"


def _shared(value: Any) -> Any:
    """A project's config entry: `{value: …}` or `{default: …}` where it is no plain value."""
    return value.get("value", value.get("default")) if isinstance(value, dict) else value


def _secret(value: Any) -> bool:
    return isinstance(value, dict) and set(value) == {"secure"}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
