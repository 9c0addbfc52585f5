"""From Pulumi's config texts to a checked value, with every problem in the words of the config file."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.alias_generators import to_camel

from pattern.errors import PatternError

LONGEST_PROBLEM = 800  # characters: a sentence with the list of known keys fits
LONGEST_VALUE = 120


class ConfigError(PatternError):
    """Every problem of one stack's config; `problems` holds them one by one, each short enough to be read."""

    def __init__(self, stack: str, problems: Iterable[str]) -> None:
        self.problems = tuple(_short(problem, LONGEST_PROBLEM) for problem in problems)
        lines = "\n".join(f"  - {problem}" for problem in self.problems)
        super().__init__(f"the config of stack {stack!r} has {len(self.problems)} problem(s):\n{lines}")


class Section(BaseModel):
    """A group of config keys: camelCase in the file, snake_case here, frozen, no unknown key."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, frozen=True, extra="forbid")


def region_disagreement(raw: Mapping[str, Any], config: Mapping[str, str]) -> list[str]:
    """The sentence about `standby:region` and `aws:region`, where they differ."""
    region, aws_region = raw.get("region"), config.get("aws:region")
    if region is None or region == aws_region:
        return []
    return [
        f"standby:region is {region!r} but aws:region is {aws_region!r}; they must agree: "
        f"`pulumi config set aws:region {region}` (or change standby:region)"
    ]


def refuse_absent_file(raw: Mapping[str, Any], own_keys: Iterable[str], stack: str) -> None:
    """Where none of a stack's own keys is there, the file is missing: one problem, not one per key.

    Raises:
        ConfigError: that one problem.
    """
    keys = tuple(own_keys)
    if not any(key in raw for key in keys):
        raise ConfigError(
            stack,
            [
                f"none of {', '.join(keys)} is set: Pulumi.{stack}.yaml is missing, or this is the other layer's "
                "folder; copy the file of another stack, or change into the right folder"
            ],
        )


SectionT = TypeVar("SectionT", bound=Section)


def raw_values(section: type[Section], config: Mapping[str, str], namespace: str) -> dict[str, Any]:
    """The values of `namespace`, by key without it; JSON is read where the field is no plain text."""
    keys = ((full.partition(":"), text) for full, text in config.items())
    return {key: _value(section, key, text) for (space, _, key), text in keys if space == namespace}


def read_section(
    section: type[SectionT], raw: Mapping[str, Any], namespace: str, stack: str, more: Iterable[str] = ()
) -> SectionT:
    """`section` from the raw values of `namespace`.

    Args:
        more: problems that the caller has found already, told together with those found here.

    Raises:
        ConfigError: when anything is wrong.
    """
    problems: list[str] = []
    value: SectionT | None = None
    try:
        value = section.model_validate(raw)
    except ValidationError as error:
        # pydantic counts only the items that passed: a list with a bad item is "too short" as well as bad
        found = error.errors()
        bad = {detail["loc"][:-1] for detail in found}
        told = [detail for detail in found if not (detail["type"] == "too_short" and _inside(bad, detail["loc"]))]
        problems = [_sentence(section, namespace, detail) for detail in told]
    problems += more
    if value is None or problems:
        raise ConfigError(stack, problems)
    return value


def _inside(places: Iterable[tuple[Any, ...]], list_at: tuple[Any, ...]) -> bool:
    """Whether one of the places is in that list, at any depth."""
    return any(place[: len(list_at)] == list_at for place in places)


def _value(section: type[Section], key: str, text: str) -> Any:
    """JSON where the field is no plain string (objects, lists, numbers, booleans); the text itself otherwise."""
    field = next((f for name, f in section.model_fields.items() if key in (name, f.alias)), None)
    if field is None or field.annotation is str:
        return text
    try:
        return json.loads(text)
    except (ValueError, RecursionError):  # a thousand brackets are no value of ours
        return text


def _sentence(section: type[Section], namespace: str, detail: Any) -> str:
    """One problem: the key, what was found, what is required, and the nearest known key where it is unknown."""
    path = _path(detail["loc"])
    key, kind = f"{namespace}:{path}", detail["type"]
    if kind == "missing":
        return f"{key} is missing; it is required: `pulumi config set --path {key} …`"
    if kind == "extra_forbidden":
        known = sorted(_known_keys(section, detail["loc"][:-1]))
        near = difflib.get_close_matches(str(detail["loc"][-1]), known, n=1, cutoff=0.5)
        parent = f"{namespace}:{_path(detail['loc'][:-1])}".rstrip(":")
        hint = f"did you mean {near[0]!r}?" if near else "remove it."
        return f"{key} is not a known key; {hint} Known under {parent}: {', '.join(known)}"
    message = detail["msg"].removeprefix("Value error, ")
    if kind == "value_error":
        return f"{key}: {message}"
    return f"{key} is {_shown(detail['input'])}; {message[:1].lower()}{message[1:]}"


def _shown(value: Any) -> str:
    """A value as JSON, as long as a message can bear."""
    try:
        return _short(json.dumps(value, default=str), LONGEST_VALUE)
    except (ValueError, RecursionError):
        return f"a deeply nested {type(value).__name__}"


def _short(text: str, longest: int) -> str:
    """The text, cut in the middle where it is too long; half a surrogate pair, which no terminal prints, is escaped."""
    text = text.encode("utf-8", "backslashreplace").decode()
    if len(text) <= longest:
        return text
    kept = (longest - 3) // 2
    return f"{text[:kept]} … {text[-kept:]}"


def _path(loc: tuple[Any, ...]) -> str:
    """`('services', 0, 'cpu')` as config paths are written: `services[0].cpu`."""
    text = ""
    for part in loc:
        text += f"[{part}]" if isinstance(part, int) else f".{_short(str(part), LONGEST_VALUE)}"
    return text.lstrip(".")


def _known_keys(section: type[Section], loc: tuple[Any, ...]) -> set[str]:
    """The keys that the section at `loc` has."""
    current: type[Section] = section
    for part in loc:
        if isinstance(part, int):
            continue
        field = next((f for name, f in current.model_fields.items() if part in (name, f.alias)), None)
        inner = _section_in(field.annotation) if field else None
        if inner is None:
            break
        current = inner
    return {str(f.alias) for f in current.model_fields.values()}


def _section_in(annotation: Any) -> type[Section] | None:
    """The section class inside an annotation such as `tuple[Service, ...] | None`."""
    if isinstance(annotation, type) and issubclass(annotation, Section):
        return annotation
    for inner in getattr(annotation, "__args__", ()):
        found = _section_in(inner)
        if found is not None:
            return found
    return None
