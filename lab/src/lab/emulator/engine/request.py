"""What an AWS request is about: service, region, operation and access key, read as AWS reads them.

Region and service come from the SigV4 credential scope (one endpoint serves all), the operation from the protocol:
``Action`` of a query, ``X-Amz-Target`` of JSON, the path of smithy RPC, method and path of REST.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from botocore.exceptions import BotoCoreError
from moto.core.request import Request
from moto.core.routing import get_service_router
from werkzeug.exceptions import HTTPException

if TYPE_CHECKING:
    from wsgiref.types import WSGIEnvironment

ENVIRON_KEY = "lab.request"
_SCOPE = re.compile(r"Credential=(?P<key>[^/,\s]+)/(?P<date>\d+)/(?P<region>[^/]+)/(?P<service>[^/]+)/aws4_request")
_RPC_PATH = re.compile(r"^/service/[^/]+/operation/(?P<operation>\w+)$")
_UNSIGNED_VERSIONS = {"2011-06-15": "sts"}

# One control plane for all regions, in us-east-1. On AWS's own endpoints SDKs sign for it; given an endpoint of their
# caller's choice they sign with the client's region, so the scope can't be trusted for these.
GLOBAL_SERVICES = frozenset({"route53", "iam", "cloudfront", "organizations"})
GLOBAL_REGION = "us-east-1"

# Signing names that differ from the name of boto3's client; elb and apigateway share one between two APIs.
_CLIENT_NAMES = {
    "monitoring": "cloudwatch",
    "email": "ses",
    "states": "stepfunctions",
    "tagging": "resourcegroupstaggingapi",
}


@dataclass(frozen=True)
class LabRequest:
    """One AWS request. ``service`` is boto3's client name; ``operation`` is "" when it cannot be told."""

    service: str
    region: str
    operation: str
    access_key: str
    signed: bool


def buffer_body(environ: WSGIEnvironment) -> bytes:
    """Read the whole body and leave it readable again for whoever comes next."""
    length = int(environ.get("CONTENT_LENGTH") or 0)
    body: bytes = environ["wsgi.input"].read(length) if length else b""
    environ["wsgi.input"] = io.BytesIO(body)
    return body


def parse(environ: WSGIEnvironment) -> LabRequest:
    """Parse (once per request; kept in the environ) what the request asks for."""
    known = environ.get(ENVIRON_KEY)
    if isinstance(known, LabRequest):
        return known
    body = buffer_body(environ)
    form = _form(environ, body)
    scope = _SCOPE.search(environ.get("HTTP_AUTHORIZATION", "")) or _SCOPE.search(_presigned(environ))
    if scope:
        service = _client_name(scope["service"].lower(), environ, form)
        region = GLOBAL_REGION if service in GLOBAL_SERVICES else scope["region"]
        request = LabRequest(service, region, "", scope["key"], signed=True)
    else:
        request = LabRequest(_UNSIGNED_VERSIONS.get(form.get("Version", ""), ""), GLOBAL_REGION, "", "", signed=False)
    found = LabRequest(
        request.service, request.region, _operation(environ, form, request.service), request.access_key, request.signed
    )
    environ[ENVIRON_KEY] = found
    return found


def _presigned(environ: WSGIEnvironment) -> str:
    credential = parse_qs(environ.get("QUERY_STRING", "")).get("X-Amz-Credential", [""])[0]
    return f"Credential={credential}"


def _form(environ: WSGIEnvironment, body: bytes) -> dict[str, str]:
    fields = parse_qs(environ.get("QUERY_STRING", ""))
    if environ.get("CONTENT_TYPE", "").startswith("application/x-www-form-urlencoded"):
        fields |= parse_qs(body.decode("utf-8", "replace"))
    return {key: values[0] for key, values in fields.items()}


def _client_name(signing: str, environ: WSGIEnvironment, form: dict[str, str]) -> str:
    if signing == "elasticloadbalancing":
        return "elb" if form.get("Version") == "2012-06-01" else "elbv2"
    if signing == "apigateway":
        return "apigatewayv2" if environ.get("PATH_INFO", "").startswith("/v2/") else "apigateway"
    return _CLIENT_NAMES.get(signing, signing)


def _operation(environ: WSGIEnvironment, form: dict[str, str], service: str) -> str:
    if target := environ.get("HTTP_X_AMZ_TARGET"):
        return str(target).rsplit(".", 1)[-1]
    if rpc := _RPC_PATH.match(environ.get("PATH_INFO", "")):
        return rpc["operation"]
    if "Action" in form:
        return form["Action"]
    return _rest_operation(environ, service) if service else ""


def _rest_operation(environ: WSGIEnvironment, service: str) -> str:
    try:
        operation, _ = get_service_router(service).match(Request(dict(environ)))
    except (BotoCoreError, HTTPException, NotImplementedError, LookupError, OSError, ValueError):
        return ""  # unknown service or path: nothing to name, moto answers for itself
    return str(operation.name)
