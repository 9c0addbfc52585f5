"""`${…}` in the config of a service: values that each region has of its own, filled in by the program.

`${region}`, `${peer.region}`, `${account}`, `${app}`, `${environment}`, and `${platform.<output>}` for each text among
the platform's outputs. `$${` is a literal `${`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pattern.errors import PatternError
from pattern.outputs import PLATFORM_OUTPUTS

PLATFORM = "platform."
NAMES: tuple[str, ...] = (
    *("region", "peer.region", "account", "app", "environment"),
    *(f"{PLATFORM}{output.name}" for output in PLATFORM_OUTPUTS if output.type == "string"),
)
_FOUND = re.compile(r"\$\$\{|\$\{([^}]*)(\}?)")


class PlaceholderError(PatternError):
    """A placeholder that is not known; the message lists those that are."""


def problems(text: str) -> Iterator[str]:
    """What is wrong with the placeholders of `text`, one sentence each."""
    for match in _FOUND.finditer(text):
        if match[0] == "$${":
            continue
        if not match[2]:
            yield f"{match[0]!r} has no closing brace; a literal `${{` is written `$${{`"
        elif match[1] not in NAMES:
            yield f"${{{match[1]}}} is not known; there are {', '.join(f'${{{name}}}' for name in NAMES)}"


def values(outputs: Mapping[str, Any]) -> dict[str, str]:
    """The value of every placeholder, from the outputs of a platform stack."""
    return {
        "region": str(outputs["region"]),
        "peer.region": str(outputs["peer_region"]),
        "account": str(outputs["account"]),
        "app": str(outputs["app"]),
        "environment": str(outputs["environment"]),
        **{
            f"{PLATFORM}{output.name}": str(outputs[output.name])
            for output in PLATFORM_OUTPUTS
            if output.type == "string" and output.name in outputs
        },
    }


def fill(text: str, known: Mapping[str, str]) -> str:
    """`text` with its placeholders filled.

    Raises:
        PlaceholderError: one has no value.
    """

    def replaced(match: re.Match[str]) -> str:
        if match[0] == "$${":
            return "${"
        if not match[2] or match[1] not in known:
            raise PlaceholderError(f"{match[0]} has no value; there are {', '.join(f'${{{name}}}' for name in known)}")
        return known[match[1]]

    return _FOUND.sub(replaced, text)


def fill_all(found: Any, known: Mapping[str, str]) -> Any:
    """Lists and objects with every text in them filled."""
    if isinstance(found, str):
        return fill(found, known)
    if isinstance(found, Mapping):
        return {key: fill_all(one, known) for key, one in found.items()}
    if isinstance(found, Sequence):
        return [fill_all(one, known) for one in found]
    return found
