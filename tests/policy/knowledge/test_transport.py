"""TLS, by the resource itself."""

from __future__ import annotations

from typing import Any

import pytest

from policy.engine.subject import Resource
from policy.engine.unknown import UNKNOWN
from policy.knowledge.transport import CACHE, CLUSTER, CLUSTER_PARAMETERS, INSTANCE, INSTANCE_PARAMETERS, judge

FORCED = [{"name": "rds.force_ssl", "value": "1"}]


@pytest.mark.parametrize(
    ("token", "props", "words"),
    [
        (CACHE, {}, "transitEncryptionEnabled not set"),
        (CACHE, {"transitEncryptionEnabled": False}, "transitEncryptionEnabled false"),
        (CACHE, {"transitEncryptionEnabled": True, "transitEncryptionMode": "preferred"}, "'preferred'"),
        (CACHE, {"transitEncryptionEnabled": True}, None),
        (INSTANCE_PARAMETERS, {"family": "postgres14"}, "rds.force_ssl not set"),
        (INSTANCE_PARAMETERS, {"family": "postgres15"}, None),
        (INSTANCE_PARAMETERS, {"family": "postgres16", "parameters": [{"name": "rds.force_ssl", "value": "0"}]}, "= 0"),
        (CLUSTER_PARAMETERS, {"family": "aurora-postgresql16"}, "rds.force_ssl not set"),
        (CLUSTER_PARAMETERS, {"family": "aurora-postgresql17"}, None),
        (CLUSTER_PARAMETERS, {"family": "aurora-mysql8.0"}, "require_secure_transport not set"),
        (CLUSTER_PARAMETERS, {"family": "aurora-mysql8.4"}, None),
        (INSTANCE_PARAMETERS, {"family": "aurora-postgresql16"}, None),
        (CLUSTER_PARAMETERS, {"family": "aurora-postgresql16", "parameters": FORCED}, None),
        (CLUSTER_PARAMETERS, {"family": "aurora-postgresql16", "parameters": UNKNOWN}, None),
        (INSTANCE, {"engine": "postgres", "engineVersion": "14.11"}, "no parameterGroupName, hence AWS's default group"),
        (INSTANCE, {"engine": "postgres", "engineVersion": "16.4"}, None),
        (INSTANCE, {"engine": "postgres"}, None),
        (INSTANCE, {"engine": "postgres", "parameterGroupName": "default.postgres13"}, "'default.postgres13'"),
        (CLUSTER, {"engine": "aurora-postgresql", "engineVersion": "16.8"}, "no dbClusterParameterGroupName"),
        (INSTANCE, {"engine": "oracle-ee"}, None),
        (CLUSTER, {"engine": "aurora-mysql", "dbClusterParameterGroupName": "default.aurora-mysql8.0"},
         "'default.aurora-mysql8.0'"),
        (CLUSTER, {"engine": "aurora-mysql", "dbClusterParameterGroupName": UNKNOWN}, None),
    ],
)  # fmt: skip
def test_tls(token: str, props: dict[str, Any], words: str | None) -> None:
    found = [finding.found for finding in judge(Resource(token, "n", "urn", props))]
    assert (words is None) is (found == [])
    assert words is None or words in found[0]
