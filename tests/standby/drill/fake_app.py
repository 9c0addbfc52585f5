"""A small application behind a real socket: takes orders, returns them, can be cut off, and can forget."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class App:
    """`region` answers; `broken` answers 503 instead; `orders` is its database."""

    def __init__(self) -> None:
        self.region, self.broken, self.returns_ids = "us-east-2", False, True
        self.orders: dict[str, str] = {}
        self.hosts: set[str] = set()
        self.url = ""

    def answer(self, method: str, path: str, body: bytes) -> tuple[int, dict[str, Any]]:
        if self.broken:
            return 503, {"error": "down"}
        if method == "POST" and path == "/orders":
            order = json.loads(body)["id"]
            self.orders[order] = self.region
            return 201, {"id": order} if self.returns_ids else {}
        if path.startswith("/orders/"):
            order = path.removeprefix("/orders/")
            return (200, {"id": order}) if order in self.orders else (404, {"error": "none"})
        return (200, {"status": "reads"}) if path in ("/healthz", "/healthz/write") else (404, {})


@contextmanager
def serving() -> Iterator[App]:
    """The application on a free port of loopback."""
    app = App()

    class Handler(BaseHTTPRequestHandler):
        def _do(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            app.hosts.add(self.headers.get("Host", ""))
            status, told = app.answer(self.command, self.path, body)
            text = json.dumps({**told, "region": app.region}).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        do_GET = do_POST = _do  # noqa: N815 - the names that http.server looks for

        def log_message(self, *_: Any) -> None:
            """Silent."""

    class Server(ThreadingHTTPServer):
        request_queue_size = 128  # the standard five drop connections of a busy client

    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    app.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield app
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
