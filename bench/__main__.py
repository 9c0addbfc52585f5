"""`make bench`: every measurement, or those named (`python -m bench platform`), written to `bench/RESULTS.md`.

`--quick` takes fewer runs, leaves the slow benches out, and prints the page instead of writing it. A bench that fails
is said, and takes nothing from the others: exit code 1.
"""

from __future__ import annotations

import platform as host
import sys
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version

from bench import entry, gate, platform, promotion, results, services, status
from bench.figures import Comparison, machine

Bench = Callable[[int], Sequence[Comparison]]
RUNS, QUICK_RUNS = 5, 3
QUICK: Mapping[str, Bench] = {"platform": platform.compare, "status": status.compare, "entry": entry.compare}
SLOW: Mapping[str, Bench] = {"gate": gate.compare, "services": services.compare, "promotion": promotion.compare}
BENCHES: Mapping[str, Bench] = {**QUICK, **SLOW}


def main(words: list[str]) -> int:
    """Run the named benches, or all; exit code 2 for a name that is none."""
    quick = "--quick" in words
    names = [word for word in words if word != "--quick"]
    unknown = [name for name in names if name not in BENCHES]
    if unknown:
        print(f"no bench named {', '.join(unknown)}; there are {', '.join(BENCHES)}", file=sys.stderr)
        return 2
    chosen = names or list(QUICK if quick else BENCHES)
    measured, failed, took = {}, {}, {}
    for name in chosen:
        print(f"bench: {name}", file=sys.stderr, flush=True)
        began = time.monotonic()
        try:
            measured[name] = BENCHES[name](QUICK_RUNS if quick else RUNS)
        except Exception as problem:
            traceback.print_exc()
            failed[f"not measured: {name}"] = f"{type(problem).__name__}; run `python -m bench {name}`"
        took[name] = time.monotonic() - began
    said = head() | {"minutes": minutes(took)} | failed
    if quick or names:
        print(results.page(measured, said))
    else:
        print(f"wrote {results.write(measured, said)}")
    return 1 if failed else 0


def head() -> dict[str, str]:
    """Date, machine and versions of this run."""
    packages = ("pulumi", "pulumi-aws", "pulumi-policy", "boto3")
    return {
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "machine": f"{machine()}, {host.system()}",
        "versions": ", ".join([f"Python {host.python_version()}", *(f"{one} {version(one)}" for one in packages)]),
    }


def minutes(took: Mapping[str, float]) -> str:
    """How long the run took, and each bench of it, from seconds."""
    each = ", ".join(f"{name} {seconds / 60:.1f}" for name, seconds in took.items())
    return f"{sum(took.values()) / 60:.1f} ({each})"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
