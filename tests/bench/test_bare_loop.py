"""What the bare loop registers is what the state holds; the timings are measured, not tested."""

from __future__ import annotations

from bench.bare_loop import SECRET, Registration, registrations, traces

NAMED = "urn:pulumi:s::p::"
VPC = {
    "type": "aws:ec2/vpc:Vpc",
    "custom": True,
    "urn": f"{NAMED}aws:ec2/vpc:Vpc::network-vpc",
    "id": "vpc-0123456789",
    "inputs": {"cidrBlock": "10.0.0.0/16", "__defaults": ["x"], "tags": {"a": "b"}},
    "outputs": {
        "cidrBlock": "10.0.0.0/16",
        "arn": "arn:aws:ec2:x::vpc/vpc-0123456789",
        "more": [{"text": "deep-text"}],
    },
}
STATE = {
    "deployment": {
        "resources": [
            {"type": "pulumi:pulumi:Stack", "urn": f"{NAMED}pulumi:pulumi:Stack::p-s"},
            {"type": "standby:components:Network", "urn": f"{NAMED}standby:components:Network::network"},
            VPC,
            {
                "type": "aws:ssm/parameter:Parameter",
                "custom": True,
                "urn": f"{NAMED}aws:ssm/parameter:Parameter::x",
                "id": "/x",
                "inputs": {
                    "value": {SECRET: "1b47061264138c4ac30d75fd1eb44270", "plaintext": '"word"'},
                    "name": "all of arn:aws:ec2:x::vpc/vpc-0123456789 and deep-text in 10.0.0.0/16",
                },
                "dependencies": [VPC["urn"], f"{NAMED}standby:components:Network::network"],
            },
            {"type": "aws:ec2/vpc:Vpc", "custom": True, "external": True, "urn": f"{NAMED}aws:ec2/vpc:Vpc::read"},
        ]
    }
}


def test_every_managed_aws_resource_once_with_its_inputs_and_what_it_reads_of_others() -> None:
    vpc, parameter = registrations(STATE)
    assert vpc == Registration(
        "aws:ec2/vpc:Vpc", "network-vpc", {"cidrBlock": "10.0.0.0/16", "tags": {"a": "b"}}, {}, ["arn", "more"], []
    )
    assert parameter.inputs == {"value": "word", "name": "all of ⟪0⟫ and ⟪1⟫ in 10.0.0.0/16"}
    assert parameter.marks == {"⟪0⟫": (0, ("arn",)), "⟪1⟫": (0, ("more", 0, "text"))}
    assert parameter.after == [0]


def test_the_share_of_a_state_that_says_where_its_resources_were_made() -> None:
    made = {"stackTrace": [{"sourcePosition": "project:///__main__.py#1"}]}
    assert 0 < traces({"deployment": {"resources": [VPC, made]}}) < 1
    assert traces({"deployment": {"resources": [VPC]}}) < 0.01
