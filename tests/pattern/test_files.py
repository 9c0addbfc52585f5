"""Two files become one config, as Pulumi merges them."""

from __future__ import annotations

from pattern.files import merged_config


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
