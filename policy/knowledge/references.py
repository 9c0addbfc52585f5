"""What a value refers to by region: ARNs, host names, endpoint services, zones, and variables that name a region."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from policy.engine.unknown import elements, read
from policy.knowledge.regions import CODE, region_of_zone, short

_ANY = re.compile(CODE)
_ARN = re.compile(rf"arn:[\w-]+:([\w-]+):({CODE}):[^\s\"',]*")
_HOST = re.compile(rf"((?:[\w*-]+[.-])*)({CODE})((?:\.[\w-]+)*)\.(?:amazonaws\.com|on\.aws|api\.aws)(?![\w-])")
_SERVICE = re.compile(rf"com\.amazonaws\.({CODE})\.[\w.-]+")
_CACHE = re.compile(r"[\w.-]+\.([a-z]{2,5}\d)\.cache\.amazonaws\.com")
# a variable or a log driver's option that says where the reader itself works
_WHERE = re.compile(r"(?:^|[_-])region$", re.IGNORECASE)
# a name that says of itself that it is about the other side
_OTHER_SIDE = re.compile(
    r"(?:^|[^a-z])(?:peer|other|remote|replica|primary|secondary|standby|failover|source|target|dest(?:ination)?|dr)"
    r"(?:$|[^a-z])",
    re.IGNORECASE,
)
_ZONES = ("availabilityZone", "availabilityZones", "availabilityZoneName")


@dataclass(frozen=True)
class Reference:
    """Where in the resource, what it says, which service (where it tells), and which region (or its short code)."""

    path: str
    text: str
    service: str
    region: str

    def foreign(self, own: str) -> bool:
        """Whether it leads out of region `own`."""
        return self.region not in (own, short(own))


def references(holder: Any, path: str = "", name: str = "") -> Iterator[Reference]:
    """Every reference inside a value, JSON texts included. `name` is the key or the variable that holds it."""
    if isinstance(holder, str):
        yield from _in_text(holder, path, name)
    elif isinstance(holder, Mapping):
        variable = read(holder, "name")
        for key in holder:
            inner = str(variable) if key == "value" and isinstance(variable, str) else str(key)
            yield from references(read(holder, key), f"{path}.{key}" if path else str(key), inner)
    elif isinstance(holder, Sequence):
        for index, item in enumerate(elements(holder)):
            yield from references(item, f"{path}[{index}]", name)


def about_the_other_side(name: str) -> bool:
    """Whether a variable's name says that its value is the other side's: `PEER_QUEUE_URL`, `drRegion`."""
    return bool(_OTHER_SIDE.search(re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name)))


def _in_text(text: str, path: str, name: str) -> Iterator[Reference]:
    if not _ANY.search(text) and ".cache.amazonaws.com" not in text:
        return
    parsed = _json(text)
    if parsed is not None:
        yield from references(parsed, path, name)
        return
    if about_the_other_side(name):
        return
    if _WHERE.search(name) and _ANY.fullmatch(text):
        yield Reference(path, f"{name} {text}", "", text)
        return
    zone = region_of_zone(text) if path.rpartition(".")[2].partition("[")[0] in _ZONES else None
    if zone:
        yield Reference(path, text, "", zone)
    yield from (Reference(path, m[0], m[1], m[2]) for m in _ARN.finditer(text))
    yield from (Reference(path, m[0], m[0].split(".")[3], m[1]) for m in _SERVICE.finditer(text))
    yield from (Reference(path, m[0], _service_of(m), m[2]) for m in _HOST.finditer(text))
    yield from (Reference(path, m[0], "cache", m[1]) for m in _CACHE.finditer(text))


def _service_of(host: re.Match[str]) -> str:
    """The service in a host name: before the region (`rds.us-east-1`, `dkr.ecr.us-east-1`) or after it."""
    after = [part for part in host[3].split(".") if part]
    before = [part for part in re.split(r"[.-]", host[1]) if part]
    return after[-1] if after else (before[-1] if before else "")


def _json(text: str) -> Any:
    """A JSON object or list in a text; None where it is none."""
    if text.lstrip()[:1] not in ("{", "["):
        return None
    try:
        return json.loads(text)
    except ValueError:
        return None
