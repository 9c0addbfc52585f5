"""The package schema that `pulumi import` asks for, to write program text: names without types, for the lab's types."""

from __future__ import annotations

from typing import Any

from lab.provider import registry, schema

ANY = {"$ref": "pulumi.json#/Any"}
# "aws:ec2/vpc:Vpc" lies in the module ec2: the same pattern as in pulumi-aws's own schema.
MODULE_FORMAT = "(.*)(?:/[^/]*)"


def package_schema(version: str) -> dict[str, Any]:
    """A schema document: every type that the lab carries out, each input and output of any type."""
    return {
        "name": "aws",
        "version": version,
        "meta": {"moduleFormat": MODULE_FORMAT},
        "provider": {},
        "resources": {token: _resource(schema.facts(token)) for token in sorted(registry.resources())},
    }


def _resource(facts: schema.Facts) -> dict[str, Any]:
    inputs = dict.fromkeys(sorted(facts.inputs), ANY)
    return {
        "inputProperties": inputs,
        "requiredInputs": sorted(facts.required),
        "properties": {**inputs, **dict.fromkeys(sorted(facts.computed), ANY)},
    }
