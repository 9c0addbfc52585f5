"""The platform, as the workloads layer sees it: the outputs of another stack."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pulumi

from pattern.outputs import PLATFORM_OUTPUTS


class Platform:
    """The outputs of one platform stack, once it is known to be the right one.

    Not a ComponentResource: it makes nothing. The engine itself refuses a stack that does not exist.
    """

    outputs: pulumi.Output[Mapping[str, Any]]

    def __init__(self, reference: str, expected: Mapping[str, str]) -> None:
        """`reference`: the stack's full name, `organization/<project>/<stack>`. `expected`: what its outputs `app`,
        `environment` and `region` must be: those of the workloads stack that stands on it."""
        self.reference, self._expected = reference, expected
        self.outputs = pulumi.StackReference(reference).outputs.apply(self._checked)

    def _checked(self, outputs: Mapping[str, Any]) -> Mapping[str, Any]:
        problem = absent(self.reference, outputs) or other_pair(self.reference, outputs, self._expected)
        if problem:
            raise pulumi.RunError(problem)
        return outputs


def absent(reference: str, outputs: Mapping[str, Any]) -> str | None:
    """What to do about a platform that has not been brought up, or by an older version of this program."""
    missing = [output.name for output in PLATFORM_OUTPUTS if output.name not in outputs]
    if not missing:
        return None
    return (
        f"platform stack {reference!r} has no output {missing[0]!r} (it has {len(outputs)}); "
        "bring the platform up first: `pulumi up` in the project's root, same stack name"
    )


def other_pair(reference: str, outputs: Mapping[str, Any], expected: Mapping[str, str]) -> str | None:
    """What to do about a platform of another app, environment or region than the workloads'."""
    wrong = [
        f"{name} is {outputs[name]!r} there and {wanted!r} here"
        for name, wanted in expected.items()
        if outputs[name] != wanted
    ]
    if not wrong:
        return None
    return (
        f"platform stack {reference!r} is another one than this stack's: {'; '.join(wrong)}. Correct standby:platform, "
        "or the keys named; nothing was changed"
    )
