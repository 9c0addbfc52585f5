"""CloudWatch: metric alarms and dashboards. PromQL alarms are refused by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lab.provider.fields import aws_args, live_values, names, tag_list, tag_map, words
from lab.provider.resource import Change, Resource, State

ALARM = (
    "name=AlarmName alarmDescription actionsEnabled alarmActions okActions=OKActions insufficientDataActions "
    "metricName namespace statistic extendedStatistic period unit evaluationPeriods datapointsToAlarm threshold "
    "comparisonOperator treatMissingData thresholdMetricId "
    "evaluateLowSampleCountPercentiles=EvaluateLowSampleCountPercentile"
)
QUERY = "id expression label period returnData accountId"
METRIC = "metricName namespace"
STAT = "period stat unit"


def metric_queries(queries: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The alarm's metric queries as CloudWatch wants them: `metric` becomes a MetricStat with a Metric inside."""
    wanted = []
    for query in queries:
        item = aws_args({"returnData": False, **query}, QUERY)
        if query.get("metric"):
            metric = query["metric"]
            inner = aws_args(metric, METRIC)
            inner["Dimensions"] = _dimensions(metric.get("dimensions"))
            item["MetricStat"] = {"Metric": inner, **aws_args(metric, STAT)}
        wanted.append(item)
    return wanted


def live_queries(metrics: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The reverse of `metric_queries`."""
    found = []
    for item in metrics:
        query = live_values(item, QUERY)
        if item.get("MetricStat"):
            stat = item["MetricStat"]
            dimensions = {pair["Name"]: pair["Value"] for pair in stat["Metric"].get("Dimensions") or []}
            query["metric"] = {**live_values(stat["Metric"], METRIC), **live_values(stat, STAT)}
            if dimensions:
                query["metric"]["dimensions"] = dimensions
        found.append(query)
    return found


def _dimensions(pairs: Mapping[str, str] | None) -> list[dict[str, str]]:
    return [{"Name": name, "Value": value} for name, value in (pairs or {}).items()]


class _AlarmResource(Resource):
    service = "cloudwatch"

    def _tags(self, arn: str) -> dict[str, str]:
        return tag_map(self.aws.list_tags_for_resource(ResourceARN=arn)["Tags"])

    def retag(self, ident: str, state: State, gone: list[str]) -> None:
        arn = state.get("arn") or self.arn("cloudwatch", f"alarm:{ident}")
        if gone:
            self.aws.untag_resource(ResourceARN=arn, TagKeys=gone)
        if self.tags:
            self.aws.tag_resource(ResourceARN=arn, Tags=tag_list(self.tags))

    def delete(self, ident: str, state: State) -> None:
        self.aws.delete_alarms(AlarmNames=[ident])


class MetricAlarm(_AlarmResource):
    """An alarm on one metric, or on the result of metric queries."""

    token = "aws:cloudwatch/metricAlarm:MetricAlarm"
    handles = names(ALARM) | words("dimensions metricQueries")
    updates = handles - words("name")
    whole = words("dimensions")
    blocks = {  # noqa: RUF012
        "metricQueries": names(QUERY) | words("metric"),
        "metricQueries.metric": names(f"{METRIC} {STAT}") | words("dimensions"),
    }

    def _put(self, inputs: Mapping[str, Any], **more: Any) -> None:
        args = aws_args(inputs, ALARM)
        if inputs.get("metricName") is not None:
            args["Dimensions"] = _dimensions(inputs.get("dimensions"))
        if inputs.get("metricQueries"):
            args["Metrics"] = metric_queries(inputs["metricQueries"])
        if inputs.get("threshold") is None and inputs.get("thresholdMetricId") is None:
            args["Threshold"] = 0.0
        self.aws.put_metric_alarm(**args, **more)

    def create(self, inputs: State) -> str:
        self._put(inputs, **({"Tags": tag_list(self.tags)} if self.tags else {}))
        return str(inputs["name"])

    def read(self, ident: str, state: State) -> State | None:
        found = self.aws.describe_alarms(AlarmNames=[ident], AlarmTypes=["MetricAlarm"])["MetricAlarms"]
        if not found:
            return None
        alarm = found[0]
        live = live_values(alarm, f"{ALARM} arn=AlarmArn")
        live["dimensions"] = {pair["Name"]: pair["Value"] for pair in alarm.get("Dimensions") or []}
        if alarm.get("Metrics"):
            live["metricQueries"] = live_queries(alarm["Metrics"])
        return {**live, "tags": self._tags(alarm["AlarmArn"])}

    def update(self, change: Change) -> None:
        self._put(change.new)


class Dashboard(Resource):
    """A dashboard. Its ARN has no region: CloudWatch shows it in every one."""

    token = "aws:cloudwatch/dashboard:Dashboard"
    service = "cloudwatch"
    handles = words("dashboardName dashboardBody")
    updates = words("dashboardBody")

    def _put(self, inputs: Mapping[str, Any]) -> None:
        self.aws.put_dashboard(**aws_args(inputs, "dashboardName dashboardBody"))

    def create(self, inputs: State) -> str:
        self._put(inputs)
        return str(inputs["dashboardName"])

    def read(self, ident: str, state: State) -> State | None:
        return live_values(self.aws.get_dashboard(DashboardName=ident), "dashboardName dashboardBody dashboardArn")

    def update(self, change: Change) -> None:
        self._put(change.new)

    def delete(self, ident: str, state: State) -> None:
        self.aws.delete_dashboards(DashboardNames=[ident])


RESOURCES: tuple[type[Resource], ...] = (MetricAlarm, Dashboard)
