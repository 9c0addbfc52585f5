"""The task sizes that Fargate offers."""

from __future__ import annotations

from collections.abc import Mapping

# Amazon ECS developer guide, "Task definition differences for Fargate": CPU units -> memory in MiB (first, last, step).
FARGATE_MEMORY: Mapping[int, tuple[int, int, int]] = {
    256: (512, 2048, 512),
    512: (1024, 4096, 1024),
    1024: (2048, 8192, 1024),
    2048: (4096, 16384, 1024),
    4096: (8192, 30720, 1024),
    8192: (16384, 61440, 4096),
    16384: (32768, 122880, 8192),
}


def fargate_memory(cpu: int) -> tuple[int, ...]:
    """The memory sizes in MiB that Fargate offers with `cpu` units; none where it does not offer that many units."""
    if cpu not in FARGATE_MEMORY:
        return ()
    first, last, step = FARGATE_MEMORY[cpu]
    offered = range(first, last + 1, step)
    return tuple(size for size in offered if not (cpu == 256 and size == 1536))
