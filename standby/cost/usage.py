"""What config does not say: how much is stored, written and asked in a month. Defaults are a small production."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace

from standby.errors import UsageError


@dataclass(frozen=True)
class Usage:
    """One month of one pair. GB are what AWS bills as GB (GiB)."""

    storage_gb: float = 100.0  # in the database
    io_millions: float = 200.0  # Aurora I/O requests of the serving region, reads and writes
    write_io_millions: float = 50.0  # of these the writes, which are replicated
    replicated_gb: float = 100.0  # redo that crosses to the other region
    requests_millions: float = 20.0  # to the HTTP API
    internet_gb: float = 200.0  # answers to clients
    nat_gb: float = 300.0  # from tasks to the internet and to AWS services without an endpoint
    lcu: float = 1.0  # load balancer capacity units, on average
    logs_gb: float = 40.0  # container, access and flow logs
    metrics: float = 40.0  # Container Insights metrics billed in a region
    passive_share: float = 0.05  # of the traffic-driven lines, what a region sees that does not serve

    def with_values(self, given: Iterable[str]) -> Usage:
        """These values with `name=number` pairs on top.

        Raises:
            UsageError: an unknown name or no number; every problem at once.
        """
        known = {field.name for field in fields(self)}
        problems: list[str] = []
        values: dict[str, float] = {}
        for pair in given:
            name, _, number = pair.partition("=")
            name = name.strip().replace("-", "_")
            if name not in known:
                problems.append(f"--usage {pair}: no value {name!r}; known: {', '.join(sorted(known))}")
                continue
            try:
                values[name] = float(number)
            except ValueError:
                problems.append(f"--usage {pair}: {number!r} is no number; write it like {name}=120")
                continue
            if values[name] < 0:
                problems.append(f"--usage {pair}: {name} cannot be negative")
        if problems:
            raise UsageError("\n".join(problems))
        return replace(self, **values)
