"""From config texts to a value: JSON where it is due, every problem in the words of the file."""

from typing import Annotated

import pytest
from pydantic import Field

from pattern.reading import ConfigError, Section, raw_values, read_section


class Box(Section):
    wide_side: int = Field(ge=1)


class Shelf(Section):
    shelf_name: str
    is_open: bool = False
    boxes: Annotated[tuple[Box, ...], Field(max_length=3)] = ()


def read(config: dict[str, str]) -> Shelf:
    return read_section(Shelf, raw_values(Shelf, config, "s"), "s", "dr")


def test_texts_become_values_and_other_namespaces_are_left_alone() -> None:
    shelf = read({"s:shelfName": "2", "s:isOpen": "true", "s:boxes": '[{"wideSide": 3}]', "aws:region": "x"})
    assert shelf == Shelf(shelf_name="2", is_open=True, boxes=(Box(wide_side=3),))


def test_all_problems_are_told_at_once_with_their_paths() -> None:
    with pytest.raises(ConfigError) as error:
        read({"s:isOpen": "perhaps", "s:boxes": '[{"wideSide": 0}, {"wideSid": 1}]', "s:shelfNam": "x"})
    assert error.value.problems == (
        "s:shelfName is missing; it is required: `pulumi config set --path s:shelfName …`",
        's:isOpen is "perhaps"; input should be a valid boolean, unable to interpret input',
        "s:boxes[0].wideSide is 0; input should be greater than or equal to 1",
        "s:boxes[1].wideSide is missing; it is required: `pulumi config set --path s:boxes[1].wideSide …`",
        "s:boxes[1].wideSid is not a known key; did you mean 'wideSide'? Known under s:boxes[1]: wideSide",
        "s:shelfNam is not a known key; did you mean 'shelfName'? Known under s: boxes, isOpen, shelfName",
    )
    assert str(error.value).startswith("the config of stack 'dr' has 6 problem(s):\n  - s:shelfName is missing")


def test_problems_of_the_caller_stand_beside_those_found_here() -> None:
    with pytest.raises(ConfigError) as error:
        read_section(Shelf, {"shelfName": "x", "isOpen": 7}, "s", "dr", ["two keys disagree"])
    assert len(error.value.problems) == 2
    with pytest.raises(ConfigError, match="two keys disagree"):
        read_section(Shelf, {"shelfName": "x"}, "s", "dr", ["two keys disagree"])


def test_a_key_like_no_other_is_to_be_removed() -> None:
    with pytest.raises(ConfigError, match="s:zzzzzz is not a known key; remove it"):
        read({"s:shelfName": "x", "s:zzzzzz": "1"})
