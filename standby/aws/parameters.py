"""The failover contract in SSM, of one region: what a failback reads of it, not the whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pattern.contract import FREEZE, LOCK, SCHEDULES, SERVICES
from standby.aws.cloud import Cloud
from standby.errors import CloudError, MissingError

# At most ten: GetParameters takes no more, and one call is one round trip.
KEYS = (
    "version",
    "database/min-acu",
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

    @property
    def region(self) -> str:
        """Whose contract it is."""
        return self._cloud.region

    def read(self) -> Mapping[str, str]:
        """Key below the path -> value, of `KEYS`, all services and schedules, and the lock."""
        return {**self.some(KEYS), **self._below(SERVICES), **self._below(SCHEDULES), **self._below(LOCK)}

    def locks(self) -> Mapping[str, str]:
        """The lock of an earlier version and all generations, with what releases them."""
        return {**self.some([LOCK]), **self._below(LOCK)}

    def some(self, keys: Sequence[str]) -> Mapping[str, str]:
        """Those of the keys that exist.

        Raises:
            CloudError: `EmptyAnswer`: a key is neither among what exists nor among what does not.
        """
        names = [f"{self._path}/{key}" for key in keys]
        answer = self._cloud.call("ssm", "get_parameters", Names=names)
        found = {str(raw["Name"]): str(raw["Value"]) for raw in answer.get("Parameters", [])}
        # AWS names what it does not have: a key that is in neither list was not answered, and may well exist
        unread = set(names) - set(found) - set(answer.get("InvalidParameters", []))
        if unread:
            raise CloudError(self.region, "get_parameters", "EmptyAnswer", f"{min(unread)} was not answered")
        return self._by_key(found)

    def _below(self, key: str) -> Mapping[str, str]:
        path = f"{self._path}/{key}"
        found = self._cloud.pages("ssm", "get_parameters_by_path", "Parameters", Path=path, Recursive=True)
        return self._by_key({str(raw["Name"]): str(raw["Value"]) for raw in found})

    def _by_key(self, found: Mapping[str, str]) -> Mapping[str, str]:
        return {name.removeprefix(f"{self._path}/"): value for name, value in found.items()}

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
