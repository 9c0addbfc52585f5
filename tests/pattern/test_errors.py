"""Every exception of the package stands in the tree that the package's docstring draws."""

import importlib
import pkgutil

import pattern
from pattern.errors import PatternError


def test_the_tree_in_the_docstring_is_the_tree_in_the_code() -> None:
    for module in pkgutil.iter_modules(pattern.__path__):
        importlib.import_module(f"pattern.{module.name}")
    drawn = {line.split()[1] for line in (pattern.__doc__ or "").splitlines() if "──" in line}
    assert drawn == {kind.__name__ for kind in PatternError.__subclasses__()}
