"""The web service: `python -m examples.orders.web`.

GET  /healthz         200 while the region's database can be read
POST /healthz/write   200 once a row was written in this region's database
POST /orders          {"id": …, "item": …}: the client chooses the id, so a request may be repeated
GET  /orders/{id}     read through the cache; the header X-Cache says hit or miss
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import AsyncIterator
from typing import Any

import uvicorn
from psycopg_pool import PoolTimeout
from redis import asyncio as redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from examples.orders.database import MOVED, Database
from examples.orders.settings import Settings

CACHE_SECONDS = 300
PROBE = "insert into write_probe values (%s, now()) on conflict (region) do update set at = excluded.at"
CREATE = "insert into orders (id, item, region) values (%s, %s, %s) on conflict do nothing returning id"


class Orders:
    """The service's routes over its database and its cache."""

    def __init__(self, settings: Settings) -> None:
        self.region = settings.region
        self.database = Database(settings.writer, settings.reader)
        limits: dict[str, Any] = {"socket_timeout": 1, "socket_connect_timeout": 1, "retry": Retry(NoBackoff(), 0)}
        self.cache: Any = redis.Redis(**settings.cache, **limits, decode_responses=True)

    async def health(self, _: Request) -> JSONResponse:
        async with self.database.reading() as connection:
            await connection.execute("select 1")
        return self._answer({"status": "reads"})

    async def write_health(self, _: Request) -> JSONResponse:
        async with self.database.writing() as connection:
            await connection.execute(PROBE, (self.region,))
        return self._answer({"status": "writes"})

    async def create(self, request: Request) -> JSONResponse:
        try:
            body = json.loads(await request.body())
            order, item = str(body["id"]), str(body["item"])
        except (ValueError, KeyError, TypeError):
            return self._answer({"error": 'found another body; required is JSON: {"id": "…", "item": "…"}'}, 400)
        async with self.database.writing() as connection:
            if new := await (await connection.execute(CREATE, (order, item, self.region))).fetchone():
                await connection.execute("insert into outbox (order_id) values (%s)", (order,))
        return self._answer({"id": order, "item": item}, 201 if new else 200)

    async def read(self, request: Request) -> JSONResponse:
        order = request.path_params["id"]
        with contextlib.suppress(RedisError):  # a cache that is gone costs time, never an answer
            if cached := await self.cache.get(f"order:{order}"):
                return self._answer(json.loads(cached), cache="hit")
        async with self.database.reading() as connection:
            row = await (
                await connection.execute("select id, item, region from orders where id = %s", (order,))
            ).fetchone()
        if row is None:
            return self._answer({"error": f"there is no order {order}"}, 404, cache="miss")
        found = dict(zip(("id", "item", "region"), row, strict=True))
        with contextlib.suppress(RedisError):
            await self.cache.set(f"order:{order}", json.dumps(found), ex=CACHE_SECONDS)
        return self._answer(found, cache="miss")

    async def unavailable(self, _: Request, problem: Exception) -> JSONResponse:
        return self._answer({"error": "the database cannot serve this now", "kind": type(problem).__name__}, 503)

    def _answer(self, body: dict[str, str], status: int = 200, cache: str = "") -> JSONResponse:
        return JSONResponse(body, status, {"X-Region": self.region} | ({"X-Cache": cache} if cache else {}))


def application(settings: Settings) -> Starlette:
    """The service as an ASGI application."""
    orders = Orders(settings)

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await orders.database.open()
        yield
        await orders.database.close()
        await orders.cache.aclose()

    routes = [
        Route("/healthz", orders.health),
        Route("/healthz/write", orders.write_health, methods=["POST"]),
        Route("/orders", orders.create, methods=["POST"]),
        Route("/orders/{id}", orders.read),
    ]
    handlers: dict[Any, Any] = dict.fromkeys((*MOVED, PoolTimeout), orders.unavailable)
    return Starlette(routes=routes, lifespan=lifespan, exception_handlers=handlers)


if __name__ == "__main__":
    here = Settings.read()
    uvicorn.run(application(here), host=here.host, port=here.port, log_level="warning")
