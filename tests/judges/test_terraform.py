"""The program that Terraform's provider reads, and what is read out of its plans; the provider itself runs on request."""

from __future__ import annotations

from pathlib import Path

import pytest

from judges.checkov import JudgeError
from judges.plan import SECRET
from judges.terraform import Tools, configured, findings, left_out, module, plain, region_of, shaped, tools

URN = "urn:pulumi:s::p::"
SCHEMAS = {
    "aws_vpc": {"block": {"attributes": {"cidr_block": {"type": "string"}, "tags": {"type": ["map", "string"]}}}},
    "aws_route": {"block": {"attributes": {"destination_cidr_block": {"type": "string"}}}},
}
STATE = {
    "deployment": {
        "resources": [
            {
                "type": "pulumi:providers:aws",
                "urn": f"{URN}pulumi:providers:aws::default_7",
                "inputs": {"region": "us-east-2"},
            },
            {
                "type": "aws:ec2/vpc:Vpc",
                "custom": True,
                "urn": f"{URN}aws:ec2/vpc:Vpc::network-vpc",
                "id": "vpc-1",
                "inputs": {"cidrBlock": "10.0.0.0/16", "tagsAll": {"a": "b"}, "__defaults": []},
                "outputs": {"tagsAll": {"a": "b", "app": "myapp"}},
            },
            {
                "type": "aws:ec2/route:Route",
                "custom": True,
                "urn": f"{URN}aws:ec2/route:Route::out",
                "id": "r-rtb-11",
                "inputs": {"destinationCidrBlock": "0.0.0.0/0"},
                "outputs": {"destinationCidrBlock": "0.0.0.0/0", "routeTableId": "rtb-1"},
            },
            {
                "type": "aws:acm/certificateValidation:CertificateValidation",
                "custom": True,
                "urn": f"{URN}aws:acm/certificateValidation:CertificateValidation::valid",
                "id": "x",
                "inputs": {},
                "outputs": {},
            },
        ]
    }
}


def test_a_program_has_every_resource_and_its_import() -> None:
    assert module(STATE, SCHEMAS) == {
        "resource": {
            "aws_vpc": {"network_vpc": {"cidr_block": "10.0.0.0/16", "tags": {"a": "b", "app": "myapp"}}},
            "aws_route": {"out": {"destination_cidr_block": "0.0.0.0/0"}},
        },
        "import": [
            {"to": "aws_vpc.network_vpc", "id": "vpc-1"},
            {"to": "aws_route.out", "id": "rtb-1_0.0.0.0/0"},
        ],
    }
    assert left_out([STATE]) == ["aws_acm_certificate_validation"]
    assert region_of(STATE) == "us-east-2"


def test_values_take_the_shape_of_the_schema() -> None:
    block = {
        "attributes": {"zones": {"type": ["set", "string"]}, "policy": {"type": "string"}},
        "block_types": {"setting": {"block": {"attributes": {"name": {"type": "string"}}}}},
    }
    given = {"zones": "a", "policy": "${x} %{y}", "settings": [{"name": "n"}], "none": None}
    assert configured(given, block) == {"zones": ["a"], "policy": "$${x} %%{y}", "setting": [{"name": "n"}]}
    assert shaped([{"someName": 1}], ["list", ["object", {"some_name": "number", "other": "string"}]]) == [
        {"some_name": 1, "other": None}
    ]
    assert plain({"value": {SECRET: "1", "plaintext": '"word"'}}) == {"value": "word"}
    with pytest.raises(JudgeError, match="aws_vpc: Terraform's schema has no wrong_key"):
        configured({"wrongKey": 1}, {"attributes": {}}, "aws_vpc")


def test_what_a_plan_would_change_is_a_finding_for_each_attribute() -> None:
    def change(name: str, actions: list[str], before: object, after: object, unknown: object = None) -> object:
        inner = {"actions": actions, "before": before, "after": after, "after_unknown": unknown or {}}
        return {"address": f"aws_vpc.{name}", "type": "aws_vpc", "change": inner}

    plan = {
        "resource_changes": [
            change("same", ["no-op"], {"a": 1}, {"a": 2}),
            change("one", ["update"], {"a": 1, "b": 1}, {"a": 2, "b": None}, {"b": True}),
            change("two", ["update"], {"a": 1}, {"a": 2}),
        ]
    }
    (found,) = findings(plan, "import")
    assert (found.check, found.kind) == ("import:update:a", "aws_vpc")
    assert found.title == "a: 1 → 2"
    assert found.where == ("aws_vpc.one", "aws_vpc.two")


def test_a_program_that_fails_is_an_error_with_its_words(tmp_path: Path) -> None:
    assert tools({"STANDBY_TOFU": "/bin/tofu"}) is None
    found = tools({"STANDBY_TOFU": "/bin/tofu", "STANDBY_TERRAFORM_PROVIDER": "/x/terraform-provider-aws"})
    assert found == Tools(Path("/bin/tofu"), Path("/x"))
    broken = tmp_path / "tofu"
    broken.write_text("#!/bin/sh\necho broken >&2\nexit 3\n")
    broken.chmod(0o755)
    with pytest.raises(JudgeError, match=r"`tofu plan` ended with 3:\nbroken"):
        Tools(broken, tmp_path).run(tmp_path, {}, "plan")
