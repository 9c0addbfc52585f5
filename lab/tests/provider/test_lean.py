"""The quick start of the plugin process."""

from __future__ import annotations

import subprocess
import sys

from lab.provider import lean

CHECK = (
    "import sys\n"
    "from lab.provider import lean\n"
    "lean.install()\n"
    "from pulumi.runtime.proto import provider_pb2\n"
    "import lab.provider.server\n"
    "print(provider_pb2.CheckRequest.DESCRIPTOR.full_name)\n"
    "print(hasattr(sys.modules['pulumi'], 'Output'), 'pulumi.output' in sys.modules, 'boto3' in sys.modules)\n"
)


def test_only_the_stubs_are_loaded_and_no_boto3_before_the_first_call() -> None:
    run = subprocess.run([sys.executable, "-c", CHECK], capture_output=True, text=True, timeout=60, check=True)
    assert run.stdout.split() == ["pulumirpc.CheckRequest", "False", "False", "False"]


def test_an_imported_pulumi_stays_as_it_is() -> None:
    import pulumi

    lean.install()
    assert sys.modules["pulumi"] is pulumi
    assert hasattr(pulumi, "Output")
