"""Names: Pulumi's camelCase inputs to boto3's keyword arguments and back.

A *spec* is a text of words; each names an input, or `input=AwsName` where AWS's name is not the capitalised input:
`"cidrBlock name=GroupName"` stands for CidrBlock and GroupName.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any


def words(text: str) -> frozenset[str]:
    """The words of a text as a set: `words("name tags")`."""
    return frozenset(text.split())


def names(spec: str) -> frozenset[str]:
    """The Pulumi names in a spec."""
    return frozenset(ours for ours, _ in _pairs(spec))


@cache
def _pairs(spec: str) -> tuple[tuple[str, str], ...]:
    pairs = []
    for word in spec.split():
        ours, _, theirs = word.partition("=")
        pairs.append((ours, theirs or upper(ours)))
    return tuple(pairs)


def aws_args(inputs: Mapping[str, Any], spec: str) -> dict[str, Any]:
    """The inputs that are set, under AWS's names: keyword arguments for a boto3 call."""
    return {theirs: inputs[ours] for ours, theirs in _pairs(spec) if inputs.get(ours) is not None}


def live_values(answer: Mapping[str, Any], spec: str) -> dict[str, Any]:
    """AWS's answer under Pulumi's names, for `read`; what the answer does not hold is left out."""
    return {ours: answer[theirs] for ours, theirs in _pairs(spec) if answer.get(theirs) is not None}


def upper(name: str) -> str:
    """First letter upper case."""
    return name[:1].upper() + name[1:]


def lower(name: str) -> str:
    """First letter lower case."""
    return name[:1].lower() + name[1:]


def pascal(value: Any) -> Any:
    """Keys capitalised, at every depth: a Pulumi block as boto3 wants it."""
    if isinstance(value, Mapping):
        return {upper(key): pascal(item) for key, item in value.items()}
    return [pascal(item) for item in value] if isinstance(value, list) else value


def camel(value: Any) -> Any:
    """Keys with a small first letter, at every depth: AWS's block as Pulumi names it."""
    if isinstance(value, Mapping):
        return {lower(key): camel(item) for key, item in value.items()}
    return [camel(item) for item in value] if isinstance(value, list) else value


def tag_list(tags: Mapping[str, str], key: str = "Key", value: str = "Value") -> list[dict[str, str]]:
    """Tags as AWS's list of pairs; KMS says TagKey and TagValue, ECS says key and value."""
    return [{key: name, value: text} for name, text in tags.items()]


def tag_map(pairs: Iterable[Mapping[str, str]] | None, key: str = "Key", value: str = "Value") -> dict[str, str]:
    """The reverse of `tag_list`; AWS's own `aws:` tags are left out, as the real provider does."""
    found = {pair[key]: pair.get(value, "") for pair in pairs or []}
    return {name: text for name, text in found.items() if not name.startswith("aws:")}
