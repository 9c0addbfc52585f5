"""What holds for all tests of the lab. The fixtures `lab`, `aws` and `lab_env` are those of `lab.pytest_plugin`."""

from __future__ import annotations

from hypothesis import settings

# A busy machine does not make a property false: no example is judged by how long it takes.
settings.register_profile("lab", deadline=None)
settings.load_profile("lab")
