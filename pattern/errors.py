"""The root of the package's exceptions (the tree is drawn in the package's docstring)."""


class PatternError(Exception):
    """A decision that cannot be made; the message says what was found, what is required and how to fix it."""
