"""The configuration files of a new pair: four stack files as text, and the shared values inside two project files."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from standby.errors import UsageError

SUFFIX = "-dr"


@dataclass(frozen=True)
class NewPair:
    """What a person says of a new pair, with the ranges that were chosen for it (CIDR).

    `name` and `zone_id` are the public name and its hosted zone; without both, the project file keeps its own.
    """

    app: str
    environment: str
    primary: str
    dr: str
    primary_range: str
    dr_range: str
    name: str | None = None
    zone_id: str | None = None
    reserved: Sequence[str] = ()


def stack_files(pair: NewPair) -> Mapping[str, str]:
    """Path below the project's folder → content, of the four stack files."""
    return {
        "Pulumi.primary.yaml": _platform(pair.primary, pair.dr, pair.primary_range, pair.dr_range, primary=True),
        "Pulumi.dr.yaml": _platform(pair.dr, pair.primary, pair.dr_range, pair.primary_range, primary=False),
        "workloads/Pulumi.primary.yaml": _workloads(pair.primary, primary=True),
        "workloads/Pulumi.dr.yaml": _workloads(pair.dr, primary=False),
    }


def shared_values(pair: NewPair) -> Mapping[str, Mapping[str, object]]:
    """Path of a project file → full config key → the value that both stacks share."""
    names = {"standby:app": pair.app, "standby:environment": pair.environment}
    platform: dict[str, object] = {**names, "standby:reservedCidrs": list(pair.reserved)}
    if pair.name and pair.zone_id:
        platform["standby:domain"] = {"hostedZoneId": pair.zone_id, "name": pair.name}
    return {"Pulumi.yaml": platform, "workloads/Pulumi.yaml": names}


def with_values(text: str, values: Mapping[str, object], file: str) -> str:
    """`text` of a project file with the `value:` of each config key replaced; everything else stays, comments too.

    Raises:
        UsageError: the file has no `config:` block, or a key is missing in it.
    """
    root = yaml.compose(text)
    config = _child(root, "config")
    if config is None:
        raise UsageError(f"{file} has no config block; run `standby init` in a checkout of the project")
    spans = []
    for key, value in values.items():
        entry = _child(config, key)
        node = None if entry is None else _child(entry, "value") or entry
        if node is None:
            raise UsageError(f"{file} has no config key {key}; add it with a value of any kind, then run this again")
        spans.append((node.start_mark.index, node.end_mark.index, json.dumps(value)))
    for start, end, new in sorted(spans, reverse=True):
        # a block collection ends where the next key begins: its line break and the next key's indentation stay
        kept = text[start:end]
        tail = kept[len(kept.rstrip()) :]
        text = text[:start] + new + tail + text[end:]
    return text


def write(folder: Path, files: Mapping[str, str]) -> None:
    """Write every file, all or nothing as far as a file system allows: texts first beside, then renamed."""
    staged = []
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f".{path.name}.new")
        beside.write_text(content)
        staged.append((beside, path))
    for beside, path in staged:
        beside.rename(path)


def _child(node: yaml.Node | None, name: str) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == name:
                found: yaml.Node = value
                return found
    return None


def _platform(region: str, peer: str, own_range: str, peer_range: str, *, primary: bool) -> str:
    role = "false" if primary else "true"
    source = "" if primary else f"  standby:auroraSourceRegion: {peer}\n"
    return (
        "# yaml-language-server: $schema=docs/config.platform.schema.json\n"
        "config:\n"
        f"  aws:region: {region}\n"
        f"  standby:region: {region}\n"
        "  standby:peer:\n"
        f"    region: {peer}\n"
        f"    vpcCidr: {peer_range}\n"
        f"    stack: {'dr' if primary else 'primary'}\n"
        f'  standby:nameSuffix: "{"" if primary else SUFFIX}"\n'
        f"  standby:vpcCidr: {own_range}\n"
        f'  standby:isAuroraSecondary: "{role}"\n'
        f"{source}"
        f'  standby:servesTraffic: "{"true" if primary else "false"}"\n'
    )


def _workloads(region: str, *, primary: bool) -> str:
    suffix = "" if primary else f'  standby:nameSuffix: "{SUFFIX}"\n'
    return (
        "# yaml-language-server: $schema=../docs/config.workloads.schema.json\n"
        "config:\n"
        f"  aws:region: {region}\n"
        f"  standby:region: {region}\n"
        f"{suffix}"
        f"  standby:capacity: {'production' if primary else 'warm'}\n"
    )
