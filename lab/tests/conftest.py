"""What holds for all tests of the lab. The fixtures `lab`, `aws` and `lab_env` are those of `lab.pytest_plugin`."""

from __future__ import annotations

import os
from pathlib import Path

from hypothesis import settings

from lab.project import VARIABLE

# A busy machine does not make a property false: no example is judged by how long it takes.
settings.register_profile("lab", deadline=None)
settings.load_profile("lab")

# whatever project the lab's sources lie in, its tests serve one of their own
os.environ[VARIABLE] = str(Path(__file__).parent / "project")
