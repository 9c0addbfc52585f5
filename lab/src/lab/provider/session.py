"""The provider's configuration, and boto3 clients that can reach loopback only.

Clients are made on first use, under a lock (making one is not thread-safe), and kept per service and region.
"""

from __future__ import annotations

import ipaddress
import json
import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from lab.provider.errors import BadConfig, NoLoopback
from lab.provider.fields import words
from lab.provider.wire import UNKNOWN

# Settings of the real provider that need nothing of us: checks that it can leave out, details of calling AWS.
HARMLESS = words(
    "version pluginDownloadURL skipCredentialsValidation skipMetadataApiCheck skipRegionValidation "
    "skipRequestingAccountId maxRetries retryMode s3UsePathStyle insecure stsRegion ec2MetadataServiceEndpoint "
    "ec2MetadataServiceEndpointMode useDualstackEndpoint useFipsEndpoint s3UsEast1RegionalEndpoint"
)
USED = words("region accessKey secretKey token endpoints defaultTags assumeRoles allowedAccountIds forbiddenAccountIds")
# boto3's names of services whose endpoint has another name in the provider's configuration.
ENDPOINT_NAMES = {
    "application-autoscaling": ("appautoscaling", "applicationautoscaling"),
    "elbv2": ("elbv2", "elb"),
    "events": ("events", "eventbridge"),
    "logs": ("logs", "cloudwatchlogs"),
}
# keys of a block of assumeRoles → arguments of AssumeRole
ASSUME = {"roleArn": "RoleArn", "sessionName": "RoleSessionName", "externalId": "ExternalId", "policy": "Policy"}
CONNECT_SECONDS = 5
READ_SECONDS = 60
ATTEMPTS = 6


@dataclass(frozen=True)
class Settings:
    """The provider's configuration, decoded."""

    region: str | None = None
    access_key: str | None = None
    secret_key: str | None = None
    token: str | None = None
    endpoints: Mapping[str, str] = field(default_factory=dict)
    default_tags: Mapping[str, str] = field(default_factory=dict)
    roles: tuple[Mapping[str, str], ...] = ()  # arguments of AssumeRole, one call after the other
    allowed_accounts: tuple[str, ...] = ()
    forbidden_accounts: tuple[str, ...] = ()


def read_settings(config: Mapping[str, Any], environ: Mapping[str, str]) -> Settings:
    """Decode the provider's inputs; values that are no texts travel as JSON. Raises BadConfig, naming each bad key."""
    values = {key: _decoded(key, value) for key, value in config.items() if value not in (None, UNKNOWN)}
    bad = sorted(set(values) - USED - HARMLESS)
    if bad:
        raise BadConfig(f"the lab's provider does not emulate the provider settings {', '.join(bad)}")
    endpoints: dict[str, str] = {}
    for block in values.get("endpoints") or []:
        endpoints.update({name: url for name, url in block.items() if url})
    return Settings(
        region=values.get("region") or environ.get("AWS_REGION") or environ.get("AWS_DEFAULT_REGION"),
        access_key=values.get("accessKey"),
        secret_key=values.get("secretKey"),
        token=values.get("token"),
        endpoints=endpoints,
        default_tags=(values.get("defaultTags") or {}).get("tags") or {},
        roles=tuple(_role(role) for role in values.get("assumeRoles") or []),
        allowed_accounts=tuple(values.get("allowedAccountIds") or ()),
        forbidden_accounts=tuple(values.get("forbiddenAccountIds") or ()),
    )


def _role(block: Mapping[str, Any]) -> dict[str, str]:
    """One block of assumeRoles as arguments of AssumeRole. Raises BadConfig for one that it cannot be."""
    given = {key: value for key, value in block.items() if value not in (None, "", [], {})}
    unknown = sorted(set(given) - set(ASSUME))
    if unknown:
        raise BadConfig(f"provider setting assumeRoles: unknown or not emulated {unknown}; known are {sorted(ASSUME)}")
    if "roleArn" not in given:
        raise BadConfig(f"provider setting assumeRoles: roleArn is not set, found {sorted(given) or 'an empty block'}")
    return {"RoleSessionName": "pulumi-lab"} | {ASSUME[key]: value for key, value in given.items()}


def _decoded(key: str, value: Any) -> Any:
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return json.loads(value)
        except ValueError as error:
            raise BadConfig(f"provider setting {key}: not valid JSON: {error}") from None
    if isinstance(value, str) and key.startswith(("skip", "use", "insecure", "s3Use")):
        return value == "true"
    return value


def loopback_endpoint(service: str, settings: Settings, environ: Mapping[str, str]) -> str:
    """The URL for a service. Raises NoLoopback unless one is configured and lies on loopback."""
    names = ENDPOINT_NAMES.get(service, (service,))
    configured = next((settings.endpoints[name] for name in names if name in settings.endpoints), None)
    url = configured or environ.get("AWS_ENDPOINT_URL")
    if not url:
        raise NoLoopback(
            f"no endpoint for {service}: the lab's provider never talks to real AWS; set AWS_ENDPOINT_URL "
            '(eval "$(lab env)") or the provider\'s endpoints'
        )
    if not is_loopback(url):
        raise NoLoopback(f"endpoint {url} for {service} is not on loopback: the lab's provider never talks to real AWS")
    return url


def is_loopback(url: str) -> bool:
    """True for an http(s) URL whose host is localhost or a loopback address."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return False
    if parts.hostname == "localhost":
        return True
    try:
        return ipaddress.ip_address(parts.hostname).is_loopback
    except ValueError:
        return False


class Session:
    """One configured provider: its region, its clients, its account."""

    def __init__(self, settings: Settings, environ: Mapping[str, str] | None = None) -> None:
        self.settings = settings
        self._environ = os.environ if environ is None else environ
        self._lock = threading.RLock()
        self._clients: dict[tuple[str, str], Any] = {}
        self._keys: dict[str, str] | None = None
        self._account: str | None = None

    @property
    def region(self) -> str:
        """The provider's region; raises BadConfig when none is configured."""
        if not self.settings.region:
            raise BadConfig("Missing region configuration. Set aws:region (pulumi config set aws:region us-east-1)")
        return self.settings.region

    @property
    def account(self) -> str:
        """The account's id, asked from STS once and checked against the allowed and forbidden ones."""
        with self._lock:
            if self._account is None:
                found = str(self.client("sts", self.region).get_caller_identity()["Account"])
                _check_account(found, self.settings)
                self._account = found
            return self._account

    def client(self, service: str, region: str) -> Any:
        """A boto3 client; a role to assume is assumed first."""
        with self._lock:
            key = service, region
            if key not in self._clients:
                self._clients[key] = self._make(service, region, self._credentials(region))
            return self._clients[key]

    def _credentials(self, region: str) -> dict[str, str]:
        if self._keys is None:
            given = {
                "aws_access_key_id": self.settings.access_key or self._environ.get("AWS_ACCESS_KEY_ID"),
                "aws_secret_access_key": self.settings.secret_key or self._environ.get("AWS_SECRET_ACCESS_KEY"),
                "aws_session_token": self.settings.token or self._environ.get("AWS_SESSION_TOKEN"),
            }
            keys = {name: value for name, value in given.items() if value}
            if len(keys) < 2:
                raise BadConfig("No valid credential sources found: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY")
            for role in self.settings.roles:
                keys = self._assume(role, region, keys)
            self._keys = keys
        return self._keys

    def _assume(self, role: Mapping[str, str], region: str, keys: dict[str, str]) -> dict[str, str]:
        answer = self._make("sts", region, keys).assume_role(**role)["Credentials"]
        return {
            "aws_access_key_id": answer["AccessKeyId"],
            "aws_secret_access_key": answer["SecretAccessKey"],
            "aws_session_token": answer["SessionToken"],
        }

    def _make(self, service: str, region: str, keys: Mapping[str, str]) -> Any:
        import boto3  # 0.2 s: only once there is a call to make
        from botocore.config import Config

        attempts = int(self._environ.get("AWS_MAX_ATTEMPTS", ATTEMPTS))
        config = Config(
            connect_timeout=CONNECT_SECONDS,
            read_timeout=READ_SECONDS,
            retries={"total_max_attempts": attempts, "mode": "standard"},
            max_pool_connections=64,
            proxies={},
            s3={"addressing_style": "path"},
        )
        url = loopback_endpoint(service, self.settings, self._environ)
        return boto3.client(service, region_name=region, endpoint_url=url, config=config, **keys)  # type: ignore[call-overload]


def _check_account(account: str, settings: Settings) -> None:
    if settings.allowed_accounts and account not in settings.allowed_accounts:
        allowed = ", ".join(settings.allowed_accounts)
        raise BadConfig(f"AWS account ID not allowed: {account} (allowedAccountIds: {allowed})")
    if account in settings.forbidden_accounts:
        raise BadConfig(f"AWS account ID not allowed: {account} is one of forbiddenAccountIds")
