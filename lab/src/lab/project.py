"""What the lab knows of a project: the file `lab.toml` at the project's root, found from the working folder upwards.

    account = "123456789012"     # the account of `lab env`
    region = "us-east-1"         # its region
    stacks = ["primary", "dr"]   # the stacks of each project
    folders = ["policy"]         # what a copy of the projects holds beside them

    [projects]                   # folder = name in its Pulumi.yaml, in the order in which they are brought up
    "." = "shop"
    "services" = "shop-services"

    [[zones]]                    # public hosted zones that are there before any stack
    id = "Z0123456789EXAMPLE"
    name = "example.com"         # account = "…": of another account

    [[zones]]                    # one that the projects' config names: see lab.config_zones
    config = "shop:domain"
    keys = { id = ["zoneId"], name = ["name"] }

    [tasks]                      # image (a pattern) = command that stands for it
    "*/shop/web:*" = "python -m shop.web"

All of it may be left out, the file too: then there are no projects, no zones and one default account.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from lab.config_zones import PARTS, ConfigZone, Zone
from lab.errors import ProjectError

FILE = "lab.toml"
VARIABLE = "LAB_PROJECT"
DEFAULT_ACCOUNT = "123456789012"
DEFAULT_REGION = "us-east-1"
_ACCOUNT = re.compile(r"\d{12}")
_REGION = re.compile(r"[a-z]{2}(-[a-z]+)+-\d")
_ZONE = re.compile(r"Z[0-9A-Z]{1,31}")
_DOMAIN = re.compile(r"([0-9a-z_-]+\.)+[0-9a-z-]+\.?")
_NAME = re.compile(r"[0-9A-Za-z._-]{1,100}")
_CONFIG_KEY = re.compile(r"[^:\s]+:\S+")


@dataclass(frozen=True)
class Project:
    """``projects``: folder below ``root`` → name. ``root`` is None where there is no lab.toml."""

    root: Path | None = None
    projects: Mapping[str, str] = field(default_factory=dict)
    stacks: tuple[str, ...] = ()
    zones: tuple[Zone, ...] = ()
    account: str = DEFAULT_ACCOUNT
    region: str = DEFAULT_REGION
    folders: tuple[str, ...] = ()
    tasks: Mapping[str, str] = field(default_factory=dict)

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """(project name, stack) of every stack, in the order in which they are brought up."""
        return [(name, stack) for name in self.projects.values() for stack in self.stacks]


def find(environ: Mapping[str, str], start: Path | None = None) -> Project:
    """The project of `LAB_PROJECT` (a folder), else of the nearest lab.toml at or above `start` (the working folder).

    Raises ProjectError for a file that cannot be used.
    """
    named = environ.get(VARIABLE)
    if named:
        if not (Path(named) / FILE).is_file():
            raise ProjectError(f"{VARIABLE}={named}: there is no {FILE} in that folder; name one that has it, or unset")
        return load(Path(named) / FILE)
    here = (start or Path.cwd()).resolve()
    file = next((folder / FILE for folder in (here, *here.parents) if (folder / FILE).is_file()), None)
    return load(file) if file else Project()


def load(file: Path) -> Project:
    """Read and check a lab.toml; raises ProjectError that names every problem."""
    try:
        data = tomllib.loads(file.read_text())
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ProjectError(f"{file}: cannot be read as TOML: {error}") from error
    reader = _Reader(data)
    account = reader.text("account", DEFAULT_ACCOUNT, _ACCOUNT, "twelve digits, in quotes")
    zones = reader.zones(account)
    found = Project(
        root=file.parent.resolve(),
        projects=reader.table("projects", "the project's name, as in its Pulumi.yaml", _NAME),
        stacks=reader.texts("stacks", "the names of stacks", _NAME),
        account=account,
        region=reader.text("region", DEFAULT_REGION, _REGION, "a region such as us-east-1"),
        folders=reader.texts("folders", "folders below the project's root", re.compile(r"[^/].*")),
        tasks=reader.table("tasks", "a command", re.compile(r".*\S.*")),
    )
    reader.unknown("account", "region", "stacks", "folders", "projects", "zones", "tasks")
    if found.projects and not found.stacks:
        reader.problems.append('stacks: not set, and [projects] needs it; for instance stacks = ["dev"]')
    for folder in (*found.projects, *found.folders):
        if not (file.parent / folder).is_dir():
            reader.problems.append(f"{folder!r}: there is no such folder below {file.parent}")
    if reader.problems:
        raise ProjectError("\n".join([f"{file} cannot be used:", *(f"  {text}" for text in reader.problems)]))
    return replace(found, zones=tuple(_resolved(zones, found)))


def _resolved(zones: Sequence[Zone | ConfigZone], project: Project) -> Iterator[Zone]:
    """Every zone once, the one that stands in lab.toml before one of the same ID in a project's config."""
    found: dict[str, Zone] = {zone.id: zone for zone in zones if isinstance(zone, Zone)}
    for named in (zone for zone in zones if isinstance(zone, ConfigZone) and project.root):
        for zone in named.zones(project.root or Path(), tuple(project.projects), project.stacks, project.account):
            if _ZONE.fullmatch(zone.id) and _DOMAIN.fullmatch(zone.name):
                found.setdefault(zone.id, zone)
    yield from found.values()


def _is_text(value: object) -> bool:
    return isinstance(value, str) and value != ""


class _Reader:
    """Typed values out of a TOML document; what does not fit is noted in `problems`."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.data = data
        self.problems: list[str] = []

    def text(self, key: str, default: str, form: re.Pattern[str], wanted: str) -> str:
        value = self.data.get(key, default)
        return value if self._fits(key, value, form, wanted) else default

    def texts(self, key: str, wanted: str, form: re.Pattern[str]) -> tuple[str, ...]:
        value = self.data.get(key, [])
        if not isinstance(value, list):
            self._wrong(key, value, f"a list of texts: {wanted}")
            return ()
        return tuple(item for n, item in enumerate(value) if self._fits(f"{key}[{n}]", item, form, wanted))

    def table(self, key: str, wanted: str, form: re.Pattern[str]) -> dict[str, str]:
        value = self.data.get(key, {})
        if not isinstance(value, dict):
            self._wrong(key, value, f"a table [{key}]")
            return {}
        return {name: text for name, text in value.items() if self._fits(f"{key}.{name!r}", text, form, wanted)}

    def zones(self, account: str) -> list[Zone | ConfigZone]:
        value = self.data.get("zones", [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self._wrong("zones", value, "tables [[zones]]")
            return []
        found = [
            self._config_zone(f"zones[{number}]", item)
            if "config" in item
            else self._zone(f"zones[{number}]", item, account)
            for number, item in enumerate(value)
        ]
        return [zone for zone in found if zone is not None]

    def _zone(self, where: str, item: Mapping[str, Any], account: str) -> Zone | None:
        good = self._fits(f"{where}.id", item.get("id"), _ZONE, "the zone's ID: Z, then digits and capital letters")
        good &= self._fits(f"{where}.name", item.get("name"), _DOMAIN, "a domain such as example.com")
        owner = item.get("account", account)
        good &= self._fits(f"{where}.account", owner, _ACCOUNT, "twelve digits, in quotes")
        self._unknown_in(f"{where}.", item, ("id", "name", "account"))
        return Zone(item["id"], item["name"].rstrip("."), owner) if good else None

    def _config_zone(self, where: str, item: Mapping[str, Any]) -> ConfigZone | None:
        good = self._fits(f"{where}.config", item["config"], _CONFIG_KEY, "a full config key such as shop:domain")
        self._unknown_in(f"{where}.", item, ("config", "keys"))
        keys = item.get("keys")
        if not isinstance(keys, dict) or not {"id", "name"} <= set(keys):
            self._wrong(f"{where}.keys", keys, 'a table such as { id = ["zoneId"], name = ["name"] }')
            return None
        self._unknown_in(f"{where}.keys.", keys, PARTS)
        wrong = [part for part, names in keys.items() if not (isinstance(names, list) and all(map(_is_text, names)))]
        for part in wrong:
            self._wrong(f"{where}.keys.{part}", keys[part], "a list of the object's keys")
        return ConfigZone(item["config"], keys) if good and not wrong else None

    def unknown(self, *known: str) -> None:
        self._unknown_in("", self.data, known)

    def _unknown_in(self, where: str, table: Mapping[str, Any], known: tuple[str, ...]) -> None:
        for key in sorted(set(table) - set(known)):
            self.problems.append(f"{where}{key}: unknown key; known are {', '.join(known)}")

    def _fits(self, key: str, value: object, form: re.Pattern[str], wanted: str) -> bool:
        if isinstance(value, str) and form.fullmatch(value):
            return True
        self._wrong(key, value, wanted)
        return False

    def _wrong(self, key: str, value: object, wanted: str) -> None:
        found = "not set" if value is None else f"found {value!r}"
        self.problems.append(f"{key}: {found}; required is {wanted}")
