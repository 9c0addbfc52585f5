"""What was seen of the database answers small questions about itself."""

from __future__ import annotations

from dataclasses import replace

from standby.pair.database import Instance
from standby.pair.observe import observe
from tests.standby.fake_world import FakePair


def test_cluster_serves_only_when_settled_and_with_an_instance_to_answer() -> None:
    cluster = observe(FakePair().world()).primary.cluster
    assert cluster is not None
    assert cluster.serving
    assert not replace(cluster, status="modifying").serving
    assert not replace(cluster, instances=()).serving
    assert not replace(cluster, instances=(Instance("a", "deleting"),)).serving
