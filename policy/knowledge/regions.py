"""How a region is written: by its code (`us-west-2`), in short (`usw2`), in the name of one of its zones."""

from __future__ import annotations

import re

# the partitions' regions share one shape, so that a new region needs no new release of the pack
CODE = r"(?:us|eu|ap|sa|ca|me|af|il|mx|cn)(?:-gov|-iso[a-z]?)?-(?:north|south|east|west|central){1,2}-\d"
_CODE = re.compile(rf"(?<![a-z0-9]){CODE}(?![0-9])")
_ZONE = re.compile(rf"^({CODE})[a-z]$")
_SHORT = {"north": "n", "south": "s", "east": "e", "west": "w", "central": "c"}


def regions_in(text: str) -> list[str]:
    """The region codes that a text names, in order."""
    return _CODE.findall(text)


def region_of_zone(zone: str | None) -> str | None:
    """The region of a zone's name (`us-west-2a`); None for an ID or for what is no zone."""
    found = _ZONE.match(zone or "")
    return found[1] if found else None


def short(region: str) -> str:
    """`usw2` for `us-west-2`, `apse1` for `ap-southeast-1`: the way of zone IDs and of many teams' names."""
    head, *middle, number = region.split("-")
    letters = "".join(
        _SHORT.get(word, word) for part in middle for word in re.findall("|".join(_SHORT), part) or [part]
    )
    return f"{head}{letters}{number}"


def spellings(region: str) -> tuple[tuple[str, ...], ...]:
    """The ways to write a region inside a name, each as the segments between dashes."""
    return tuple(region.split("-")), (short(region),), (region.replace("-", ""),)


def in_name(name: str, region: str) -> bool:
    """Whether a name tells the region, as whole segments."""
    segments = tuple(part for part in re.split(r"[^a-z0-9]+", name.lower()) if part)
    return any(segments[at : at + len(wanted)] == wanted for wanted in spellings(region) for at in range(len(segments)))
