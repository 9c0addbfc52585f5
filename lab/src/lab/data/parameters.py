"""Values of parameter groups: read from the API's state, and taken over by a server as far as it can.

A server of the lab takes what stock PostgreSQL knows. Names of RDS and Aurora alone, formulas, libraries to load, and
what keeps the lab's servers small are left out. A value that needs a restart counts from the server's next start, as on
RDS.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

from lab.data.postgres import SETTINGS
from lab.emulator.services.rds.state import backend_of, instances_of
from lab.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from moto.rds.models import DBCluster

    from lab.data.postgres import Server

Parameters = tuple[tuple[str, str], ...]
FILE = "parameters.conf"
TAKEN = frozenset({"timezone", "password_encryption"})  # of SETTINGS, those which keep nothing small
LEFT_OUT = (frozenset(SETTINGS) - TAKEN) | {"shared_preload_libraries", "ssl_ca_file", "ssl_cert_file", "ssl_key_file"}


def of_cluster(cluster: DBCluster) -> Parameters:
    """Names and values of the cluster's parameter group; those of its first instance's own group win."""
    backend: Any = backend_of(cluster.region)
    told = dict(_values(backend.db_cluster_parameter_groups.get(cluster.parameter_group or "")))
    for instance in instances_of(cluster)[:1]:
        told |= dict(_values(backend.db_parameter_groups.get(instance.db_parameter_group_name or "")))
    return tuple(sorted(told.items()))


def value_in(group: Any, name: str) -> str | None:
    """The value that a parameter group says; None where it says none."""
    return dict(_values(group)).get(name)


def _values(group: Any) -> Iterable[tuple[str, str]]:
    for name, told in (getattr(group, "parameters", None) or {}).items():
        value = told.get("ParameterValue", told.get("parameter_value")) if isinstance(told, dict) else told
        if value is not None:
            yield str(name), str(value)


def take_over(server: Server, parameters: Parameters) -> list[str]:
    """Write the values that a running server knows and accepts, and let it read them; returns the names."""
    with server.connect() as connection:
        known = {row[0] for row in connection.execute("select name from pg_settings where context <> 'internal'")}
    wanted = {name: value for name, value in parameters if name in known - LEFT_OUT and "{" not in value}
    accepted = {name: value for name, value in wanted.items() if _accepts(server, name, value)}
    file = server.data / FILE
    file.write_text("".join(f"{name} = '{_quoted(value)}'\n" for name, value in accepted.items()))
    account = server.programs.account
    if account.uid is not None and account.gid is not None:
        shutil.chown(file, account.uid, account.gid)
    server.ask("select pg_reload_conf()")
    return sorted(accepted)


def _accepts(server: Server, name: str, value: str) -> bool:
    """Whether the program itself takes the value: a bad one would keep the server from starting again."""
    try:
        server.programs.run("postgres", "-D", str(server.data), "-c", f"{name}={value}", "-C", name, cwd=server.folder)
    except DataError:
        return False
    return True


def _quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace("'", "''")
