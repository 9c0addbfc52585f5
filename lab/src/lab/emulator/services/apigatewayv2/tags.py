"""Tags of API Gateway v2 stages and custom domains: moto tags APIs and VPC links only.

Source: API Gateway v2 API reference, TagResource: APIs, stages, domain names and VPC links are tagged by their ARN.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from moto.apigatewayv2 import urls
from moto.apigatewayv2.exceptions import BadRequestException
from moto.apigatewayv2.models import DomainName, Stage
from moto.apigatewayv2.responses import ApiGatewayV2Response

from lab.emulator.engine.corrections import Correction, put_in_place

if TYPE_CHECKING:
    from lab.emulator.engine.context import Context

OPERATIONS: dict[tuple[str, str], tuple[str, str]] = {
    ("apigatewayv2", "TagResource"): ("emulated", "APIs, stages, domain names, VPC links"),
    ("apigatewayv2", "UntagResource"): ("emulated", ""),
    ("apigatewayv2", "GetTags"): ("emulated", ""),
}
MOST_TAGS = 50
_R = ApiGatewayV2Response
_get, _tag, _untag = _R.get_tags, _R.tag_resource, _R.untag_resource
_PATHS = (
    "{0}/v2/tags/(?P<arn_head>[^/]+)/apis/(?P<api_id>[^/]+)/stages/(?P<stage>[^/]+)$",
    "{0}/v2/tags/(?P<arn_head>[^/]+)/domainnames/(?P<domain>[^/]+)$",
)


def _own_tags(self: _R) -> dict[str, str] | None:
    """The tags of the stage or domain that the path names, to be changed in place; None for moto's own kinds."""
    parts = unquote(self.path.split("/tags/")[1]).split("/")
    backend = self.apigatewayv2_backend
    if len(parts) == 5 and parts[3] == "stages":
        return _kept_on(backend.get_stage(parts[2], parts[4]))
    if len(parts) == 3 and parts[1] == "domainnames":
        return _kept_on(backend.get_domain_name(parts[2]))
    return None


def _kept_on(resource: Stage | DomainName) -> dict[str, str]:
    tags: dict[str, str] = dict(resource.tags or {})
    resource.tags = tags
    return tags


def get_tags(self: _R) -> Any:
    """GetTags."""
    tags = _own_tags(self)
    return _get(self) if tags is None else (200, {}, json.dumps({"tags": tags}))


def tag_resource(self: _R) -> Any:
    """TagResource: adds to the tags that are there."""
    tags = _own_tags(self)
    if tags is None:
        return _tag(self)
    added = json.loads(self.body).get("tags") or {}
    if len({*tags, *added}) > MOST_TAGS:
        raise BadRequestException(f"A resource can have at most {MOST_TAGS} tags")
    tags.update(added)
    return 201, {}, "{}"


def untag_resource(self: _R) -> Any:
    """UntagResource: keys that are not there are no error."""
    tags = _own_tags(self)
    if tags is None:
        return _untag(self)
    for key in self.querystring.get("tagKeys") or []:
        tags.pop(key, None)
    return 200, {}, "{}"


CORRECTIONS: tuple[Correction, ...] = (
    (_R, "get_tags", get_tags),
    (_R, "tag_resource", tag_resource),
    (_R, "untag_resource", untag_resource),
)


def install(context: Context) -> None:  # noqa: ARG001
    """Route the two kinds of ARN to moto's API Gateway and keep their tags where the resources have them."""
    for path in _PATHS:
        urls.url_paths[path] = _R.dispatch
    put_in_place(CORRECTIONS)
