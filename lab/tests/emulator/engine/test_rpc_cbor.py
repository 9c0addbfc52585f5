"""CBOR as boto3 speaks it to CloudWatch."""

from __future__ import annotations

import urllib.error
import urllib.request
from datetime import UTC, datetime, timedelta
from typing import Any

from lab.emulator.engine import cbor
from lab.emulator.engine.rpc_cbor import shaped


def call(emulator: Any, operation: str, body: bytes) -> tuple[int, dict[str, str], Any]:
    """Send CBOR as the newest SDKs do; boto3 of today still prefers JSON."""
    scope = "Credential=k/20260301/us-east-1/monitoring/aws4_request"
    headers = {"smithy-protocol": "rpc-v2-cbor", "Content-Type": "application/cbor", "Accept": "application/cbor"}
    headers["Authorization"] = f"AWS4-HMAC-SHA256 {scope}, SignedHeaders=host, Signature=0"
    url = f"{emulator.url}/service/GraniteServiceVersion20100801/operation/{operation}"
    request = urllib.request.Request(url, data=body, headers=headers, method="POST")
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=10) as answer:
            return answer.status, dict(answer.headers), cbor.loads(answer.read())
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, dict(refused.headers), cbor.loads(refused.read())


def test_values_and_times_survive_both_ways(emulator: Any) -> None:
    moment = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=2)
    datum = {"MetricName": "errors", "Value": 1.5, "Timestamp": moment}
    status, headers, _ = call(emulator, "PutMetricData", cbor.dumps({"Namespace": "app", "MetricData": [datum]}))
    assert (status, headers["smithy-protocol"], headers["Content-Type"]) == (200, "rpc-v2-cbor", "application/cbor")
    window = {"StartTime": moment - timedelta(minutes=1), "EndTime": moment + timedelta(minutes=1), "Period": 60}
    asked = {"Namespace": "app", "MetricName": "errors", "Statistics": ["Sum"], **window}
    status, _, found = call(emulator, "GetMetricStatistics", cbor.dumps(asked))
    assert [(point["Timestamp"], point["Sum"]) for point in found["Datapoints"]] == [(moment, 1.5)]


def test_errors_come_back_in_cbor(emulator: Any) -> None:
    status, headers, error = call(emulator, "GetDashboard", cbor.dumps({"DashboardName": "none"}))
    assert (status, headers["Content-Type"]) == (404, "application/cbor")
    assert "NotFound" in error["__type"]
    status, _, error = call(emulator, "ListMetricStreams", cbor.dumps({}))
    assert (status, error["__type"]) == (501, "NotImplemented")


def test_a_broken_body_is_refused(emulator: Any) -> None:
    status, _, error = call(emulator, "ListMetrics", b"\x82\x01")
    assert (status, error["__type"]) == (400, "SerializationException")


def test_nulls_are_left_out_and_unknown_members_dropped(emulator: Any) -> None:
    shape = emulator.client("cloudwatch").meta.service_model.operation_model("ListMetrics").output_shape
    assert shaped({"Metrics": [], "NextToken": None, "Extra": 1}, shape) == {"Metrics": []}
