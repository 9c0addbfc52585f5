"""What a pair needs that a lab has: it begins as an empty account, with the stacks that lab.toml names."""

from __future__ import annotations

from lab.project import FILE
from lab.project import Project as LabProject
from pattern.existing import Existing
from standby.errors import UsageError
from standby.stacks.project import Project


def demand(pair: Project, lab: LabProject) -> None:
    """Nothing, where the lab can bring this pair up.

    Raises:
        UsageError: it cannot; every reason, with what to do.
    """
    problems = []
    for stack, settings in ((pair.stacks["primary"], pair.primary), (pair.stacks["dr"], pair.dr)):
        if settings.existing != Existing():
            keys = ", ".join(sorted(settings.existing.model_fields_set))
            problems.append(
                f"Pulumi.{stack}.yaml names what exists in your account (standby:existing: {keys}), and a "
                "lab begins empty: try the pair in a copy of the checkout without standby:existing"
            )
    absent = [stack for stack in pair.stacks.values() if stack not in lab.stacks]
    if absent:
        wanted = ", ".join(f'"{stack}"' for stack in pair.stacks.values())
        problems.append(
            f"{FILE} has stacks = {list(lab.stacks)}, and the pair's stacks are {', '.join(pair.stacks.values())}: "
            f"write stacks = [{wanted}]"
        )
    if problems:
        raise UsageError("\n".join(["this pair cannot come up on the lab:", *(f"  - {one}" for one in problems)]))
