"""``python -m lab.coverage``: write ``lab/COVERAGE.md`` from what the code registers; ``--check`` compares instead.

Emulated operations are those of the extensions' OPERATIONS and what moto's own response classes have methods for; the
rest of botocore's operations of a service are absent and answer NotImplemented. Resource types come from the registry
of the provider. Runs in a process of its own, because it looks at moto before and after the extensions are installed.
Exit codes: 0 written or equal, 1 the page is stale or an extension adds an operation that it does not declare.
"""

from __future__ import annotations

import difflib
import importlib
import inspect
import sys
from pathlib import Path
from typing import Any

from moto.core.responses import BaseResponse
from moto.core.utils import camelcase_to_underscores, get_service_model

from lab.coverage_page import Service, render
from lab.emulator.engine import core_routes, extensions
from lab.emulator.engine.context import Context
from lab.emulator.engine.durations import DURATIONS
from lab.provider import registry

PAGE = Path(__file__).resolve().parents[2] / "COVERAGE.md"
HEAD = Path(__file__).parent / "coverage_head.md"

# boto3's service name → moto's package, for the services that the pattern uses
SERVICES = {
    "acm": "acm",
    "apigatewayv2": "apigatewayv2",
    "application-autoscaling": "applicationautoscaling",
    "cloudwatch": "cloudwatch",
    "ec2": "ec2",
    "ecr": "ecr",
    "ecs": "ecs",
    "elasticache": "elasticache",
    "elbv2": "elbv2",
    "events": "events",
    "iam": "iam",
    "kms": "kms",
    "logs": "logs",
    "rds": "rds",
    "route53": "route53",
    "secretsmanager": "secretsmanager",
    "sns": "sns",
    "ssm": "ssm",
    "sts": "sts",
}


def response_class(package: str) -> type[Any]:
    """moto's class that answers the requests of a service: of several, the one that does most."""
    module = importlib.import_module(f"moto.{package}.responses")
    found = [kind for _, kind in inspect.getmembers(module, inspect.isclass) if issubclass(kind, BaseResponse)]
    return max(found, key=lambda kind: len(inspect.getmembers(kind, inspect.isfunction)))


def implemented(service: str, package: str) -> frozenset[str]:
    """The operations of ``service`` that moto's class has a method for, now."""
    methods = {name for name, _ in inspect.getmembers(response_class(package), inspect.isfunction)}
    names = get_service_model(service).operation_names
    return frozenset(name for name in names if camelcase_to_underscores(name) in methods)


def operations_of(service: str) -> frozenset[str]:
    """Every operation that botocore knows of ``service``."""
    return frozenset(get_service_model(service).operation_names)


def collect() -> tuple[list[Service], Context, list[str]]:
    """Coverage of every service in use, the installed context, and what extensions add without declaring it."""
    native = {service: implemented(service, package) for service, package in SERVICES.items()}
    declared = extensions.operations()
    context = Context()
    extensions.install_all(context)
    services, undeclared = [], []
    for service, package in SERVICES.items():
        ours = {name: entry for (owner, name), entry in declared.items() if owner == service}
        added = implemented(service, package) - native[service]
        undeclared += [f"{service}:{name}" for name in sorted(added - ours.keys())]
        absent = operations_of(service) - native[service] - ours.keys()
        services.append(Service(service, ours, native[service] - ours.keys(), absent))
    unknown = [
        f"{owner}:{name}" for owner, name in declared if owner not in SERVICES or name not in operations_of(owner)
    ]
    return services, context, undeclared + [f"{name} (no such operation)" for name in unknown]


def page() -> tuple[str, list[str]]:
    """The page as it should be, and the problems that keep it from being true."""
    services, context, problems = collect()
    core_routes.install(context)
    routes = [f"{method} {path}" for method, path in context.control.paths()]
    return render(HEAD.read_text(), services, registry.coverage(), DURATIONS, routes), problems


def main(arguments: list[str]) -> int:
    """Write or check the page; says what is wrong on stderr."""
    wanted, problems = page()
    for problem in problems:
        print(f"an extension does not declare {problem} in its OPERATIONS", file=sys.stderr)
    if "--check" in arguments:
        present = PAGE.read_text() if PAGE.exists() else ""
        if present != wanted:
            sys.stderr.writelines(
                difflib.unified_diff(present.splitlines(True), wanted.splitlines(True), "COVERAGE.md", "the code", n=0)
            )
            print("lab/COVERAGE.md is stale: run python -m lab.coverage", file=sys.stderr)
            return 1
    else:
        PAGE.write_text(wanted)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
