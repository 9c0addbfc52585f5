"""ElastiCache subnet groups. Replication groups have a file of their own."""

from __future__ import annotations

from lab.provider.fields import aws_args, live_values, tag_list, tag_map, words
from lab.provider.resource import Change, Resource, State


class CacheResource(Resource):
    """What the ElastiCache types share: lower-case names, tags by ARN."""

    service = "elasticache"

    def live_tags(self, arn: str) -> dict[str, str]:
        """The tags as ElastiCache has them."""
        return tag_map(self.aws.list_tags_for_resource(ResourceName=arn)["TagList"])

    def retag(self, ident: str, state: State, gone: list[str]) -> None:
        if gone:
            self.aws.remove_tags_from_resource(ResourceName=state["arn"], TagKeys=gone)
        if self.tags:
            self.aws.add_tags_to_resource(ResourceName=state["arn"], Tags=tag_list(self.tags))


class SubnetGroup(CacheResource):
    """The subnets in which caches may stand."""

    token = "aws:elasticache/subnetGroup:SubnetGroup"
    handles = words("name description subnetIds")
    updates = words("description subnetIds")

    def create(self, inputs: State) -> str:
        name = str(inputs["name"]).lower()
        self.aws.create_cache_subnet_group(
            CacheSubnetGroupName=name,
            CacheSubnetGroupDescription=inputs["description"],
            SubnetIds=inputs["subnetIds"],
            Tags=tag_list(self.tags),
        )
        return name

    def read(self, ident: str, state: State) -> State | None:
        found = self.aws.describe_cache_subnet_groups(CacheSubnetGroupName=ident)["CacheSubnetGroups"][0]
        return {
            **live_values(found, "name=CacheSubnetGroupName description=CacheSubnetGroupDescription vpcId arn=ARN"),
            "subnetIds": [subnet["SubnetIdentifier"] for subnet in found["Subnets"]],
            "tags": self.live_tags(found["ARN"]),
        }

    def update(self, change: Change) -> None:
        spec = "description=CacheSubnetGroupDescription subnetIds"
        self.aws.modify_cache_subnet_group(CacheSubnetGroupName=change.ident, **aws_args(change.wanted(), spec))

    def delete(self, ident: str, state: State) -> None:
        self.aws.delete_cache_subnet_group(CacheSubnetGroupName=ident)


RESOURCES: tuple[type[Resource], ...] = (SubnetGroup,)
