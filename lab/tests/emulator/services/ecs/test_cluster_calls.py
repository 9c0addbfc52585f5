"""Clusters count their tasks and are kept while they are in use."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError


def test_a_cluster_counts_its_tasks_and_is_kept_while_services_are_active(emulator: Any, stage: Any) -> None:
    stage.service(desired=2)
    emulator.advance(60)
    cluster = stage.ecs.describe_clusters(clusters=["main"])["clusters"][0]
    assert (cluster["activeServicesCount"], cluster["runningTasksCount"], cluster["pendingTasksCount"]) == (1, 2, 0)
    with pytest.raises(ClientError) as refused:
        stage.ecs.delete_cluster(cluster="main")
    assert refused.value.response["Error"]["Code"] == "ClusterContainsServicesException"
    stage.ecs.delete_service(cluster="main", service="web", force=True)
    assert stage.ecs.delete_cluster(cluster="main")["cluster"]["status"] == "INACTIVE"
