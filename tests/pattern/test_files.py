"""Two files become one config, as Pulumi merges them."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from pattern.files import document, merged_config

ROOT = Path(__file__).resolve().parents[2]


def test_a_stacks_key_replaces_the_shared_value_and_secrets_stay_out() -> None:
    project = {
        "name": "standby",
        "config": {
            "standby:app": {"value": "myapp"},
            "environment": {"default": "prod"},
            "standby:database": {"value": {"instances": 2, "name": "app"}},
            "plain": 3,
        },
    }
    own = {"config": {"standby:database": {"instances": 1}, "standby:token": {"secure": "v1:x"}, "standby:gone": None}}
    assert merged_config(project, own) == {
        "standby:app": "myapp",
        "standby:environment": "prod",
        "standby:database": '{"instances": 1}',
        "standby:plain": "3",
    }


def test_empty_files_are_no_config() -> None:
    assert merged_config({}, {}) == {}


@pytest.mark.parametrize("file", sorted(path.name for path in ROOT.glob("Pulumi*.yaml")))
def test_a_document_is_what_pure_python_reads(file: str) -> None:
    text = (ROOT / file).read_text()
    assert document(text) == yaml.safe_load(text) != {}


@pytest.mark.parametrize("text", ["", "words", "- a list"])
def test_a_text_without_an_object_is_an_empty_document(text: str) -> None:
    assert document(text) == {}


def test_what_is_no_yaml_says_where() -> None:
    with pytest.raises(yaml.YAMLError, match="line 2"):
        document("a: 1\n b: 2")
