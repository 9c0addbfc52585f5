"""Components on Pulumi's mocks; the fixture `build` of tests/components and tests/layers runs a factory on them.

    built = build(lambda: Network("network", NetworkArgs(...)))     every resource that the component registered
    built.one("aws:ec2/vpc:Vpc").inputs["cidrBlock"]                inputs as they travel: camelCase, plain values
    built.one("aws:rds/cluster:Cluster").ignores                    `ignore_changes`, in wire names
    built.value.vpc_id                                              what the factory returned, its outputs resolved

A mock proves what a program asks for, not that AWS grants it: the lab and the provider's schema do that.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pulumi
import pytest
from pulumi.runtime import mocks as pulumi_mocks
from pulumi.runtime import rpc

ACCOUNT = "123456789012"


@dataclass(frozen=True)
class Registered:
    """One resource as the engine would see it."""

    type: str
    name: str
    inputs: dict[str, Any]
    ignores: tuple[str, ...] = ()
    protect: bool = False
    parent: str = ""
    provider: str = ""
    secrets: frozenset[str] = frozenset()
    dependencies: frozenset[str] = frozenset()


@dataclass
class Built:
    """All that one factory registered, in order."""

    resources: list[Registered] = field(default_factory=list)
    value: Any = None

    def all(self, type_: str) -> list[Registered]:
        """Those of one type."""
        return [resource for resource in self.resources if resource.type == type_]

    def one(self, type_: str, name: str | None = None) -> Registered:
        """The only one of a type (and logical name)."""
        (found,) = [r for r in self.all(type_) if name in (None, r.name)]
        return found


class _Aws(pulumi_mocks.Mocks):
    """Answers as AWS would: an ID, an ARN, and what this project reads of computed outputs."""

    def __init__(self, outputs: Mapping[str, Any]) -> None:
        self._outputs = outputs

    def new_resource(self, args: pulumi_mocks.MockResourceArgs) -> tuple[str | None, dict[Any, Any]]:
        computed = {
            "arn": f"arn:aws:mock:us-west-2:{ACCOUNT}:{args.name}",
            "arnWithoutRevision": f"arn:aws:mock:us-west-2:{ACCOUNT}:{args.name}",
            "arnSuffix": f"suffix/{args.name}",
            "keyId": f"key-{args.name}",
            "endpoint": f"{args.name}.example",
            "readerEndpoint": f"{args.name}-ro.example",
            "secretArn": f"arn:aws:mock:us-west-2:{ACCOUNT}:{args.name}",
            "primaryEndpointAddress": f"{args.name}.example",
            "apiEndpoint": "https://a1b2.execute-api.us-west-2.amazonaws.com",
            "domainValidationOptions": [
                {
                    "resourceRecordName": "_v.app.example.com",
                    "resourceRecordType": "CNAME",
                    "resourceRecordValue": "_v.aws",
                }
            ],
        }
        if args.typ == "pulumi:pulumi:StackReference":
            return args.name, {"name": args.name, "outputs": dict(self._outputs), "secretOutputNames": []}
        if args.typ == "aws:apigatewayv2/domainName:DomainName":
            args.inputs["domainNameConfiguration"] |= {"targetDomainName": "d-1.example", "hostedZoneId": "ZTARGET1"}
        return f"{args.name}-id", {**computed, **args.inputs}

    def call(self, args: pulumi_mocks.MockCallArgs) -> tuple[dict[Any, Any], list[tuple[str, str]]]:
        answers: Mapping[str, dict[str, Any]] = {
            "aws:secretsmanager/getRandomPassword:getRandomPassword": {"randomPassword": "drawn-word"},
            "aws:index/getCallerIdentity:getCallerIdentity": {"accountId": ACCOUNT},
            "aws:index/getPartition:getPartition": {"partition": "aws"},
            "aws:index/getAvailabilityZones:getAvailabilityZones": {
                "names": ["us-west-2a", "us-west-2b"],
                "zoneIds": ["usw2-az1", "usw2-az2"],
            },
        }
        return answers[args.token], []


class _Monitor(pulumi_mocks.MockMonitor):
    """Keeps what pulumi's mocks drop: options of a resource, and which inputs are secret."""

    def __init__(self, mocks: pulumi_mocks.Mocks, built: Built) -> None:
        super().__init__(mocks)
        self._built = built

    def RegisterResource(self, request: Any) -> Any:  # noqa: N802 - the protocol's name
        raw = rpc.deserialize_properties(request.object, keep_unknowns=True)
        inputs = {key: rpc.unwrap_rpc_secret(value) for key, value in raw.items()}
        secrets = frozenset(key for key, value in raw.items() if rpc.is_rpc_secret(value))
        self._built.resources.append(
            Registered(
                type=request.type,
                name=request.name,
                inputs=inputs,
                ignores=tuple(request.ignoreChanges),
                protect=request.protect,
                parent=request.parent.rsplit("::", 1)[-1],
                provider=request.provider,
                secrets=secrets,
                dependencies=frozenset(urn.rsplit("::", 1)[-1] for urn in request.dependencies),
            )
        )
        return super().RegisterResource(request)  # type: ignore[no-untyped-call]


def run_on_mocks(factory: Callable[[], Any], outputs: Mapping[str, Any] | None = None) -> Built:
    """Run a factory on mocks, and return what it registered; `outputs` are those of any stack that it refers to."""
    built = Built()
    mocks = _Aws(outputs or {})
    pulumi_mocks.set_mocks(mocks, project="standby", stack="dr", preview=False, monitor=_Monitor(mocks, built))

    @pulumi.runtime.test  # type: ignore[untyped-decorator]
    def program() -> pulumi.Output[Any]:
        made = factory()
        known = {k: v for k, v in vars(made).items() if isinstance(v, pulumi.Output)}

        def keep(values: dict[str, Any]) -> None:
            built.value = values

        return pulumi.Output.all(**known).apply(keep)

    gc.disable()  # as the programs do
    try:
        program()
    finally:
        gc.enable()
    return built


@pytest.fixture
def build() -> Callable[..., Built]:
    """`run_on_mocks`, as a fixture."""
    return run_on_mocks
