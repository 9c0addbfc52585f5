from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab.emulator.engine import cbor

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**64), 2**64 - 1) | st.floats(allow_nan=False) | st.text() | st.binary(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(VALUES)
def test_what_goes_in_comes_out(value: Any) -> None:
    assert cbor.loads(cbor.dumps(value)) == value


def test_timestamps_are_tagged_seconds() -> None:
    moment = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
    packed = cbor.dumps(moment)
    assert packed[:2] == b"\xc1\xfb"
    assert cbor.loads(packed) == moment


@pytest.mark.parametrize(
    ("packed", "value"),
    [
        ("9f0102ff", [1, 2]),
        ("bf616101ff", {"a": 1}),
        ("7f61616162ff", "ab"),
        ("f93c00", 1.0),
        ("fa3fc00000", 1.5),
        ("f7", None),
    ],
)
def test_forms_that_other_writers_use(packed: str, value: Any) -> None:
    """Examples of RFC 8949, appendix A."""
    assert cbor.loads(bytes.fromhex(packed)) == value


@pytest.mark.parametrize(
    ("packed", "words"), [("8201", "ends within"), ("0102", "1 bytes follow"), ("6361", "cut short")]
)
def test_broken_data_is_refused(packed: str, words: str) -> None:
    with pytest.raises(cbor.CborError, match=words):
        cbor.loads(bytes.fromhex(packed))


def test_a_value_without_a_place_is_refused() -> None:
    with pytest.raises(cbor.CborError, match="a set has no place"):
        cbor.dumps({1, 2})
