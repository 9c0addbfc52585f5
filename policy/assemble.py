"""`make policy-pack`: a folder that holds all the pack needs, for `pulumi policy publish` or a copy elsewhere.

In the checkout the pack finds `pattern` beside it. Assembled, both packages lie inside the pack's own folder, with the
requirements that Pulumi installs for it.
"""

from __future__ import annotations

import ast
import shutil
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACK = ROOT / "dist" / "policy-pack"
ENTRY = '''"""Where Pulumi starts the pack. Assembled from the standby checkout: change it there."""

import runpy
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
runpy.run_module("policy", run_name="__main__")
'''
REQUIRED = ("pulumi", "pulumi-policy")
INSTALL = "python3 -m venv venv && venv/bin/pip install -r requirements.txt (or: pulumi install)"
# the pack's own environment, beside whatever the program in question runs in: `pulumi install` makes it
PROJECT = """\
name: standby
version: 0.1.0
description: Refuses, before it is built, what breaks a failover between two AWS regions.
runtime:
  name: python
  options:
    toolchain: pip
    virtualenv: venv
"""


def assemble(target: Path = PACK, root: Path = ROOT) -> Path:
    """Write the pack into `target` (replacing what was there); returns it."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    ignored = shutil.ignore_patterns("__pycache__", "assemble.py", "PulumiPolicy.yaml")
    shutil.copytree(root / "policy", target / "policy", ignore=ignored)
    (target / "pattern").mkdir()
    for module in ("__init__", *sorted(needed(root))):
        shutil.copy(root / "pattern" / f"{module}.py", target / "pattern")
    (target / "PulumiPolicy.yaml").write_text(PROJECT, encoding="utf-8")
    shutil.copy(root / "policy" / "policy-config.example.json", target)
    (target / "__main__.py").write_text(ENTRY, encoding="utf-8")
    pinned = "".join(f"{name}=={version(name)}\n" for name in REQUIRED)
    (target / "requirements.txt").write_text(pinned, encoding="utf-8")
    return target


def needed(root: Path = ROOT) -> set[str]:
    """The modules of `pattern` that the pack imports, and those that they import."""
    found: set[str] = set()
    waiting = {module for file in (root / "policy").rglob("*.py") for module in _imported(file)}
    while waiting:
        module = waiting.pop()
        if module not in found:
            found.add(module)
            waiting |= set(_imported(root / "pattern" / f"{module}.py"))
    return found


def _imported(file: Path) -> Iterator[str]:
    """The modules of `pattern` that a file imports."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("pattern."):
            yield str(node.module).split(".")[1]
        elif isinstance(node, ast.ImportFrom) and node.module == "pattern":
            yield from (alias.name for alias in node.names)


if __name__ == "__main__":
    made = assemble().relative_to(ROOT)
    print(f"policy pack in {made}; before its first use, in that folder: {INSTALL}", file=sys.stderr)
