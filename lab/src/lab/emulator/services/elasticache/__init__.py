"""ElastiCache replication groups with a life, their member clusters, subnet groups."""

from lab.emulator.services.elasticache.extension import OPERATIONS, install

__all__ = ["OPERATIONS", "install"]
