"""The failover contract of one region, in SSM: see `pattern/contract.py`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from pattern.contract import PLATFORM_KEYS, ContractError
from pattern.naming import Names


@dataclass(frozen=True)
class FailoverContractArgs:
    """The value of every platform key, by name; none of them empty (`-` says none)."""

    names: Names
    values: Mapping[str, pulumi.Input[str]]


class FailoverContract(pulumi.ComponentResource):
    """Creates: one SSM parameter per key under `/<app>/<environment>/standby/`. Refuses a missing or unknown key."""

    def __init__(self, name: str, args: FailoverContractArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:components:Contract", name, None, opts)
        wrong = sorted({key.name for key in PLATFORM_KEYS} ^ set(args.values))
        if wrong:
            raise ContractError(f"the failover contract has other keys than given: {', '.join(wrong)}")
        for key in PLATFORM_KEYS:
            aws.ssm.Parameter(
                f"{name}-{key.name.replace('/', '-')}",
                name=f"{args.names.contract_path}/{key.name}",
                type="String",
                value=args.values[key.name],
                description=key.meaning,
                opts=pulumi.ResourceOptions(parent=self),
            )
        self.register_outputs({"path": args.names.contract_path})
