"""A Python language host for Pulumi's CLI, used only where the CLI has none (one that was built from its Go module).

Run by the engine as `pulumi-language-python ENGINE_ADDRESS`; prints its port and serves `pulumirpc.LanguageRuntime`:
running a program, running a policy pack, saying what is installed. It installs nothing: the virtual environment is the
project's business. It writes no Python: after an import it gives back what was read, as comments.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent import futures
from pathlib import Path
from typing import Any, NoReturn

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import language_pb2, language_pb2_grpc, plugin_pb2

from lab.errors import ToolchainError
from lab.toolchain import orphan, program
from lab.toolchain.plugin_run import Children, run_pack, run_plugin
from lab.toolchain.policy_proxy import CHANNEL_OPTIONS

VERSION = "3.259.0"
# the exec shim ends with this code when the program has already shown the user a message of its own
_BAIL_EXIT_CODE = 32
_WORKERS = 32
_NO_PROGRAM = """\
# The resources are imported; they stand in the stack's state.
# This language host writes no Python. Declare them in the program with the inputs that were read, which follow in
# Pulumi's own notation (PCL); `pulumi preview --diff` shows what still differs.
"""
_LIST_PACKAGES = """
import importlib.metadata as m, json, re
every = {re.sub("[-_.]+", "-", d.metadata["Name"]).lower(): d for d in m.distributions()}
needs = [re.match("[A-Za-z0-9._-]+", r).group() for d in every.values() for r in d.requires or ()]
required = {re.sub("[-_.]+", "-", name).lower() for name in needs}
print(json.dumps([[d.metadata["Name"], d.version, name not in required] for name, d in sorted(every.items())]))
"""


class Host(language_pb2_grpc.LanguageRuntimeServicer):
    """One per engine process. `shim` is the path of `pulumi-language-python-exec`."""

    def __init__(self, engine: str, shim: str) -> None:
        self._engine = engine
        self._shim = shim
        self.children = Children()

    def Handshake(self, request: Any, _context: Any) -> Any:  # noqa: N802  (names are the protocol's)
        self._engine = request.engine_address or self._engine
        return language_pb2.LanguageHandshakeResponse()

    def GetPluginInfo(self, _request: Any, _context: Any) -> Any:  # noqa: N802
        return plugin_pb2.PluginInfo(version=VERSION)

    def GetRequiredPackages(self, _request: Any, _context: Any) -> Any:  # noqa: N802
        # the engine asks again when a resource is registered; naming none here avoids a scan of site-packages
        return language_pb2.GetRequiredPackagesResponse()

    def GetRequiredPlugins(self, _request: Any, _context: Any) -> Any:  # noqa: N802
        return language_pb2.GetRequiredPluginsResponse()

    def RuntimeOptionsPrompts(self, _request: Any, _context: Any) -> Any:  # noqa: N802
        return language_pb2.RuntimeOptionsResponse()

    def About(self, request: Any, context: Any) -> Any:  # noqa: N802
        python, environ = self._python(request.info, context)
        version = subprocess.check_output(
            [python, "-c", "import platform; print(platform.python_version())"], env=environ, text=True
        )
        return language_pb2.AboutResponse(executable=python, version=version.strip())

    def GetProgramDependencies(self, request: Any, context: Any) -> Any:  # noqa: N802
        python, environ = self._python(request.info, context)
        listed = json.loads(subprocess.check_output([python, "-c", _LIST_PACKAGES], env=environ, text=True))
        return language_pb2.GetProgramDependenciesResponse(
            dependencies=[
                language_pb2.DependencyInfo(name=name, version=version)
                for name, version, direct in listed
                if direct or request.transitiveDependencies
            ]
        )

    def GenerateProgram(self, request: Any, _context: Any) -> Any:  # noqa: N802
        """The last step of `pulumi import`: the text that the user is to copy."""
        lines = [f"# {line}".rstrip() for text in request.source.values() for line in text.splitlines()]
        said = _NO_PROGRAM + "".join(f"{line}\n" for line in lines)
        return language_pb2.GenerateProgramResponse(source={"__main__.py": said.encode()})

    def InstallDependencies(self, request: Any, context: Any) -> Iterator[Any]:  # noqa: N802
        python, _ = self._python(request.info, context)
        message = f"{python} is used as it is; install what the project needs into it\n"
        yield language_pb2.InstallDependenciesResponse(stdout=message.encode())

    def Run(self, request: Any, context: Any) -> Any:  # noqa: N802
        python, environ = self._python(request.info, context)
        command = program.run_command(request, python, self._shim, self._engine)
        # standard output and error are inherited: the engine shows them as the program's
        with self.children.start(command, env=program.run_environment(request, environ)) as child:
            context.add_callback(child.terminate)
            code = child.wait()
        if code == 0:
            return language_pb2.RunResponse()
        if code == _BAIL_EXIT_CODE:
            return language_pb2.RunResponse(bail=True)
        return language_pb2.RunResponse(error=f"Program exited with non-zero exit code: {code}")

    def RunPlugin(self, request: Any, context: Any) -> Iterator[Any]:  # noqa: N802
        python, environ = self._python(request.info, context)
        environ |= dict(entry.split("=", 1) for entry in request.env)
        run = run_pack if request.kind == "analyzer" else run_plugin
        yield from run(request, python, environ, self.children, context.add_callback)

    def Cancel(self, _request: Any, _context: Any) -> Any:  # noqa: N802
        self.children.stop()
        return empty_pb2.Empty()

    @staticmethod
    def _python(info: Any, context: Any) -> tuple[str, dict[str, str]]:
        try:
            virtualenv = program.virtualenv_of(info)
        except ToolchainError as error:
            context.abort(grpc.StatusCode.FAILED_PRECONDITION, str(error))
            raise
        return program.interpreter(virtualenv, sys.executable), program.activated(virtualenv, os.environ)


def main(arguments: list[str]) -> NoReturn:
    """`--shim PATH [ENGINE_ADDRESS]`; serves until the engine stops it or is gone."""
    shim = arguments[arguments.index("--shim") + 1]
    if not Path(shim).is_file():
        sys.exit(f"pulumi-language-python: {shim} is missing: run `lab setup`")
    addresses = [word for word in arguments if not word.startswith("-") and word != shim]
    host = Host(engine=addresses[0] if addresses else "", shim=shim)

    def stop() -> None:
        with contextlib.suppress(Exception):
            host.children.stop()
        orphan.leave()

    orphan.leave_with_parent(stop)
    server = grpc.server(futures.ThreadPoolExecutor(_WORKERS), options=CHANNEL_OPTIONS)
    language_pb2_grpc.add_LanguageRuntimeServicer_to_server(host, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    print(port, flush=True)
    server.wait_for_termination()
    sys.exit(0)
