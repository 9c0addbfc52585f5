"""Every request of an assumed role or an IAM user is judged by its policies, and refused in AWS's words.

The lab's own keys (any key that STS and IAM did not hand out) are unlimited. ``sts:AssumeRole`` needs a role that
exists and whose trust policy lets the caller in; expired sessions are refused. Not judged: resource policies,
boundaries, service control policies.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from botocore.exceptions import UnknownServiceError
from moto.core.parse import PROTOCOL_PARSERS
from moto.core.request import Request, determine_request_protocol
from moto.core.routing import get_service_router
from moto.core.utils import get_service_model, utcnow
from moto.iam.exceptions import NotFoundException
from moto.iam.models import iam_backends
from moto.utilities.utils import get_partition

from lab.emulator.engine import aws_errors
from lab.emulator.engine.calls import mark
from lab.emulator.engine.fault_kinds import AwsError, aws_error, protocol_key
from lab.emulator.engine.permissions.policy import Decision, evaluate, trusts
from lab.emulator.engine.permissions.principals import Principal, principal_of
from lab.emulator.engine.permissions.resources import Scope, action_of, context_of, resources_of
from lab.emulator.engine.request import LabRequest, buffer_body, parse

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from lab.emulator.engine.context import Context

OPERATIONS: dict[tuple[str, str], tuple[str, str]] = {
    ("sts", "AssumeRole"): (
        "approximated",
        "role and trust policy are checked; PolicyArns, MFA and session tags are not",
    ),
}
_ALWAYS = frozenset({"sts:GetCallerIdentity", "sts:GetSessionToken"})


def permitted(app: WSGIApplication, context: Context) -> WSGIApplication:
    """Middleware: let through what the caller's policies allow."""

    def wsgi(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        request = parse(environ)
        with context.lock:
            principal = principal_of(request)
            refusal = _judge(environ, request, principal)
        if principal.role:
            mark(environ, role=principal.role)
        if refusal is None:
            return app(environ, start_response)
        return aws_errors.answer(environ, start_response, request, refusal.code, refusal.message, refusal.status)

    return wsgi


def _judge(environ: WSGIEnvironment, request: LabRequest, principal: Principal) -> AwsError | None:
    protocol = protocol_key(aws_errors.protocol_of(request.service), environ.get("CONTENT_TYPE", ""))
    if principal.expires is not None and principal.expires <= utcnow():
        return aws_error("ExpiredToken", protocol)
    assuming = (request.service, request.operation) == ("sts", "AssumeRole")
    if (principal.unlimited and not assuming) or not request.operation:
        return None
    scope = Scope(request.region, principal.account, environ["REQUEST_METHOD"], environ.get("PATH_INFO", "/"))
    action = action_of(request.service, request.operation, scope)
    if action in _ALWAYS:
        return None
    parameters = _parameters(environ, request)
    resources = resources_of(request.service, request.operation, parameters, scope)
    keys = context_of(request.service, request.operation, parameters, scope)
    keys |= {"aws:principalarn": principal.names[-1:], "aws:principalaccount": [principal.account]}
    if assuming:
        allowed, why = _may_assume(principal, resources[0], keys)
    else:
        allowed, why = _may(principal, action, resources, keys)
    if allowed:
        return None
    message = f"User: {principal.arn} is not authorized to perform: {action} on resource: {resources[0]} because {why}"
    return aws_error("AccessDenied", protocol, message)


def _may(principal: Principal, action: str, resources: list[str], keys: dict[str, list[str]]) -> tuple[bool, str]:
    """Whether identity and session policies allow the action, and AWS's reason when they don't."""
    if principal.unlimited:
        return True, ""
    decision = evaluate(principal.documents, action, resources, keys)
    if decision is Decision.EXPLICIT_DENY:
        return False, "of an explicit deny in an identity-based policy"
    if decision is not Decision.ALLOWED:
        return False, f"no identity-based policy allows the {action} action"
    narrowed = principal.session_policy
    if narrowed is not None and evaluate([narrowed], action, resources, keys) is not Decision.ALLOWED:
        return False, f"no session policy allows the {action} action"
    return True, ""


def _may_assume(principal: Principal, role_arn: str, keys: dict[str, list[str]]) -> tuple[bool, str]:
    """AssumeRole needs the role's trust: by name within an account, else the caller's own policies must allow it."""
    parts = role_arn.split(":")
    refusal = "no identity-based policy allows the sts:AssumeRole action"
    if len(parts) < 6:
        return False, refusal
    try:
        role = iam_backends[parts[4]][get_partition("us-east-1")].get_role_by_arn(role_arn)
    except NotFoundException:
        return False, refusal
    document: dict[str, Any] = json.loads(role.assume_role_policy_document)
    if trusts(document, principal.names, "sts:AssumeRole", keys) and principal.account == parts[4]:
        return True, ""
    if not trusts(document, principal.names + principal.account_names, "sts:AssumeRole", keys):
        return False, "no resource-based policy allows the sts:AssumeRole action"
    return _may(principal, "sts:AssumeRole", [role_arn], keys)


def _parameters(environ: WSGIEnvironment, request: LabRequest) -> dict[str, Any]:
    """The request's parameters by moto's own parsers; {} where the protocol has none for it (CBOR, unknown service)."""
    buffer_body(environ)
    copied = Request(dict(environ))
    try:
        model = get_service_model(request.service)
        operation = model.operation_model(request.operation)
        parser = PROTOCOL_PARSERS[determine_request_protocol(model, copied.content_type)](operation, map_type=dict)
        url_parameters: dict[str, Any] = {}
        if str(model.protocol).startswith("rest"):
            _, url_parameters = get_service_router(request.service).match(copied)
        parsed: dict[str, Any] = parser.parse(
            {
                "method": copied.method,
                "values": copied.values,
                "headers": copied.headers,
                "body": copied.data,
                "url_path": copied.path,
                "url_params": url_parameters,
            }
        )
    except (
        NotImplementedError,
        LookupError,
        ValueError,
        UnknownServiceError,
    ):  # signed by another name than the model's
        return {}
    finally:
        copied.close()
        _rewind(environ)
    return parsed


def _rewind(environ: WSGIEnvironment) -> None:
    """The body was read from the same stream that moto will read."""
    stream = environ["wsgi.input"]
    if hasattr(stream, "seek"):
        stream.seek(0)


def install(context: Context) -> None:  # the middleware reads moto's IAM; it keeps no state
    """Nothing to extend."""
