"""What every RDS type shares: tags by ARN, identifiers that Terraform makes up, waits for `available`."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from lab.provider.fields import tag_list, tag_map
from lab.provider.resource import Resource, State
from lab.provider.waiting import wait_for

AVAILABLE = frozenset({"available"})
GONE = frozenset({"", "deleted"})
BROKEN = frozenset(
    {
        "failed",
        "inaccessible-encryption-credentials",
        "incompatible-parameters",
        "incompatible-network",
        "storage-full",
    }
)
# The last refusal that AWS gives while something of the same kind is on its way.
BUSY = frozenset({"InvalidDBClusterStateFault", "InvalidDBInstanceState", "InvalidGlobalClusterStateFault"})


class RdsResource(Resource):
    """A type of the RDS API; its ARN stands in the state as `arn`."""

    service = "rds"

    def retag(self, ident: str, state: State, gone: list[str]) -> None:
        if gone:
            self.aws.remove_tags_from_resource(ResourceName=state["arn"], TagKeys=gone)
        if self.tags:
            self.aws.add_tags_to_resource(ResourceName=state["arn"], Tags=tag_list(self.tags))

    def tags_by_arn(self, arn: str) -> dict[str, str]:
        """The tags, for answers that do not hold them."""
        return tag_map(self.aws.list_tags_for_resource(ResourceName=arn)["TagList"])

    def wait(self, what: str, look: Callable[[], str | None], want: frozenset[str] = AVAILABLE) -> None:
        """Wait for a state of RDS."""
        wait_for(what, look, want, broken=BROKEN)


def identifier(inputs: Mapping[str, Any], field: str) -> str:
    """The identifier given, or one like Terraform's: after `<field>Prefix`, or `tf-`."""
    given = inputs.get(field)
    if given:
        return str(given)
    return f"{inputs.get(f'{field}Prefix', 'tf-')}{time.strftime('%Y%m%d%H%M%S')}{time.monotonic_ns() % 10**12:012d}"
