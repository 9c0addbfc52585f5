"""The boxes of the architecture picture: one ComponentResource per file; `__main__` wires them."""
