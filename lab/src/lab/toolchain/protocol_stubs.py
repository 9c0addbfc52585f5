"""Pulumi's generated protocol stubs, without Pulumi.

`import pulumi` costs about 0.2 s, most of it for things that a plugin never touches; a plugin starts for every
`pulumi` command. The stubs live below `pulumi.runtime.proto`, so importing them would run `pulumi/__init__.py` first:
`load` puts two empty packages with the right search path in its place.
"""

from __future__ import annotations

import importlib.machinery
import importlib.util
import sys
import types
from pathlib import Path

_PACKAGES = ("pulumi", "pulumi.runtime")


def load() -> None:
    """Make `pulumi.runtime.proto` importable without importing `pulumi`; does nothing where that is imported already.

    Only for a process that is a plugin and nothing else: afterwards `import pulumi` gives an empty package.
    Raises ModuleNotFoundError when the SDK is not installed.
    """
    if "pulumi" in sys.modules:
        return
    spec = importlib.util.find_spec("pulumi")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("the Pulumi SDK is not installed in this environment: install the package pulumi")
    folder = Path(spec.submodule_search_locations[0])
    for name in _PACKAGES:
        package = types.ModuleType(name)
        package.__path__ = [str(folder.joinpath(*name.split(".")[1:]))]
        package.__spec__ = importlib.machinery.ModuleSpec(name, None, is_package=True)
        sys.modules[name] = package
