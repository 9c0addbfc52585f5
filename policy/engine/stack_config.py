"""The stack's own config, as the engine hands it to the pack in preview and up; `analyze` has none.

Read leniently: whether the config is right is decided by `pattern.settings` in the program. Here it only says what to
compare with, and a program that is not ours may have none of it.
"""

from __future__ import annotations

import functools
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

NAMESPACE = "standby"


@dataclass(frozen=True)
class StackConfig:
    """What the config says, as far as it says it. `given` is False in `analyze`, where there is no config at all."""

    values: Mapping[str, str]

    @property
    def given(self) -> bool:
        """Whether any config was handed over."""
        return bool(self.values)

    @property
    def standby(self) -> bool:
        """Whether the stack is configured the way of this pattern: it has a `standby:` key."""
        return any(key.startswith(f"{NAMESPACE}:") for key in self.values)

    def text(self, key: str) -> str | None:
        """`standby:<key>` as text; None where it is not set."""
        return self.values.get(f"{NAMESPACE}:{key}")

    def value(self, key: str) -> Any:
        """`standby:<key>` read as JSON (objects, lists, numbers, booleans); the text itself where it is none."""
        text = self.text(key)
        try:
            return json.loads(text) if text is not None else None
        except ValueError:
            return text

    def inside(self, key: str, *path: str) -> Any:
        """A value inside the object `standby:<key>`; None where there is none."""
        value = self.value(key)
        for step in path:
            value = value.get(step) if isinstance(value, Mapping) else None
        return value

    def texts(self, key: str) -> list[str]:
        """The texts of the list `standby:<key>`."""
        value = self.value(key)
        return [text for text in value if isinstance(text, str)] if isinstance(value, list) else []

    @property
    def region(self) -> str | None:
        """This stack's region."""
        return self.text("region") or self.values.get("aws:region")

    @property
    def serves(self) -> bool | None:
        """`servesTraffic`; None where it is not set."""
        value = self.value("servesTraffic")
        return value if isinstance(value, bool) else None


def analyzing() -> bool:
    """Whether this is `pulumi policy analyze`: a preview or an up says which one it is, and hands over its config."""
    return "PULUMI_DRY_RUN" not in os.environ and not current().given


def current() -> StackConfig:
    """The config that the engine gave to this process."""
    return _parsed(os.environ.get("PULUMI_CONFIG", ""))


@functools.lru_cache(maxsize=8)
def _parsed(text: str) -> StackConfig:
    try:
        raw = json.loads(text) if text else {}
    except ValueError:
        raw = {}
    values = raw if isinstance(raw, Mapping) else {}
    return StackConfig({str(key): value for key, value in values.items() if isinstance(value, str)})
