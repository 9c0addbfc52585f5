"""What the bare loop registers is what the state holds; the timings are measured, not tested."""

from __future__ import annotations

from bench.platform import SECRET, registrations

STATE = {
    "deployment": {
        "resources": [
            {"type": "pulumi:pulumi:Stack", "urn": "urn:pulumi:s::p::pulumi:pulumi:Stack::p-s"},
            {"type": "standby:components:Network", "urn": "urn:pulumi:s::p::standby:components:Network::network"},
            {
                "type": "aws:ec2/vpc:Vpc",
                "custom": True,
                "urn": "urn:pulumi:s::p::aws:ec2/vpc:Vpc::network-vpc",
                "inputs": {"cidrBlock": "10.0.0.0/16", "__defaults": ["x"], "tags": {"a": "b"}},
            },
            {
                "type": "aws:ssm/parameter:Parameter",
                "custom": True,
                "urn": "urn:pulumi:s::p::aws:ssm/parameter:Parameter::x",
                "inputs": {"value": {SECRET: "1b47061264138c4ac30d75fd1eb44270", "plaintext": '"word"'}},
            },
            {
                "type": "aws:ec2/vpc:Vpc",
                "custom": True,
                "external": True,
                "urn": "urn:pulumi:s::p::aws:ec2/vpc:Vpc::read",
            },
        ]
    }
}


def test_every_managed_aws_resource_once_with_its_inputs() -> None:
    assert registrations(STATE) == [
        ("aws:ec2/vpc:Vpc", "network-vpc", {"cidrBlock": "10.0.0.0/16", "tags": {"a": "b"}}),
        ("aws:ssm/parameter:Parameter", "x", {"value": "word"}),
    ]
