"""The record's form: camelCase, nothing unknown, and unknown is null."""

from __future__ import annotations

import json

import pytest
from pydantic import ValidationError

from standby.record.model import DrillRecord, Measured, incident
from tests.standby.record.records import drill, move


def test_keys_are_camel_case_and_unknown_is_null() -> None:
    told = json.loads(drill().model_dump_json(by_alias=True))
    assert told["moves"][0]["fromRegion"] == "us-east-2"
    assert told["lag"][-1]["milliseconds"] is None
    assert (
        json.loads(
            Measured(rto_seconds=None, write_gap_seconds=None, requests=0, failed=0).model_dump_json(by_alias=True)
        )["lost"]
        is None
    )


def test_an_unknown_key_is_refused() -> None:
    with pytest.raises(ValidationError, match="rto"):
        DrillRecord.model_validate({**drill().model_dump(by_alias=True), "rto": 1})


def test_a_single_move_is_a_record_of_its_own() -> None:
    record = incident(move())
    assert (record.kind, record.name, record.moves) == ("incident", move().run, (move(),))
