"""A cluster's endpoints are names as AWS gives them, or addresses of this machine."""

from __future__ import annotations

from types import SimpleNamespace

from moto.rds.models import DBCluster

from lab.emulator.engine.context import Context
from lab.emulator.engine.data_plane import DataPlane
from lab.emulator.services.rds import endpoints


class Here(DataPlane):
    def endpoints(self, region: str, cluster_id: str) -> tuple[str, str]:
        return f"127.1.1.1 {region} {cluster_id}", "127.1.1.2"


def test_addresses_of_this_machine_come_first() -> None:
    cluster = SimpleNamespace(region="us-east-1", db_cluster_identifier="app", url_identifier="x")
    context = Context()
    endpoints.install(context)
    named = DBCluster.endpoint.fget(cluster), DBCluster.reader_endpoint.fget(cluster)  # type: ignore[attr-defined]
    assert named == ("app.cluster-x.us-east-1.rds.amazonaws.com", "app.cluster-ro-x.us-east-1.rds.amazonaws.com")
    context.data = Here()
    real = DBCluster.endpoint.fget(cluster), DBCluster.reader_endpoint.fget(cluster)  # type: ignore[attr-defined]
    assert real == ("127.1.1.1 us-east-1 app", "127.1.1.2")
