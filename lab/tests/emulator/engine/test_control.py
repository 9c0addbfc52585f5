"""The control API's table of routes."""

from __future__ import annotations

import io
from typing import Any

import pytest

from lab.emulator.engine import control
from lab.emulator.engine.control import Answer, ControlError, ControlRequest, ControlRoutes


def request(method: str = "GET", path: str = "/_lab/x", body: dict[str, Any] | None = None) -> ControlRequest:
    return ControlRequest(method, path, {}, body or {})


def test_a_route_answers_its_method_and_path() -> None:
    routes = ControlRoutes()
    routes.route("GET", "/_lab/x", lambda _: {"fine": True})
    assert routes.handle(request()) == Answer({"fine": True}, 200)


def test_another_method_or_path_says_what_there_is() -> None:
    routes = ControlRoutes()
    routes.route("GET", "/_lab/x", lambda _: None)
    assert routes.handle(request("POST")) == Answer({"error": "/_lab/x takes GET, not POST"}, 405)
    unknown = routes.handle(request(path="/_lab/y"))
    assert (unknown.status, unknown.payload) == (404, {"error": "no control path /_lab/y; there are /_lab/x"})


def test_a_refusal_reaches_the_caller_with_its_status() -> None:
    def refuse(_: ControlRequest) -> object:
        raise ControlError("no such region", 404)

    routes = ControlRoutes()
    routes.route("GET", "/_lab/x", refuse)
    assert routes.handle(request()) == Answer({"error": "no such region"}, 404)


def test_a_missing_key_is_named() -> None:
    with pytest.raises(ControlError, match="needs 'region' in its JSON body; found"):
        request(body={"mode": "hang"}).required("region")


def test_a_path_is_registered_once_and_under_the_prefix() -> None:
    routes = ControlRoutes()
    routes.route("GET", "/_lab/x", lambda _: None)
    with pytest.raises(ValueError, match="registered twice"):
        routes.route("GET", "/_lab/x", lambda _: None)
    with pytest.raises(ValueError, match="must start with '/_lab/'"):
        routes.route("GET", "/x", lambda _: None)
    assert routes.paths() == [("GET", "/_lab/x")]


@pytest.mark.parametrize(("raw", "words"), [(b"{", "not JSON"), (b"[1]", "must be a JSON object, found list")])
def test_a_body_must_be_a_json_object(raw: bytes, words: str) -> None:
    environ: dict[str, Any] = {"REQUEST_METHOD": "POST", "PATH_INFO": "/_lab/x", "wsgi.input": io.BytesIO(raw)}
    environ["CONTENT_LENGTH"] = str(len(raw))
    with pytest.raises(ControlError, match=words):
        control.parse(environ)


def test_the_query_is_parsed() -> None:
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/_lab/calls/", "QUERY_STRING": "since=4"}
    parsed = control.parse({**environ, "wsgi.input": io.BytesIO()})
    assert (parsed.path, parsed.query) == ("/_lab/calls", {"since": "4"})


def test_answers_are_json_with_their_status(emulator: Any) -> None:
    assert "no control path /_lab/nothing" in emulator.control("GET", "nothing")["error"]
