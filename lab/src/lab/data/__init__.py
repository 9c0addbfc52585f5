"""The data plane: real databases, caches, tasks and requests behind the emulator's API (`lab up --data`)."""
