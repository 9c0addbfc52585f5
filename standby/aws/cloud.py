"""The only file that knows boto3: one region's calls, with bounded time and one kind of error.

A region that is gone refuses, hangs or answers 5xx; all three end as `UnreachableError` within about half a minute.
Everything else that AWS says no to is a `CloudError` with AWS's own code, or a `MissingError`.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Mapping
from typing import Any

import boto3
import botocore.config
import botocore.exceptions

from standby.aws.call_log import CallLog
from standby.errors import CloudError, MissingError, UnreachableError

CONNECT_SECONDS, READ_SECONDS, ATTEMPTS = 3, 10, 3
# for a look that a person waits for: one attempt, so that a dead region is known within about three seconds
QUICK_CONNECT_SECONDS, QUICK_READ_SECONDS = 2, 3
_SILENT = (
    botocore.exceptions.EndpointConnectionError,
    botocore.exceptions.ConnectTimeoutError,
    botocore.exceptions.ReadTimeoutError,
    botocore.exceptions.ConnectionClosedError,
    botocore.exceptions.ProxyConnectionError,
)
_MISSING_CODES = ("NotFound", "NotFoundFault", "NotFoundException", "ParameterNotFound", "DoesNotExist")


def known_regions() -> frozenset[str]:
    """Every region that the SDK's own data names for Aurora, in all partitions; asks nobody."""
    session = boto3.Session()
    partitions = session.get_available_partitions()
    return frozenset(name for part in partitions for name in session.get_available_regions("rds", part))


class Cloud:
    """AWS in one region, as this shell's credentials see it, or as `role_arn` does (a zone of another account)."""

    def __init__(
        self, region: str, role_arn: str | None = None, *, quick: bool = False, log: CallLog | None = None
    ) -> None:
        self.region = region
        self._log = log
        self._role_arn = role_arn
        self._session: boto3.Session | None = None
        self._clients: dict[str, Any] = {}
        self._lock = threading.Lock()
        self._config = botocore.config.Config(
            connect_timeout=QUICK_CONNECT_SECONDS if quick else CONNECT_SECONDS,
            read_timeout=QUICK_READ_SECONDS if quick else READ_SECONDS,
            retries={"total_max_attempts": 1 if quick else ATTEMPTS, "mode": "standard"},
        )

    def beside(self, region: str) -> Cloud:
        """The same account in another region: one sign-in and one set of service descriptions for both."""
        other = Cloud(region)
        other._config, other._role_arn, other._log = self._config, self._role_arn, self._log
        with self._lock:
            self._session = self._session or self._login()
        other._session, other._lock = self._session, self._lock
        return other

    def call(self, service: str, operation: str, /, **params: Any) -> Mapping[str, Any]:
        """One call, by boto3's names (`rds`, `describe_db_clusters`); throttling is retried in bounded time.

        Raises:
            UnreachableError: no answer, or only 5xx.
            MissingError: AWS knows no such thing.
            CloudError: any other refusal, with AWS's code.
        """
        try:
            answer: Mapping[str, Any] = getattr(self._client(service), operation)(**params)
        except botocore.exceptions.ClientError as error:
            raise _refusal(self.region, operation, error) from None
        except _SILENT as error:
            raise UnreachableError(self.region, operation, type(error).__name__, "no answer") from None
        except botocore.exceptions.BotoCoreError as error:
            raise CloudError(self.region, operation, type(error).__name__, str(error)) from None
        return answer

    def pages(self, service: str, operation: str, key: str, /, **params: Any) -> list[Mapping[str, Any]]:
        """All items under `key` of a call that comes in pages; errors as `call`."""
        found: list[Mapping[str, Any]] = []
        try:
            for page in self._client(service).get_paginator(operation).paginate(**params):
                found += page.get(key, [])
        except botocore.exceptions.ClientError as error:
            raise _refusal(self.region, operation, error) from None
        except _SILENT as error:
            raise UnreachableError(self.region, operation, type(error).__name__, "no answer") from None
        except botocore.exceptions.BotoCoreError as error:
            raise CloudError(self.region, operation, type(error).__name__, str(error)) from None
        return found

    def prepare(self, *services: str) -> None:
        """Load what later calls of these services need; asks AWS nothing, but for a role's credentials.

        What goes wrong here goes wrong in the call again, which tells it.
        """
        with contextlib.suppress(botocore.exceptions.BotoCoreError, botocore.exceptions.ClientError):
            for service in services:
                self._client(service)

    def _client(self, service: str) -> Any:
        client = self._clients.get(service)  # not behind the lock: others may be made meanwhile
        return client or self._made(service)

    def _made(self, service: str) -> Any:
        """The client, made by whichever thread comes first."""
        with self._lock:
            if service not in self._clients:
                self._session = self._session or self._login()
                client: Any = self._session.client(
                    service,  # type: ignore[call-overload]
                    region_name=self.region,
                    config=self._config,
                )
                self._watch(client)
                self._clients[service] = client
            return self._clients[service]

    def _watch(self, client: Any) -> None:
        if self._log is not None:
            self._log.watch(client)

    def _login(self) -> boto3.Session:
        if self._role_arn is None:
            return boto3.Session(region_name=self.region)
        sts = boto3.Session(region_name=self.region).client("sts", config=self._config)
        self._watch(sts)
        given = sts.assume_role(RoleArn=self._role_arn, RoleSessionName="standby")["Credentials"]
        return boto3.Session(
            aws_access_key_id=given["AccessKeyId"],
            aws_secret_access_key=given["SecretAccessKey"],
            aws_session_token=given["SessionToken"],
            region_name=self.region,
        )


def _refusal(region: str, operation: str, error: botocore.exceptions.ClientError) -> CloudError:
    """AWS's answer as one of ours; 5xx to the end is a region that does not serve."""
    told = error.response.get("Error", {})
    code, message = str(told.get("Code", "Unknown")), str(told.get("Message", ""))
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    if status >= 500:
        return UnreachableError(region, operation, code, f"HTTP {status} to the last attempt")
    if code.endswith(_MISSING_CODES):
        return MissingError(region, operation, code, message)
    return CloudError(region, operation, code, message)
