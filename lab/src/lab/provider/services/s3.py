"""S3: buckets with what stands beside them (policy, versioning, encryption, public access block). Names are global."""

from __future__ import annotations

from typing import Any

from lab.provider.errors import aws_code, is_gone
from lab.provider.fields import aws_args, live_values, pascal, tag_list, tag_map, words
from lab.provider.resource import Change, Resource, State

BLOCKS = "blockPublicAcls blockPublicPolicy ignorePublicAcls restrictPublicBuckets"
ABSENT = frozenset(
    {
        "NoSuchBucketPolicy",
        "NoSuchPublicAccessBlockConfiguration",
        "NoSuchTagSet",
        "ServerSideEncryptionConfigurationNotFoundError",
    }
)
# Hosted zones of S3's website endpoints are AWS's; the lab knows those of the regions it is built for.
WEBSITE_ZONES = {"us-east-1": "Z3AQBSTGFYJSTF", "us-west-2": "Z3BJ6K6RIION7M", "us-west-1": "Z2F56UZL2M1ACD"}


class _S3Resource(Resource):
    service = "s3"

    def ask(self, call: str, bucket: str) -> dict[str, Any] | None:
        """A get call's answer, or None where the bucket has no such setting (or does not exist)."""
        try:
            found: dict[str, Any] = getattr(self.aws, call)(Bucket=bucket)
        except Exception as error:
            if aws_code(error) in ABSENT or is_gone(error):
                return None
            raise
        return found


class Bucket(_S3Resource):
    """A bucket; its settings are resources of their own."""

    token = "aws:s3/bucket:Bucket"
    handles = words("bucket forceDestroy objectLockEnabled")
    settings = words("forceDestroy")

    def create(self, inputs: State) -> str:
        args: dict[str, Any] = {"Bucket": inputs["bucket"]}
        if self.region != "us-east-1":
            args["CreateBucketConfiguration"] = {"LocationConstraint": self.region}
        if inputs.get("objectLockEnabled"):
            args["ObjectLockEnabledForBucket"] = True
        self.aws.create_bucket(**args)
        return str(inputs["bucket"])

    def settle(self, ident: str, inputs: State) -> None:
        if self.tags:
            self.retag(ident, {}, [])

    def read(self, ident: str, state: State) -> State | None:
        self.aws.get_bucket_location(Bucket=ident)  # "NoSuchBucket" when it is gone
        tags = (self.ask("get_bucket_tagging", ident) or {}).get("TagSet")
        lock = "objectLockEnabled" in state and state["objectLockEnabled"]
        return {
            "bucket": ident,
            "arn": f"arn:aws:s3:::{ident}",
            "bucketRegion": self.region,
            "bucketDomainName": f"{ident}.s3.amazonaws.com",
            "bucketRegionalDomainName": f"{ident}.s3.{self.region}.amazonaws.com",
            "hostedZoneId": WEBSITE_ZONES.get(self.region, ""),
            "objectLockEnabled": bool(lock),
            "tags": tag_map(tags),
        }

    def retag(self, ident: str, state: State, gone: list[str]) -> None:
        if self.tags:
            self.aws.put_bucket_tagging(Bucket=ident, Tagging={"TagSet": tag_list(self.tags)})
        else:
            self.aws.delete_bucket_tagging(Bucket=ident)

    def delete(self, ident: str, state: State) -> None:
        if state.get("forceDestroy"):
            self._empty(ident)
        self.aws.delete_bucket(Bucket=ident)

    def _empty(self, ident: str) -> None:
        for page in self.aws.get_paginator("list_object_versions").paginate(Bucket=ident):
            listed = [*page.get("Versions", []), *page.get("DeleteMarkers", [])]
            for item in listed:
                self.aws.delete_object(Bucket=ident, Key=item["Key"], VersionId=item["VersionId"])


class BucketPolicy(_S3Resource):
    """A bucket's policy. The id is the bucket's name."""

    token = "aws:s3/bucketPolicy:BucketPolicy"
    handles = words("bucket policy")
    updates = words("policy")

    def create(self, inputs: State) -> str:
        self.aws.put_bucket_policy(Bucket=inputs["bucket"], Policy=inputs["policy"])
        return str(inputs["bucket"])

    def read(self, ident: str, state: State) -> State | None:
        found = self.ask("get_bucket_policy", ident)
        return {"bucket": ident, "policy": found["Policy"]} if found else None

    def update(self, change: Change) -> None:
        self.create(change.new)

    def delete(self, ident: str, state: State) -> None:
        self.aws.delete_bucket_policy(Bucket=ident)


class PublicAccessBlock(_S3Resource):
    """The four switches that keep a bucket private."""

    token = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"
    handles = words(f"bucket skipDestroy {BLOCKS}")
    updates = words(BLOCKS)
    settings = words("skipDestroy")

    def create(self, inputs: State) -> str:
        args = {"PublicAccessBlockConfiguration": aws_args(inputs, BLOCKS)}
        self.aws.put_public_access_block(Bucket=inputs["bucket"], **args)
        return str(inputs["bucket"])

    def read(self, ident: str, state: State) -> State | None:
        found = self.ask("get_public_access_block", ident)
        return {"bucket": ident, **live_values(found["PublicAccessBlockConfiguration"], BLOCKS)} if found else None

    def update(self, change: Change) -> None:
        self.create(change.new)

    def delete(self, ident: str, state: State) -> None:
        if not state.get("skipDestroy"):
            self.aws.delete_public_access_block(Bucket=ident)


class Versioning(_S3Resource):
    """Whether a bucket keeps versions; deleting it suspends them, as the real provider does."""

    token = "aws:s3/bucketVersioning:BucketVersioning"
    handles = words("bucket versioningConfiguration")
    updates = words("versioningConfiguration")
    blocks = {"versioningConfiguration": words("status")}  # noqa: RUF012

    def create(self, inputs: State) -> str:
        status = inputs["versioningConfiguration"]["status"]
        if status != "Disabled":  # AWS has no such status: it is what a bucket has that was never versioned
            self.aws.put_bucket_versioning(Bucket=inputs["bucket"], VersioningConfiguration={"Status": status})
        return str(inputs["bucket"])

    def read(self, ident: str, state: State) -> State | None:
        found = self.ask("get_bucket_versioning", ident)
        if found is None:
            return None
        return {"bucket": ident, "versioningConfiguration": {"status": found.get("Status", "Disabled")}}

    def update(self, change: Change) -> None:
        self.create(change.new)

    def delete(self, ident: str, state: State) -> None:
        if (state.get("versioningConfiguration") or {}).get("status") == "Enabled":
            self.aws.put_bucket_versioning(Bucket=ident, VersioningConfiguration={"Status": "Suspended"})


class Encryption(_S3Resource):
    """A bucket's default encryption."""

    token = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
    handles = words("bucket rules")
    updates = words("rules")
    blocks = {  # noqa: RUF012
        "rules": words("applyServerSideEncryptionByDefault bucketKeyEnabled"),
        "rules.applyServerSideEncryptionByDefault": words("sseAlgorithm kmsMasterKeyId"),
    }

    def create(self, inputs: State) -> str:
        rules = [_rule(rule) for rule in inputs["rules"]]
        self.aws.put_bucket_encryption(Bucket=inputs["bucket"], ServerSideEncryptionConfiguration={"Rules": rules})
        return str(inputs["bucket"])

    def read(self, ident: str, state: State) -> State | None:
        found = self.ask("get_bucket_encryption", ident)
        if found is None:
            return None
        return {"bucket": ident, "rules": [_told(rule) for rule in found["ServerSideEncryptionConfiguration"]["Rules"]]}

    def update(self, change: Change) -> None:
        self.create(change.new)

    def delete(self, ident: str, state: State) -> None:
        self.aws.delete_bucket_encryption(Bucket=ident)


def _rule(rule: State) -> State:
    default = rule.get("applyServerSideEncryptionByDefault")
    named = aws_args(default or {}, "sseAlgorithm=SSEAlgorithm kmsMasterKeyId=KMSMasterKeyID")
    switch = pascal({"bucketKeyEnabled": rule["bucketKeyEnabled"]}) if "bucketKeyEnabled" in rule else {}
    return {**({"ApplyServerSideEncryptionByDefault": named} if default else {}), **switch}


def _told(rule: State) -> State:
    default = rule.get("ApplyServerSideEncryptionByDefault") or {}
    named = live_values(default, "sseAlgorithm=SSEAlgorithm kmsMasterKeyId=KMSMasterKeyID")
    return {"applyServerSideEncryptionByDefault": named, **live_values(rule, "bucketKeyEnabled")}


RESOURCES: tuple[type[Resource], ...] = (Bucket, BucketPolicy, PublicAccessBlock, Versioning, Encryption)
