"""Systems Manager: parameters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lab.provider.fields import aws_args, live_values, tag_list, tag_map, words
from lab.provider.resource import Change, Place, Resource, State
from lab.provider.services.account import refuse_unknown

PUT = "name type description keyId allowedPattern tier dataType"


class Parameter(Resource):
    """A parameter; SSM refuses empty values."""

    token = "aws:ssm/parameter:Parameter"
    service = "ssm"
    handles = words(f"{PUT} value insecureValue valueWo valueWoVersion overwrite")
    updates = words("type value insecureValue valueWoVersion description keyId allowedPattern tier")
    settings = words("overwrite")
    unread = words("valueWo valueWoVersion")
    volatile = words("version")

    def _put(self, inputs: State, *, overwrite: bool, tags: bool) -> None:
        value = next(inputs[key] for key in ("value", "insecureValue", "valueWo") if inputs.get(key) is not None)
        more = {"Tags": tag_list(self.tags)} if tags and self.tags else {}
        self.aws.put_parameter(**aws_args(inputs, PUT), Value=value, Overwrite=overwrite, **more)

    def create(self, inputs: State) -> str:
        # AWS takes no tags together with Overwrite; the real provider tags afterwards then.
        overwrite = bool(inputs.get("overwrite"))
        self._put(inputs, overwrite=overwrite, tags=not overwrite)
        if overwrite:
            self.retag(inputs["name"], {}, [])
        return str(inputs["name"])

    def read(self, ident: str, state: State) -> State | None:
        found = self.aws.get_parameter(Name=ident, WithDecryption=True)["Parameter"]
        filters = [{"Key": "Name", "Option": "Equals", "Values": [ident]}]
        told: State = next(iter(self.aws.describe_parameters(ParameterFilters=filters)["Parameters"]), {})
        secret = found["Type"] == "SecureString"
        live = live_values(found, "name type arn=ARN version dataType")
        if not state.get("valueWoVersion"):
            live["value"] = found["Value"]
            if state.get("insecureValue") is not None and not secret:
                live["insecureValue"] = found["Value"]
        more = live_values(told, "description allowedPattern tier") | (live_values(told, "keyId") if secret else {})
        tags = self.aws.list_tags_for_resource(ResourceType="Parameter", ResourceId=ident)["TagList"]
        return {**live, **more, "hasValueWo": bool(state.get("valueWoVersion")), "tags": tag_map(tags)}

    def update(self, change: Change) -> None:
        self._put(change.new, overwrite=True, tags=False)

    def retag(self, ident: str, state: State, gone: list[str]) -> None:
        if gone:
            self.aws.remove_tags_from_resource(ResourceType="Parameter", ResourceId=ident, TagKeys=gone)
        if self.tags:
            self.aws.add_tags_to_resource(ResourceType="Parameter", ResourceId=ident, Tags=tag_list(self.tags))

    def delete(self, ident: str, state: State) -> None:
        self.aws.delete_parameter(Name=ident)


def get_parameter(place: Place, args: Mapping[str, Any]) -> dict[str, Any]:
    """`aws.ssm.get_parameter`."""
    refuse_unknown("ssm.getParameter", args, frozenset({"name", "region", "withDecryption"}))
    found = place.client("ssm").get_parameter(Name=args["name"], WithDecryption=args.get("withDecryption", True))[
        "Parameter"
    ]
    insecure = {} if found["Type"] == "SecureString" else {"insecureValue": found["Value"]}
    live = live_values(found, "name type value version arn=ARN")
    return {
        **live,
        **insecure,
        "id": args["name"],
        "region": place.region,
        "withDecryption": args.get("withDecryption", True),
    }


def get_parameters_by_path(place: Place, args: Mapping[str, Any]) -> dict[str, Any]:
    """`aws.ssm.get_parameters_by_path`: all pages; four lists of the same length."""
    refuse_unknown("ssm.getParametersByPath", args, frozenset({"path", "recursive", "region", "withDecryption"}))
    asked = {"recursive": args.get("recursive", False), "withDecryption": args.get("withDecryption", True)}
    pages = place.client("ssm").get_paginator("get_parameters_by_path")
    found = [
        one
        for page in pages.paginate(
            Path=args["path"], Recursive=asked["recursive"], WithDecryption=asked["withDecryption"]
        )
        for one in page["Parameters"]
    ]
    lists = {"arns": "ARN", "names": "Name", "types": "Type", "values": "Value"}
    told = {name: [one[field] for one in found] for name, field in lists.items()}
    return {**told, **asked, "id": args["path"], "path": args["path"], "region": place.region}


RESOURCES: tuple[type[Resource], ...] = (Parameter,)
FUNCTIONS = {
    "aws:ssm/getParameter:getParameter": get_parameter,
    "aws:ssm/getParametersByPath:getParametersByPath": get_parameters_by_path,
}
