"""The flip: what Pulumi is told, and the file back to the byte."""

from __future__ import annotations

from pathlib import Path

from standby.pair.facts import ConfigRole
from standby.stacks.config_flip import (
    SECONDARY,
    SOURCE,
    capacity_of,
    commands,
    commands_back,
    diff,
    keep_original,
    put_back,
)

ORIGINAL = (
    "# the primary\nconfig:\n  standby:isAuroraSecondary: false # flipped by failback\n  standby:servesTraffic: true\n"
)
# As Pulumi writes it: comments stay, bare booleans become quoted ones.
FLIPPED = (
    '# the primary\nconfig:\n  standby:isAuroraSecondary: "true" # flipped by failback\n'
    '  standby:servesTraffic: "true"\n  standby:auroraSourceRegion: us-west-2\n'
)
BACK = FLIPPED.replace('Secondary: "true"', 'Secondary: "false"').replace(
    "  standby:auroraSourceRegion: us-west-2\n", ""
)


def test_flip_sets_both_keys() -> None:
    assert commands(ConfigRole(True, "us-west-2")) == ((SECONDARY, "true"), (SOURCE, "us-west-2"))


def test_way_back_is_what_stood_there_or_the_rule() -> None:
    assert commands_back(ORIGINAL) == ((SECONDARY, "false"), (SOURCE, None))
    assert commands_back("config:\n  standby:app: x\n") == ((SECONDARY, None), (SOURCE, None))
    assert commands_back(None) == ((SECONDARY, "false"), (SOURCE, None))


def test_file_ends_as_it_began_to_the_byte(tmp_path: Path) -> None:
    file, kept = tmp_path / "Pulumi.primary.yaml", tmp_path / "state" / "kept"
    file.write_text(ORIGINAL)
    keep_original(file, kept)
    file.write_text(FLIPPED)
    put_back(file, kept)
    assert file.read_text() == FLIPPED  # it does not mean the same yet
    file.write_text(BACK)
    put_back(file, kept)
    assert file.read_text() == ORIGINAL
    assert not kept.exists()


def test_capacity_is_read_as_the_file_says() -> None:
    assert capacity_of("config:\n  standby:capacity: warm\n") == "warm"
    assert capacity_of("config: {}\n") is None


def test_what_somebody_else_changed_meanwhile_stays(tmp_path: Path) -> None:
    file, kept = tmp_path / "Pulumi.primary.yaml", tmp_path / "kept"
    file.write_text(ORIGINAL)
    keep_original(file, kept)
    file.write_text(BACK + "  standby:nat: single\n")
    put_back(file, kept)
    assert "standby:nat: single" in file.read_text()


def test_diff_shows_the_lines() -> None:
    text = diff(ORIGINAL, FLIPPED, "Pulumi.primary.yaml")
    assert "-  standby:isAuroraSecondary: false # flipped by failback" in text
    assert "+  standby:auroraSourceRegion: us-west-2" in text
    assert diff(ORIGINAL, ORIGINAL, "x") == ""
