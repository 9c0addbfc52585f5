"""The emulator as a WSGI app: moto at the heart, our middlewares around it in an explicit order.

Outermost first. What may keep a client waiting (outages, faults) stands outside ``serialized``, which holds the lock
that moto's state needs and runs what has fallen due before each request.
"""

from __future__ import annotations

import logging
import os
import re
import sys
import traceback
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

# moto reads these when its modules are imported: certificates stay pending for a while.
os.environ.setdefault("MOTO_ACM_VALIDATION_WAIT", "1")
# 1,300 machine images per region are time and memory that a Fargate pattern never looks at
os.environ.setdefault("MOTO_EC2_LOAD_DEFAULT_AMIS", "false")

from moto.moto_server.werkzeug_app import MotoRequestHandler, create_backend_app
from werkzeug.serving import ThreadedWSGIServer

from lab.emulator.engine import (
    account,
    aws_errors,
    calls,
    control,
    core_routes,
    extensions,
    faults,
    managed_policies,
    outage,
    permissions,
    probe,
    rpc_cbor,
)
from lab.emulator.engine.context import Context
from lab.emulator.engine.dispatcher import Dispatcher
from lab.emulator.engine.request import parse

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

Middleware = Callable[["WSGIApplication", Context], "WSGIApplication"]
_UA_REGION = re.compile(r"region/")


def control_api(app: WSGIApplication, context: Context) -> WSGIApplication:
    """Answer ``/_lab/`` ourselves, whatever state the lab is in."""

    def wsgi(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if not environ.get("PATH_INFO", "").startswith(control.PREFIX):
            return app(environ, start_response)
        try:
            request = control.parse(environ)
        except control.ControlError as refused:
            return control.respond(control.Answer({"error": str(refused)}, refused.status), start_response)
        with context.lock:
            context.clock.run_due()
            answer = context.control.handle(request)
        return control.respond(answer, start_response)

    return wsgi


def parsed(app: WSGIApplication, context: Context) -> WSGIApplication:  # noqa: ARG001  # the middleware signature
    """Parse the request once; a region in the user agent is hidden from moto, which would prefer it to the scope."""

    def wsgi(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        parse(environ)
        if "HTTP_USER_AGENT" in environ:
            environ["HTTP_USER_AGENT"] = _UA_REGION.sub("region-", environ["HTTP_USER_AGENT"])
        return app(environ, start_response)

    return wsgi


def honest_errors(app: WSGIApplication, context: Context) -> WSGIApplication:  # noqa: ARG001
    """What moto cannot do, or trips over, becomes an AWS error that says so; never a traceback, never a success."""

    def wsgi(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        request = parse(environ)
        started: list[tuple[Any, ...]] = []
        try:
            body = list(app(environ, lambda *told: started.append(told)))  # type: ignore[arg-type]
            # HEAD is S3's alone, whose answers to it have no body, and all of whose paths moto knows
            if environ["REQUEST_METHOD"] != "HEAD" and _is_web_page(*started[-1][:2]):
                raise NotImplementedError(f"no such path: {environ['REQUEST_METHOD']} {environ['PATH_INFO']}")
        except NotImplementedError as absent:
            message = f"The lab does not emulate {request.service}:{request.operation} ({absent}). See lab/COVERAGE.md."
            return aws_errors.answer(environ, start_response, request, "NotImplemented", message, 501)
        except Exception as bug:  # a bug of the emulator must reach the caller as an error, not end the connection
            logging.getLogger("lab.emulator").error("%s", traceback.format_exc())
            message = f"The lab failed at {request.service}:{request.operation}: {type(bug).__name__}: {bug}"
            return aws_errors.answer(environ, start_response, request, "InternalFailure", message, 500)
        start_response(*started[-1])
        return body

    return wsgi


def _is_web_page(status: str, headers: list[tuple[str, str]]) -> bool:
    """Flask's own 404 or 405: moto has no such path. AWS never answers an API call with HTML."""
    kinds = [value for name, value in headers if name.lower() == "content-type"]
    return status[:3] in ("404", "405") and any(kind.startswith("text/html") for kind in kinds)


def serialized(app: WSGIApplication, context: Context) -> WSGIApplication:
    """One request at a time touches moto's state, after all that has fallen due."""

    def wsgi(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        with context.lock:
            context.clock.run_due()
            return list(app(environ, start_response))

    return wsgi


# Outermost first. Whatever may keep a client waiting stands before ``honest_errors`` and ``serialized``.
MIDDLEWARES: tuple[Middleware, ...] = (
    control_api,
    probe.public,
    parsed,
    calls.journalled,
    outage.regions_gone,
    faults.faulty,
    permissions.permitted,
    honest_errors,
    rpc_cbor.cbor_spoken,
    serialized,
)


class QuietHandler(MotoRequestHandler):
    """No access log on stderr: the journal of calls is the log."""

    def log_request(self, *_: object) -> None:
        return None

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002  # werkzeug's own name
        if type == "error":
            print(f"lab emulator: {message % args}", file=sys.stderr)


def build_app(context: Context) -> WSGIApplication:
    """moto, extended and wrapped: the whole emulator as one WSGI app."""
    account.use(context.project.account)
    managed_policies.correct()
    core_routes.install(context)
    extensions.install_all(context)
    app: WSGIApplication = Dispatcher(create_backend_app)
    for middleware in reversed(MIDDLEWARES):
        app = middleware(app, context)
    return app


def make_server(context: Context, port: int = 0) -> ThreadedWSGIServer:
    """Bind the emulator to 127.0.0.1 (port 0: any free one, see ``server_port``); ``serve_forever`` runs it."""
    server = ThreadedWSGIServer("127.0.0.1", port, build_app(context), handler=QuietHandler)
    server.daemon_threads = True
    return server
