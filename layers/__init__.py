"""The wiring of the two layers: which components a stack has, and what they are given. `__main__` runs it."""
