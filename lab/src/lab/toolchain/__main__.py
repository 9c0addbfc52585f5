"""`python -m lab.toolchain`: the Python language host as a process, started by Pulumi's engine."""

import sys

from lab.toolchain import protocol_stubs

protocol_stubs.load()  # before anything imports `pulumi`

from lab.toolchain.language_host import main  # noqa: E402

main(sys.argv[1:])
