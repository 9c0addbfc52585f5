"""Who reaches a data store, on mocks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pulumi

from components.access import AccessArgs, access_group


class Store(pulumi.ComponentResource):
    def __init__(self) -> None:
        super().__init__("test:Store", "store")
        group = access_group(self, "store", AccessArgs("myapp-prod-store", "Store", 7, "vpc-1", "sg-tasks"))
        self.group_id = group.id


def test_one_way_in_from_tasks_and_none_out(build: Callable[..., Any]) -> None:
    built = build(Store)
    group = built.one("aws:ec2/securityGroup:SecurityGroup")
    assert (group.inputs["name"], group.inputs["description"]) == ("myapp-prod-store", "Store, reached by tasks only")
    assert group.parent == "store"
    rule = built.one("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule").inputs
    assert (rule["referencedSecurityGroupId"], rule["fromPort"], rule["toPort"]) == ("sg-tasks", 7, 7)
    assert rule["description"] == "tasks"
    assert not built.all("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule")
