"""CloudWatch Logs: the class of a log group.

Source: CloudWatch Logs API reference, CreateLogGroup: STANDARD unless another class is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moto.logs.models import LogGroup
from moto.logs.responses import LogsResponse

from lab.emulator.engine.corrections import Correction, put_in_place

if TYPE_CHECKING:
    from lab.emulator.engine.context import Context

OPERATIONS: dict[tuple[str, str], tuple[str, str]] = {
    ("logs", "CreateLogGroup"): ("approximated", "moto's, with a class that changes nothing"),
    ("logs", "DescribeLogGroups"): ("emulated", "moto's, with the class"),
}
_create, _describe = LogsResponse.create_log_group, LogGroup.to_describe_dict


def _create_with_class(response: LogsResponse) -> str:
    answer = _create(response)
    group: Any = response.logs_backend.groups[response._get_param("logGroupName")]
    group.log_group_class = response._get_param("logGroupClass") or "STANDARD"
    return answer


def _described_with_class(group: LogGroup) -> dict[str, Any]:
    return {**_describe(group), "logGroupClass": getattr(group, "log_group_class", "STANDARD")}


CORRECTIONS: tuple[Correction, ...] = (
    (LogsResponse, "create_log_group", _create_with_class),
    (LogGroup, "to_describe_dict", _described_with_class),
)


def install(context: Context) -> None:  # noqa: ARG001  # the signature of an extension
    """Correct moto's CloudWatch Logs in place."""
    put_in_place(CORRECTIONS)
