"""A network that is there already, seen as `components.network` shows its own; nothing is made, nothing is asked."""

from __future__ import annotations

from collections.abc import Sequence

import pulumi

from pattern.existing import ExistingVpc


class ExistingNetwork:
    """The outputs of `Network`, from config."""

    def __init__(self, vpc: ExistingVpc) -> None:
        self.vpc_id = pulumi.Output.from_input(vpc.id)
        self.public_subnet_ids = _ids(vpc.public_subnet_ids)
        self.private_subnet_ids = _ids(vpc.private_subnet_ids)
        self.isolated_subnet_ids = _ids(vpc.isolated_subnet_ids)
        self.vpc_link_subnet_ids = _ids(vpc.vpc_link_subnet_ids or vpc.private_subnet_ids)


def _ids(given: Sequence[str]) -> pulumi.Output[list[str]]:
    return pulumi.Output.from_input(list(given))
