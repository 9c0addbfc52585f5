"""Who may do what: IAM policies enforced for assumed roles and IAM users, trust policies for AssumeRole."""

from lab.emulator.engine.permissions.middleware import OPERATIONS, install, permitted

__all__ = ["OPERATIONS", "install", "permitted"]
