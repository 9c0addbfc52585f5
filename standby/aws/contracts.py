"""The whole failover contract of one region, and which contracts an account has at all."""

from __future__ import annotations

from datetime import datetime

from standby.aws.cloud import Cloud
from standby.errors import CloudError

_OLD_JOURNAL = "incident/journal/"


class ContractRegion:
    """Contracts in one region's SSM."""

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud

    def read(self, path: str) -> dict[str, str]:
        """Every key below the contract's path, without the journals that earlier versions kept there; empty: none."""
        found = self._cloud.pages("ssm", "get_parameters_by_path", "Parameters", Path=path, Recursive=True)
        told = {str(raw["Name"]).removeprefix(f"{path}/"): str(raw["Value"]) for raw in found}
        return {key: value for key, value in told.items() if not key.startswith(_OLD_JOURNAL)}

    def changed(self, path: str) -> dict[str, datetime]:
        """When each key below the contract's path was last written."""
        found = self._cloud.pages("ssm", "get_parameters_by_path", "Parameters", Path=path, Recursive=True)
        return {
            str(raw["Name"]).removeprefix(f"{path}/"): raw["LastModifiedDate"]
            for raw in found
            if "LastModifiedDate" in raw
        }

    def known(self) -> tuple[str, ...]:
        """`<app> <environment>` of every contract in the region; empty where that cannot be asked."""
        asked = [{"Key": "Name", "Option": "Contains", "Values": ["/standby/version"]}]
        try:
            found = self._cloud.pages("ssm", "describe_parameters", "Parameters", ParameterFilters=asked)
        except CloudError:
            return ()
        paths = [str(raw["Name"]).strip("/").split("/") for raw in found]
        return tuple(sorted(f"{parts[0]} {parts[1]}" for parts in paths if len(parts) == 4 and parts[3] == "version"))
