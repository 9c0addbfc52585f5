"""A client that orders a hundred times a second through the public name, and keeps count of what was promised to it."""

from __future__ import annotations

import http.client
import itertools
import json
import threading
import time
import uuid
from dataclasses import dataclass
from typing import Any

THREADS = 8
RATE = 100


@dataclass(frozen=True)
class Answer:
    """What the public name answered; status 0: nothing."""

    status: int
    headers: dict[str, str]


class WritingClient:
    """`acknowledged`: order → when its answer came; `answers`: (when, which region) of each; `refused`: all others."""

    def __init__(self, port: int, name: str, entrance: str | None = None) -> None:
        self._port, self._run = port, uuid.uuid4().hex[:8]
        # with `entrance` it goes to that API domain, wherever the name leads
        self._headers = {"Host": name} | ({"X-Lab-Connect-To": entrance} if entrance else {})
        self.acknowledged: dict[str, float] = {}
        self.answers: list[tuple[float, str]] = []
        self.refused = 0
        self._numbers, self._end = itertools.count(), threading.Event()
        self._threads = [threading.Thread(target=self._write, daemon=True) for _ in range(THREADS)]
        for thread in self._threads:
            thread.start()

    def finish(self) -> None:
        """Stop writing."""
        self._end.set()
        for thread in self._threads:
            thread.join()

    def missing(self, orders: set[str]) -> list[str]:
        """The acknowledged orders that are not among `orders`."""
        return [order for order in self.acknowledged if order not in orders]

    def lost(self, orders: set[str]) -> list[float]:
        """When those were acknowledged, the oldest first."""
        return sorted(self.acknowledged[order] for order in self.missing(orders))

    def read(self, order: str) -> Answer:
        """GET one order."""
        return self._ask("GET", f"/orders/{order}", None)

    def _write(self) -> None:
        while not self._end.is_set():
            began, order = time.monotonic(), f"{self._run}-{next(self._numbers)}"
            answer = self._ask("POST", "/orders", {"id": order, "item": "lamp"})
            if answer.status in (200, 201):
                self.acknowledged[order] = time.time()
                self.answers.append((time.time(), answer.headers.get("X-Lab-Region", "")))
            else:
                self.refused += 1
            self._end.wait(max(0.0, began + THREADS / RATE - time.monotonic()))

    def _ask(self, method: str, path: str, body: Any) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=5)
        try:
            headers = self._headers | {"Content-Type": "application/json"}
            connection.request(method, path, json.dumps(body) if body else None, headers)
            answer = connection.getresponse()
            answer.read()
            return Answer(answer.status, {name.title(): value for name, value in answer.getheaders()})
        except (OSError, http.client.HTTPException):
            return Answer(0, {})
        finally:
            connection.close()
