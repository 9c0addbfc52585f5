"""What the pair's global database is by now, as AWS says. Reads only."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from pattern.contract import NONE
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
    return GlobalDatabase(found.engine_version, found.endpoint or NONE)


def has_cluster(names: Names) -> bool:
    """Whether this region has its cluster; asked only where the global database is gone."""
    try:
        aws.rds.get_cluster(cluster_identifier=names.of("db-cluster"))
    except Exception:  # absent or silent: either way nothing says that it is there
        return False
    return True
