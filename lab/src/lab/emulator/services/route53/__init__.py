"""Route 53 as it refuses and propagates: change batches, PENDING → INSYNC, record protections."""

from lab.emulator.services.route53.extension import OPERATIONS, install

__all__ = ["OPERATIONS", "install"]
