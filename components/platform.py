"""The platform, as the workloads layer sees it: the outputs of another stack."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pulumi

from pattern.outputs import PLATFORM_OUTPUTS, OutputsError


class Platform:
    """The outputs of one platform stack; reading one that is not there says which stack lacks what.

    Not a ComponentResource: it makes nothing. The engine itself refuses a stack that does not exist.
    """

    def __init__(self, reference: str) -> None:
        """`reference`: the stack's full name, `organization/<project>/<stack>`."""
        self.reference = reference
        self._stack = pulumi.StackReference(reference)

    def text(self, name: str) -> pulumi.Output[str]:
        """A string output."""
        return self._output(name).apply(str)

    def texts(self, name: str) -> pulumi.Output[list[str]]:
        """A list of strings."""
        return self._output(name).apply(lambda found: [str(one) for one in found])

    def entry(self, name: str, key: str) -> pulumi.Output[str]:
        """One entry of a map of strings."""
        return self._output(name).apply(lambda found: str(found[key]))

    def _output(self, name: str) -> pulumi.Output[Any]:
        if name not in {output.name for output in PLATFORM_OUTPUTS}:
            raise OutputsError(f"{name!r} is no platform output; see docs/outputs.md")
        return self._stack.outputs.apply(lambda outputs: self._found(outputs, name))

    def _found(self, outputs: Mapping[str, Any], name: str) -> Any:
        if name not in outputs:
            raise pulumi.RunError(
                f"platform stack {self.reference!r} has no output {name!r} (it has {len(outputs)}); "
                "bring the platform up first: `pulumi up` in the project's root, same stack name"
            )
        return outputs[name]
