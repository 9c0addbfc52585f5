"""ECS services that ramp up as Fargate does: tasks, deployments, target registration, rolling updates."""

from lab.emulator.services.ecs.extension import OPERATIONS, install

__all__ = ["OPERATIONS", "install"]
