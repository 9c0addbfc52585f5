"""The failover contract in SSM, of one region: only what failback reads, never the whole journal."""

from __future__ import annotations

from collections.abc import Mapping

from pattern.contract import FREEZE, LOCK, SERVICES
from standby.aws.cloud import Cloud
from standby.errors import CloudError, MissingError

# At most ten: GetParameters takes no more, and one call is one round trip.
KEYS = (
    "ecs/cluster",
    "ingress/api-domain-target",
    "ingress/api-domain-zone-id",
    FREEZE,
    LOCK,
)


class SsmRegion:
    """`standby.pair.seams.Parameters` on AWS. `path` is the contract's (`/myapp/prod/standby`)."""

    def __init__(self, cloud: Cloud, path: str) -> None:
        self._cloud, self._path = cloud, path

    def read(self) -> Mapping[str, str]:
        """Key below the path -> value, of `KEYS` and all services."""
        names = [f"{self._path}/{key}" for key in KEYS]
        found = list(self._cloud.call("ssm", "get_parameters", Names=names)["Parameters"])
        found += self._cloud.pages("ssm", "get_parameters_by_path", "Parameters", Path=f"{self._path}/{SERVICES}")
        return {raw["Name"].removeprefix(f"{self._path}/"): raw["Value"] for raw in found}

    def put(self, key: str, value: str) -> None:
        """Set, whatever was there."""
        self._put(key, value, overwrite=True)

    def put_new(self, key: str, value: str) -> bool:
        """Set if there is none; False: there is one."""
        try:
            self._put(key, value, overwrite=False)
        except CloudError as error:
            if error.code != "ParameterAlreadyExists":
                raise
            return False
        return True

    def delete(self, key: str) -> None:
        """Remove; one that is gone is as good."""
        try:
            self._cloud.call("ssm", "delete_parameter", Name=f"{self._path}/{key}")
        except MissingError:
            return

    def _put(self, key: str, value: str, *, overwrite: bool) -> None:
        self._cloud.call(
            "ssm", "put_parameter", Name=f"{self._path}/{key}", Value=value, Type="String", Overwrite=overwrite
        )
