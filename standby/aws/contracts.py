"""The whole failover contract of one region, and which contracts an account has at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from standby.aws.cloud import Cloud
from standby.errors import CloudError

_OLD_JOURNAL = "incident/journal/"


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
        """Every key below the contract's path, without the journals that earlier versions kept there; empty: none."""
        found = self._cloud.pages("ssm", "get_parameters_by_path", "Parameters", Path=path, Recursive=True)
        told = {str(raw["Name"]).removeprefix(f"{path}/"): raw for raw in found}
        kept = {key: raw for key, raw in told.items() if not key.startswith(_OLD_JOURNAL)}
        return Written(
            {key: str(raw["Value"]) for key, raw in kept.items()},
            {key: raw["LastModifiedDate"] for key, raw in kept.items() if "LastModifiedDate" in raw},
        )

    def known(self) -> tuple[str, ...]:
        """`<app> <environment>` of every contract in the region; empty where that cannot be asked."""
        asked = [{"Key": "Name", "Option": "Contains", "Values": ["/standby/version"]}]
        try:
            found = self._cloud.pages("ssm", "describe_parameters", "Parameters", ParameterFilters=asked)
        except CloudError:
            return ()
        paths = [str(raw["Name"]).strip("/").split("/") for raw in found]
        return tuple(sorted(f"{parts[0]} {parts[1]}" for parts in paths if len(parts) == 4 and parts[3] == "version"))
