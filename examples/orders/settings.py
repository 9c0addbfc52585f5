"""What the task's environment says: the database, the cache and the region that this task belongs to."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from psycopg.conninfo import make_conninfo


@dataclass(frozen=True)
class Settings:
    """The variables of `uses: [database, cache]`; a required one that is missing is a KeyError with its name."""

    region: str
    writer: str = field(repr=False)  # connection strings: they hold the password
    reader: str = field(repr=False)
    cache: dict[str, Any] = field(repr=False)
    host: str
    port: int

    @classmethod
    def read(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """Settings from the environment."""
        database: dict[str, Any] = {
            "port": environment["DATABASE_PORT"],
            "dbname": environment["DATABASE_NAME"],
            "user": environment["DATABASE_USERNAME"],
            "password": environment["DATABASE_PASSWORD"],
            "connect_timeout": 2,
        }
        cache = {
            "host": environment.get("CACHE_HOST", ""),
            "port": int(environment.get("CACHE_PORT", "6379")),
            "password": environment.get("CACHE_AUTH_TOKEN") or None,
            "ssl": environment.get("CACHE_TLS", "on") != "off",
        }
        return cls(
            region=environment.get("AWS_REGION", "unknown"),
            # a reader refuses such a connection, so none is ever kept to what used to be the writer
            writer=make_conninfo(host=environment["DATABASE_HOST"], target_session_attrs="read-write", **database),
            # this one works in the DR region, too, before that region is promoted
            reader=make_conninfo(host=environment["DATABASE_READER_HOST"], **database),
            cache=cache,
            host=environment.get("HOST", "0.0.0.0"),
            port=int(environment.get("PORT", "8080")),
        )
