"""The environment in which ordinary commands talk to the lab and to nothing else.

What keeps a call on loopback, each alone enough for the common case: the endpoint variable that the SDKs read; an `aws`
of the lab's own first on PATH, because AWS CLI v1 ignores that variable for some services (`rds` in us-east-1 among
them); credentials that no AWS account knows; and proxy variables that name a closed loopback port, so that a call which
escapes the first two dies there, before a name is even looked up.
"""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from lab.config import VIRTUALENV, Home
from lab.project import VARIABLE
from lab.toolchain import pulumi_cli

SHIMS = Path(__file__).parent / "toolchain" / "shims"
ACCESS_KEY = "labAKIA0EXAMPLE0LAB0"
SECRET_KEY = "lab-secret-that-no-account-knows"
PASSPHRASE = "lab"
# port 9 is "discard": nothing listens there on any ordinary machine
CLOSED_PROXY = "http://127.0.0.1:9"
LOOPBACK = "127.0.0.1,localhost"
_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
# what a person's own environment may hold and that would lead an SDK elsewhere; so would AWS_ENDPOINT_URL_<SERVICE>
_UNSET = (
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_SESSION_TOKEN",
    "AWS_SECURITY_TOKEN",
    "AWS_ROLE_ARN",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
    "AWS_USE_DUALSTACK_ENDPOINT",
    "AWS_USE_FIPS_ENDPOINT",
    "AWS_CA_BUNDLE",
    "PULUMI_ACCESS_TOKEN",
    "PULUMI_CONFIG_PASSPHRASE_FILE",
)


@dataclass(frozen=True)
class Change:
    """What an environment needs: variables to set, and variables that must not be there."""

    set: dict[str, str]
    unset: tuple[str, ...]

    def applied(self, environ: Mapping[str, str]) -> dict[str, str]:
        """A new environment."""
        return {name: value for name, value in environ.items() if name not in self.unset} | self.set

    def exports(self) -> str:
        """The same for `eval` in a POSIX shell."""
        unset = [f"unset {name}" for name in self.unset]
        return "\n".join([*unset, *(f"export {name}={shlex.quote(value)}" for name, value in self.set.items())])


def change(home: Home, url: str, environ: Mapping[str, str]) -> Change:
    """What turns `environ` into the lab's; applying it twice gives the same.

    Raises ToolchainError when the project needs Pulumi and `lab setup` has not been run.
    """
    toolchain = pulumi_cli.find_for(home.project, environ)
    tools = [str(toolchain.folder)] if toolchain else []
    first = [str(SHIMS), *tools, str(VIRTUALENV / "bin")]
    rest = [folder for folder in environ.get("PATH", os.defpath).split(os.pathsep) if folder not in first]
    proxies = {name: CLOSED_PROXY for upper in _PROXIES for name in (upper, upper.lower())}
    nowhere = str(home.folder / "no-aws-config")
    return Change(
        set={
            "LAB_URL": url,
            "LAB_HOME": str(home.folder),
            **({VARIABLE: str(home.project.root)} if home.project.root else {}),
            "LAB_PYTHON": sys.executable,
            "LAB_AWS": _real("aws", rest),
            "LAB_CURL": _real("curl", rest),
            "AWS_ENDPOINT_URL": url,
            "AWS_ACCESS_KEY_ID": ACCESS_KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
            "AWS_DEFAULT_REGION": home.project.region,
            "AWS_REGION": home.project.region,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CONFIG_FILE": nowhere,
            "AWS_SHARED_CREDENTIALS_FILE": nowhere,
            "AWS_PAGER": "",
            # what programs keep of a rehearsal does not belong among the real things in the person's home
            "XDG_STATE_HOME": str(home.reports),
            "PULUMI_HOME": str(home.pulumi_home),
            "PULUMI_BACKEND_URL": f"file://{home.backend}",
            "PULUMI_CONFIG_PASSPHRASE": PASSPHRASE,
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            **proxies,
            "NO_PROXY": LOOPBACK,
            "no_proxy": LOOPBACK,
            "PATH": os.pathsep.join([*first, *rest]),
        },
        unset=(*_UNSET, *(name for name in environ if name.startswith("AWS_ENDPOINT_URL_"))),
    )


def _real(command: str, rest: list[str]) -> str:
    """The command that a shim stands before: the virtual environment's, else the machine's; empty where none is."""
    return shutil.which(command, path=os.pathsep.join([str(VIRTUALENV / "bin"), *rest])) or ""
