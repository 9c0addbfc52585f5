"""Terraform's own AWS provider over the pair on the lab: every resource is imported, and its plan says what differs.

Programs hold what the stacks' states say was asked for; the provider reads what the API answers. The first plan shows
what an import cannot tell or the API answers differently; after it was applied, the second one has to be empty. Source
of the import IDs: Terraform AWS provider documentation, "Import" of each resource.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from components.database import ROLE_INPUTS
from judges.checkov import JudgeError
from judges.plan import RENAMED, singular, snake, terraform_types
from judges.verdict import Finding

Values = Mapping[str, Any]
_SECONDS = 900
_HARMLESS = frozenset({"no-op", "read", "update"})
_SHOWN = 120  # characters of a value
NAMED_BY = ("STANDBY_TOFU", "STANDBY_TERRAFORM_PROVIDER")
IMPORT, SECOND = CHECKS = ("import", "second-plan")
PROVIDER = "registry.opentofu.org/hashicorp/aws"
# how a resource is named in an import where it is not by its ID: `{}` are outputs under Pulumi's names
IMPORTED_AS = {
    "aws_apigatewayv2_api_mapping": "{id}/{domainName}",
    "aws_apigatewayv2_integration": "{apiId}/{id}",
    "aws_apigatewayv2_route": "{apiId}/{id}",
    "aws_apigatewayv2_stage": "{apiId}/{name}",
    "aws_appautoscaling_policy": "{serviceNamespace}/{resourceId}/{scalableDimension}/{name}",
    "aws_appautoscaling_target": "{serviceNamespace}/{resourceId}/{scalableDimension}",
    "aws_cloudwatch_event_rule": "{eventBusName}/{name}",
    "aws_cloudwatch_event_target": "{eventBusName}/{rule}/{targetId}",
    "aws_cloudwatch_log_resource_policy": "{policyName}",
    "aws_ecs_cluster": "{name}",
    "aws_ecs_service": "{clusterName}/{name}",
    "aws_ecs_task_definition": "{arn}",
    "aws_iam_role_policy_attachment": "{role}/{policyArn}",
    "aws_route": "{routeTableId}_{destinationCidrBlock}",
    "aws_route_table_association": "{subnetId}/{routeTableId}",
    "aws_secretsmanager_secret_version": "{secretId}|{versionId}",
}
# what the program ignores in a plan (`ignore_changes`), which a state does not tell
IGNORED = {
    "aws_elasticache_replication_group": ["authToken"],
    "aws_rds_cluster": ROLE_INPUTS,
    "aws_route53_record": ["aliases"],
}
NEVER_IMPORTED = frozenset({"aws_acm_certificate_validation", "aws_main_route_table_association"})


@dataclass(frozen=True)
class Tools:
    """`tofu`: OpenTofu's program; `provider`: the folder in which the provider's program lies."""

    tofu: Path
    provider: Path

    def run(self, folder: Path, environ: Values, *words: str) -> str:
        """What the command prints; raises JudgeError with the end of its words when it fails."""
        rc = folder / "tofu.rc"
        rc.write_text(f'provider_installation {{\n  dev_overrides {{ "hashicorp/aws" = "{self.provider}" }}\n}}\n')
        done = subprocess.run(
            [self.tofu, *words],
            cwd=folder,
            env={**environ, "TF_CLI_CONFIG_FILE": str(rc), "TF_IN_AUTOMATION": "1", "CHECKPOINT_DISABLE": "1"},
            capture_output=True,
            text=True,
            check=False,
            timeout=_SECONDS,
        )
        if done.returncode:
            raise JudgeError(f"`tofu {' '.join(words)}` ended with {done.returncode}:\n{done.stderr[-6000:]}")
        return done.stdout


def tools(environ: Values) -> Tools | None:
    """The programs that the environment names; None where it names none."""
    named = [environ.get(name, "") for name in NAMED_BY]
    return Tools(Path(named[0]), Path(named[1]).parent) if all(named) else None


def differences(state: Values, tools: Tools, environ: Values, folder: Path) -> tuple[int, list[Finding]]:
    """How many resources of a state were imported, and what the first plan and the second one would change."""
    program: dict[str, Any] = {
        "terraform": {"required_providers": {"aws": {"source": "hashicorp/aws"}}},
        "provider": {"aws": {"region": region_of(state), "s3_use_path_style": True, "max_retries": 2}},
    }
    (folder / "main.tf.json").write_text(json.dumps(program))
    types = json.loads(tools.run(folder, environ, "providers", "schema", "-json"))["provider_schemas"][PROVIDER]
    asked = module(state, types["resource_schemas"])
    program |= asked
    (folder / "main.tf.json").write_text(json.dumps(program, indent=1))
    first = _plan(tools, folder, environ, "first")
    found = findings(first, IMPORT)
    # what would be created, deleted or replaced is said and not done
    if {action for change in first["resource_changes"] for action in change["change"]["actions"]} <= _HARMLESS:
        tools.run(folder, environ, "apply", "-input=false", "-no-color", "-auto-approve", "first")
        found += findings(_plan(tools, folder, environ, "second"), SECOND)
    return len(asked["import"]), found


def region_of(state: Values) -> str:
    """Where the stack's resources are, by its default provider."""
    found = (item for item in state["deployment"]["resources"] if item["type"] == "pulumi:providers:aws")
    return next(str(item["inputs"]["region"]) for item in found if item["urn"].split("::")[-1].startswith("default"))


def _plan(tools: Tools, folder: Path, environ: Values, name: str) -> Any:
    tools.run(folder, environ, "plan", "-input=false", "-no-color", "-parallelism=4", f"-out={name}")
    return json.loads(tools.run(folder, environ, "show", "-json", name))


def module(state: Values, schemas: Mapping[str, Any]) -> dict[str, Any]:
    """The program: a resource for each one of the state with what was asked for, and its import."""
    resources: dict[str, dict[str, Any]] = {}
    imports = []
    types = terraform_types()
    for item in state["deployment"].get("resources", []):
        kind = types.get(item["type"])
        if not item.get("custom") or item.get("external") or kind is None or kind in NEVER_IMPORTED:
            continue
        name = re.sub(r"\W", "_", item["urn"].split("::")[-1])
        asked = {**item["inputs"]}
        asked.pop("tagsAll", None)
        if item["outputs"].get("tagsAll"):
            asked["tags"] = item["outputs"]["tagsAll"]
        made = configured(plain(asked), schemas[kind]["block"], kind)
        ignored = configured({key: {} for key in IGNORED.get(kind, ()) if "." not in key}, schemas[kind]["block"], kind)
        if ignored:
            made["lifecycle"] = {"ignore_changes": sorted(ignored)}
        resources.setdefault(kind, {})[name] = made
        told = plain(item["outputs"])
        named = {"id": item["id"], "clusterName": str(told.get("cluster", "")).rpartition("/")[2]}
        identity = IMPORTED_AS.get(kind, "{id}").format(**{**told, **named})
        imports.append({"to": f"{kind}.{name}", "id": identity})
    return {"resource": resources, "import": imports}


def plain(value: Any) -> Any:
    """Without Pulumi's wrapping of secrets (an export with `--show-secrets` holds them as JSON texts)."""
    if isinstance(value, Mapping):
        if "plaintext" in value and len(value) == 2:
            return plain(json.loads(value["plaintext"]))
        return {key: plain(inner) for key, inner in value.items()}
    return [plain(one) for one in value] if isinstance(value, list) else value


def configured(values: Values, block: Values, kind: str = "") -> dict[str, Any]:
    """A resource's or a block's values as Terraform's schema has them; raises JudgeError for a name that it lacks."""
    attributes, blocks = block.get("attributes", {}), block.get("block_types", {})
    known = {_plainly(name): name for name in (*attributes, *blocks)}
    found: dict[str, Any] = {}
    for key, value in values.items():
        if key.startswith("__") or value is None:
            continue
        names = (RENAMED.get((kind, key), key), singular(snake(key)), key.removesuffix("es"))
        name = next((known[_plainly(name)] for name in names if _plainly(name) in known), None)
        if name is None:
            raise JudgeError(f"{kind}: Terraform's schema has no {snake(key)}")
        if name in blocks:
            inner = value if isinstance(value, list) else [value]
            found[name] = [configured(one, blocks[name]["block"]) for one in inner]
        else:
            found[name] = shaped(value, attributes[name].get("type"))
    return found


def _plainly(name: str) -> str:
    return name.replace("_", "").lower()


def shaped(value: Any, kind: Any) -> Any:
    """A value in the shape of an attribute's type: what Pulumi flattens is a list again; texts are no templates."""
    if isinstance(kind, list) and kind[0] in ("list", "set"):
        return [shaped(one, kind[1]) for one in (value if isinstance(value, list) else [value])]
    if isinstance(kind, list) and kind[0] == "object":
        given = {snake(key): inner for key, inner in value.items() if not key.startswith("__")}
        return {name: shaped(given[name], inner) if name in given else None for name, inner in kind[1].items()}
    if isinstance(value, Mapping):
        return {key: shaped(inner, "string") for key, inner in value.items() if not key.startswith("__")}
    return re.sub(r"([$%])\{", r"\1\1{", value) if isinstance(value, str) else value


def findings(plan: Values, check: str) -> list[Finding]:
    """What a plan would change: one finding for each attribute of a kind of resource; the title is the first one."""
    found: dict[tuple[str, str], tuple[str, set[str]]] = {}
    for change in plan.get("resource_changes", ()):
        actions = change["change"]["actions"]
        for attribute, title in _changed(change["change"]) if actions != ["no-op"] else ():
            key = (f"{check}:{'-'.join(actions)}:{attribute}", change["type"])
            found.setdefault(key, (title, set()))[1].add(change["address"])
    return [Finding(check, kind, title, tuple(sorted(where))) for (check, kind), (title, where) in found.items()]


def _changed(change: Values) -> Iterator[tuple[str, str]]:
    before, after, unknown = change["before"] or {}, change["after"] or {}, change.get("after_unknown") or {}
    for name in sorted({*before, *after}):
        if before.get(name) != after.get(name) and unknown.get(name) is not True:
            yield name, f"{name}: {_short(before.get(name))} → {_short(after.get(name))}"


def _short(value: Any) -> str:
    text = json.dumps(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def left_out(states: Iterable[Values]) -> list[str]:
    """Types of the states that no import takes."""
    types = terraform_types()
    kinds = {types.get(item["type"], item["type"]) for state in states for item in state["deployment"]["resources"]}
    return sorted(kinds & NEVER_IMPORTED)
