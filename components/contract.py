"""The failover contract of one region, in SSM: see `pattern/contract.py`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from pattern.contract import PLATFORM_KEYS, VERSION_KEY, ContractError, Key
from pattern.naming import Names


@dataclass(frozen=True)
class FailoverContractArgs:
    """The value of every platform key, by name; none of them empty (`-` says none).

    `version` is made last and goes first, as a contract without it is none: it waits for `comes_after`, and
    `before_delete` can refuse a destroy while everything is still there.
    """

    names: Names
    values: Mapping[str, pulumi.Input[str]]
    before_delete: pulumi.ResourceHook | None = None
    comes_after: Sequence[pulumi.Resource] = ()


class FailoverContract(pulumi.ComponentResource):
    """Creates: one SSM parameter per key under `/<app>/<environment>/standby/`. Refuses a missing or unknown key."""

    def __init__(self, name: str, args: FailoverContractArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:components:Contract", name, None, opts)
        wrong = sorted({key.name for key in PLATFORM_KEYS} ^ set(args.values))
        if wrong:
            raise ContractError(f"the failover contract has other keys than given: {', '.join(wrong)}")
        plain = pulumi.ResourceOptions(parent=self)
        made = [self._parameter(name, args, key, plain) for key in PLATFORM_KEYS if key.name != VERSION_KEY]
        (version,) = (key for key in PLATFORM_KEYS if key.name == VERSION_KEY)
        hooks = pulumi.ResourceHookBinding(before_delete=[args.before_delete]) if args.before_delete else None
        last = pulumi.ResourceOptions(parent=self, depends_on=[*made, *args.comes_after], hooks=hooks)
        self._parameter(name, args, version, last)
        self.register_outputs({"path": args.names.contract_path})

    def _parameter(
        self, name: str, args: FailoverContractArgs, key: Key, opts: pulumi.ResourceOptions
    ) -> aws.ssm.Parameter:
        return aws.ssm.Parameter(
            f"{name}-{key.name.replace('/', '-')}",
            name=f"{args.names.contract_path}/{key.name}",
            type="String",
            value=args.values[key.name],
            description=key.meaning,
            opts=opts,
        )
