"""The pack as a whole: its inventory, its pages, its example config, its start, its speed."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from policy.engine import options
from policy.rules import RULES
from tests.policy.blueprint import Blueprint
from tests.policy.clean import platform
from tests.policy.verdicts import judge, policies

FOLDER = Path(__file__).resolve().parents[2] / "policy"
# The whole inventory: a policy that comes, goes or changes its level changes this list, too.
INVENTORY = {
    "vpc-cidr-overlap": "mandatory",
    "vpc-cidr-overlap-stack": "mandatory",
    "vpc-cidr-overlap-advice": "advisory",
    "dr-iam-name-suffix": "mandatory",
    "dr-iam-name-suffix-stack": "mandatory",
    "dr-iam-name-suffix-advice": "advisory",
    "cross-region-customer-key": "mandatory",
    "cross-region-customer-key-stack": "mandatory",
    "cross-region-customer-key-advice": "advisory",
    "availability-zone-plan": "mandatory",
    "availability-zone-plan-stack": "mandatory",
    "availability-zone-plan-advice": "advisory",
    "no-global-datastore": "mandatory",
    "dns-ownership-binary": "mandatory",
    "dns-ownership-binary-stack": "mandatory",
    "dns-ownership-binary-advice": "advisory",
    "aurora-global-parity": "mandatory",
    "aurora-global-parity-stack": "mandatory",
    "aurora-global-parity-advice": "advisory",
    "layer-boundaries": "mandatory",
    "layer-boundaries-stack": "mandatory",
    "layer-boundaries-advice": "advisory",
    "data-protection": "mandatory",
    "data-protection-stack": "mandatory",
    "data-protection-advice": "advisory",
    "promotable-capacity": "mandatory",
    "promotable-capacity-stack": "mandatory",
    "promotable-capacity-advice": "advisory",
    "no-public-data-plane": "mandatory",
    "no-public-data-plane-stack": "mandatory",
    "no-public-data-plane-advice": "advisory",
    "incident-freeze": "mandatory",
    "incident-freeze-stack": "mandatory",
    "incident-freeze-advice": "advisory",
    "self-contained-region": "mandatory",
    "self-contained-region-stack": "mandatory",
    "replication-complete": "mandatory",
    "replication-complete-advice": "advisory",
    "global-names": "mandatory",
    "global-names-stack": "mandatory",
    "global-names-advice": "advisory",
    "single-runner": "mandatory",
    "single-runner-advice": "advisory",
    "promotable-database": "mandatory",
    "promotable-database-advice": "advisory",
}


def test_the_inventory_is_pinned() -> None:
    found = {made.name: made.enforcement_level.value for made in policies() if made.enforcement_level}
    assert found == INVENTORY


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_each_rule_has_its_page_with_every_option(rule: object) -> None:
    name, chosen = rule.name, rule.options  # type: ignore[attr-defined]
    page = (FOLDER / "rules" / f"{name.replace('-', '_')}.md").read_text()
    assert page.startswith(f"# {name}\n")
    for part in ("**What.**", "**Why.**", "**How to fix.**", "**Policies.**"):
        assert part in page
    schema = options.schema(chosen)
    for key in schema.properties if schema else ():
        assert f"| `{key}` |" in page, f"{key} is not on the page"
    for made in rule.policies():  # type: ignore[attr-defined]
        assert f"`{made.name}`" in page


def test_each_policy_has_a_severity_and_a_way_out() -> None:
    for made in policies():
        assert made.severity is not None
        assert made.remediation_steps or made.name.endswith("-advice")


def test_the_example_config_names_real_policies_and_options_in_the_right_types() -> None:
    example = json.loads((FOLDER / "policy-config.example.json").read_text())
    by_name = {made.name: made for made in policies()}
    rules = {made.name: rule for rule in RULES for made in rule.policies()}
    for name, given in example.items():
        assert name in by_name
        if isinstance(given, dict):
            config = {key: value for key, value in given.items() if key != "enforcementLevel"}
            schema = options.schema(rules[name].options)
            assert schema is not None
            assert config.keys() <= schema.properties.keys()
            options.load(rules[name].options, config)


def test_the_pack_imports_neither_pulumi_aws_nor_boto3_nor_pydantic() -> None:
    program = "import sys, policy.rules, policy.engine.request_cache\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    loaded = {module.partition(".")[0] for module in done.stdout.split()}
    assert not loaded & {"pulumi_aws", "boto3", "botocore", "pydantic", "components", "lab", "standby"}


def test_no_file_of_the_pack_hides_a_module_of_python_itself() -> None:
    """Pulumi runs the pack in its own folder, which then comes first on the path."""
    files = {path.stem for path in FOLDER.glob("*.py")} | {path.name for path in FOLDER.iterdir() if path.is_dir()}
    assert not files & sys.stdlib_module_names


def grown(count: int) -> Blueprint:
    """A clean platform with `count` resources more."""
    made = platform()
    for index in range(count // 4):
        made.add("aws:s3/bucket:Bucket", f"b{index}", bucket=f"myapp-prod-{index}")
        made.add("aws:iam/role:Role", f"r{index}", name=f"myapp-prod-{index}")
        made.add("aws:ec2/vpc:Vpc", f"v{index}", cidrBlock=f"100.{64 + index // 256}.{index % 256}.0/24")
        made.add("aws:ec2/securityGroup:SecurityGroup", f"g{index}", ingress=[{"fromPort": 443, "toPort": 443}])
    return made


def test_four_times_the_resources_take_four_times_as_long() -> None:
    seconds = []
    for count in (1000, 4000):
        stack = grown(count)
        before = time.process_time()
        assert [verdict for verdict in judge(stack) if verdict.refuses] == []
        seconds.append(time.process_time() - before)
    assert seconds[1] < 8 * seconds[0], f"{seconds}: twice what linear would take"


def test_both_projects_name_the_pack_alike() -> None:
    link = FOLDER.parent / "workloads" / "policy"
    assert link.readlink() == Path("../policy"), "`--policy-pack policy` is typed in workloads/, too"
    assert link.resolve() == FOLDER
