"""Several state files as one, so that `pulumi policy analyze --file` judges both regions as a pair.

    python -m policy.merge primary.json dr.json > pair.json
    pulumi policy analyze --file pair.json --policy-pack policy

Each file is what `pulumi stack export` writes. Resources are kept as they are, stack after stack: a URN names its
stack. Secrets are left out (`[secret]`, as `analyze` itself shows what it cannot decrypt): one file cannot name the
keys of two stacks, and a file made to be judged should hold none.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from policy import GateError
from policy.engine.subject import urn_stack

# how Pulumi marks a secret in a state (sdk/go/common/resource/properties.go)
SIGNATURE = "4dabf18193072939515e22adb298388d"
SECRET = "1b47061264138c4ac30d75fd1eb44270"
HIDDEN = "[secret]"


class StateError(GateError):
    """A state file that cannot be read, is empty, or holds a stack that another one holds, too."""


def merge(states: Mapping[str, Any]) -> dict[str, Any]:
    """One state of several.

    Args:
        states: parsed `pulumi stack export` output by the file's name.

    Raises:
        StateError: a file without resources, or a stack that two files hold.
    """
    resources: list[Any] = []
    held: dict[tuple[str, str], str] = {}
    version = 3
    for name, state in states.items():
        deployment = state.get("deployment") if isinstance(state, Mapping) else None
        found = deployment.get("resources") if isinstance(deployment, Mapping) else None
        if not found:
            raise StateError(
                f"{name} has no resources; a state is required: `pulumi stack export --stack <stack> --file {name}`"
            )
        for stack in {urn_stack(str(resource.get("urn"))) for resource in found}:
            if held.setdefault(stack, name) != name:
                raise StateError(
                    f"{name} holds stack {'/'.join(stack)}, as {held[stack]} does; each stack once is required: "
                    "leave one of the files out"
                )
        version = max(version, int(state.get("version", version)))
        resources += without_secrets(found)
    return {"version": version, "deployment": {"manifest": _manifest(states), "resources": resources}}


def without_secrets(value: Any) -> Any:
    """`value` with every secret in it, encrypted or shown, replaced by a mark."""
    if isinstance(value, Mapping):
        if value.get(SIGNATURE) == SECRET:
            return HIDDEN
        return {key: without_secrets(item) for key, item in value.items()}
    if isinstance(value, list):
        return [without_secrets(item) for item in value]
    return value


def _manifest(states: Mapping[str, Any]) -> Any:
    """The first state's manifest: when and with which CLI it was written."""
    first = next(iter(states.values()))
    return first["deployment"].get("manifest") or {"time": "2000-01-01T00:00:00Z", "magic": "", "version": ""}


def read(path: Path) -> Any:
    """A state file, parsed.

    Raises:
        StateError: it cannot be opened, or is no JSON.
    """
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as problem:
        raise StateError(f"{path}: {problem.strerror}; a file of `pulumi stack export` is required") from None
    except ValueError as problem:
        raise StateError(f"{path} is no JSON ({problem}); write it with `pulumi stack export --file {path}`") from None


def main(arguments: Sequence[str]) -> int:
    """Print the merged state; 2 where the files are not usable."""
    try:
        if len(arguments) < 2:
            raise StateError("usage: python -m policy.merge <state.json> <state.json>… > pair.json")
        json.dump(merge({name: read(Path(name)) for name in arguments}), sys.stdout)
    except StateError as problem:
        print(f"merge: {problem}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
