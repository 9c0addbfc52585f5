"""What is there of the pair by now, its global database and a region's services, as AWS says. Reads only."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from pattern.contract import NONE, SERVICES
from pattern.naming import Names
from pattern.order import GlobalDatabase

# how the provider says that there is none: AWS's own code, or the words of its finder
_ABSENT = ("NotFoundFault", "couldn't find resource", "empty result")


def read_global_database(names: Names) -> GlobalDatabase | None:
    """The pair's global database, or None where there is none yet.

    Raises:
        pulumi.RunError: AWS did not answer, or refused; the message carries AWS's own words.
    """
    identifier = names.of("global-cluster")
    try:
        found = aws.rds.get_global_cluster(identifier=identifier)
    except Exception as problem:  # the SDK raises nothing narrower for an invoke that failed
        if any(words in str(problem) for words in _ABSENT):
            return None
        raise pulumi.RunError(
            f"the global database {identifier} cannot be read: {problem}\n"
            "Check that the credentials may call rds:DescribeGlobalClusters and that the region answers."
        ) from None
    writers = [_region(member.db_cluster_arn) for member in found.members if member.is_writer]
    members = tuple(_region(member.db_cluster_arn) for member in found.members)
    return GlobalDatabase(found.engine_version, found.endpoint or NONE, members, writers[0] if writers else NONE)


def read_services(names: Names) -> tuple[str, ...]:
    """The services that the region's workloads have in the contract, by name.

    Raises:
        pulumi.RunError: AWS did not answer, or refused; the message carries AWS's own words.
    """
    path = f"{names.contract_path}/{SERVICES}"
    try:
        found = aws.ssm.get_parameters_by_path(path=path, with_decryption=False)
    except Exception as problem:  # the SDK raises nothing narrower for an invoke that failed
        raise pulumi.RunError(
            f"the services in {path} cannot be read: {problem}\n"
            "Check that the credentials may call ssm:GetParametersByPath and that the region answers."
        ) from None
    return tuple(sorted(name.rpartition("/")[2] for name in found.names))


def _region(arn: str) -> str:
    return arn.split(":")[3]


def has_cluster(names: Names) -> bool:
    """Whether this region has its cluster; asked only where no global database has one."""
    try:
        aws.rds.get_cluster(cluster_identifier=names.of("db-cluster"))
    except Exception:  # absent or silent: either way nothing says that it is there
        return False
    return True
