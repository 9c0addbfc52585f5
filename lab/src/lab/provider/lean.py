"""Import only Pulumi's generated protocol stubs: `import pulumi` itself costs 0.15 s at every start of the plugin."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType


def install() -> None:
    """Stand empty packages in for `pulumi` and `pulumi.runtime`, so that only the stubs below them get loaded.

    For a process that is the provider and nothing else; does nothing where `pulumi` is already imported.
    """
    if "pulumi" in sys.modules:
        return
    spec = importlib.util.find_spec("pulumi")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("the package pulumi is not installed in this Python: run `make setup`")
    root = Path(spec.submodule_search_locations[0])
    for name, folder in (("pulumi", root), ("pulumi.runtime", root / "runtime")):
        package = ModuleType(name)
        package.__path__ = [str(folder)]
        sys.modules[name] = package
