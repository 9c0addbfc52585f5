"""Config entries replaced and added as text."""

from __future__ import annotations

import pytest
import yaml

from standby.adopt.files import entries, with_entries
from standby.errors import UsageError

SHARED = """name: standby
# what both regions share
config:
  standby:app:
    value: myapp
  # of the database
  standby:database:
    value:
      engineVersion: "16.8" # pinned
      instances: 2

  # of the application
  standby:list:
    value:
    - one
    - two
"""


def test_an_entry_is_replaced_and_all_else_stays() -> None:
    text = with_entries(SHARED, {"standby:database": {"engineVersion": "17.4"}}, "Pulumi.yaml", shared=True)
    assert text == SHARED.replace(
        '      engineVersion: "16.8" # pinned\n      instances: 2\n', "      engineVersion: '17.4'\n"
    )


def test_an_entry_that_is_not_there_is_added_at_the_end_of_the_block() -> None:
    text = with_entries(SHARED + "backend:\n  url: x\n", {"standby:names": {"a": "b"}}, "Pulumi.yaml", shared=True)
    assert text.endswith("    - two\n  standby:names:\n    value:\n      a: b\nbackend:\n  url: x\n")
    again = with_entries(text, {"standby:names": {"a": "b"}}, "Pulumi.yaml", shared=True)
    assert again == text


def test_a_stack_file_has_plain_values() -> None:
    own = "config:\n  aws:region: us-east-2\n  standby:peer:\n    region: us-west-2\n"
    text = with_entries(own, {"standby:vpcCidr": "10.40.0.0/16", "standby:peer": {"region": "x"}}, "f", shared=False)
    assert yaml.safe_load(text)["config"] == {
        "aws:region": "us-east-2",
        "standby:peer": {"region": "x"},
        "standby:vpcCidr": "10.40.0.0/16",
    }
    assert entries(text, "f")["standby:peer"] == {"region": "x"}
    assert entries(SHARED, "f")["standby:list"] == ["one", "two"]


@pytest.mark.parametrize(("text", "told"), [("config: {", "is no YAML"), ("name: x\n", "has no config block")])
def test_what_is_no_config_file_is_refused(text: str, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        with_entries(text, {"standby:a": 1}, "Pulumi.yaml", shared=True)
