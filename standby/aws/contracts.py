"""The whole failover contract of one region, and which contracts an account has at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from pattern.contract import INCIDENT, PLATFORM_KEYS, SCHEDULES, SERVICES
from standby.aws.cloud import Cloud
from standby.aws.side_by_side import side_by_side
from standby.errors import CloudError

_OLD_JOURNAL = "incident/journal/"
_AT_ONCE = 10  # what GetParameters takes, and what a page of GetParametersByPath holds


@dataclass(frozen=True)
class Written:
    """A contract as it lies in SSM: each key's value, and when it was last written."""

    values: Mapping[str, str]
    changed: Mapping[str, datetime]


class ContractRegion:
    """Contracts in one region's SSM."""

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud

    def read(self, path: str) -> Written:
        """Every key of the contract, without the journals that earlier versions kept there; empty: none.

        The keys that every platform has are asked for by name: pages would wait for each other.
        """
        names = [f"{path}/{key.name}" for key in PLATFORM_KEYS]
        batches = [names[first : first + _AT_ONCE] for first in range(0, len(names), _AT_ONCE)]
        reads = [partial(self._named, batch) for batch in batches]
        reads += [partial(self._below, f"{path}/{group}") for group in (SERVICES, SCHEDULES, INCIDENT)]
        found = [raw for answer in side_by_side(reads) for raw in answer]
        told = {str(raw["Name"]).removeprefix(f"{path}/"): raw for raw in found}
        kept = {key: raw for key, raw in told.items() if not key.startswith(_OLD_JOURNAL)}
        return Written(
            {key: str(raw["Value"]) for key, raw in kept.items()},
            {key: raw["LastModifiedDate"] for key, raw in kept.items() if "LastModifiedDate" in raw},
        )

    def _named(self, names: list[str]) -> list[Mapping[str, Any]]:
        found: list[Mapping[str, Any]] = self._cloud.call("ssm", "get_parameters", Names=names)["Parameters"]
        return found

    def _below(self, path: str) -> list[Mapping[str, Any]]:
        return self._cloud.pages("ssm", "get_parameters_by_path", "Parameters", Path=path, Recursive=True)

    def known(self) -> tuple[str, ...]:
        """`<app> <environment>` of every contract in the region; empty where that cannot be asked."""
        asked = [{"Key": "Name", "Option": "Contains", "Values": ["/standby/version"]}]
        try:
            found = self._cloud.pages("ssm", "describe_parameters", "Parameters", ParameterFilters=asked)
        except CloudError:
            return ()
        paths = [str(raw["Name"]).strip("/").split("/") for raw in found]
        return tuple(sorted(f"{parts[0]} {parts[1]}" for parts in paths if len(parts) == 4 and parts[3] == "version"))
