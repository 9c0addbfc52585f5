"""The price table: list prices by key and region, each with the day and the place where it was read.

`prices.json` beside this file is the shipped table. `--prices FILE` lays a file of the same form over it, row by row.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.alias_generators import to_camel

from standby.errors import UsageError

SHIPPED = Path(__file__).with_name("prices.json")
HOURS_PER_MONTH = 730  # as the AWS Pricing Calculator counts


class Row(BaseModel):
    """One list price: `usd` per `unit`, in each of `regions`; `second_hand` unless AWS itself was asked."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, frozen=True, extra="forbid")

    key: str
    usd: float
    unit: str
    regions: tuple[str, ...]
    date: date
    source: str
    second_hand: bool = True


class File(BaseModel):
    """A file of prices."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, frozen=True, extra="forbid")

    currency: str = "USD"
    note: str = ""
    prices: tuple[Row, ...]


@dataclass(frozen=True)
class PriceTable:
    """Prices by key and region."""

    rows: Mapping[tuple[str, str], Row]

    def usd(self, key: str, region: str) -> float:
        """The price of one unit.

        Raises:
            UsageError: the table has no such price for that region.
        """
        row = self.rows.get((key, region))
        if row is None:
            known = sorted({one for _, one in self.rows})
            raise UsageError(
                f"the price table has no {key!r} for {region} (regions in it: {', '.join(known)}). "
                "Ask AWS for it: standby cost --refresh-prices FILE; or add a row yourself: --prices FILE "
                "(the form of a row is in docs/cost.md)"
            )
        return row.usd

    def over(self, other: PriceTable) -> PriceTable:
        """`other`'s rows on top of these."""
        return PriceTable({**self.rows, **other.rows})

    def used(self, keys: Iterable[tuple[str, str]]) -> tuple[Row, ...]:
        """The rows behind these prices, once each, in the order of their key."""
        found = {self.rows[one].key: self.rows[one] for one in keys if one in self.rows}
        return tuple(found[key] for key in sorted(found))


def read(file: Path = SHIPPED) -> PriceTable:
    """A table from a file.

    Raises:
        UsageError: no such file, no JSON, or rows of another form; every problem at once.
    """
    try:
        text = file.read_text()
    except OSError as problem:
        raise UsageError(f"the price file {file} cannot be read: {problem.strerror}") from None
    try:
        given = File.model_validate_json(text)
    except ValidationError as problem:
        told = [f"  - {'.'.join(map(str, one['loc'])) or 'file'}: {one['msg']}" for one in problem.errors()]
        raise UsageError("\n".join([f"the price file {file} has {len(told)} problem(s):", *told])) from None
    return table(given.prices)


def table(rows: Iterable[Row]) -> PriceTable:
    """A table of rows; a later one replaces an earlier one of the same key and region."""
    return PriceTable({(row.key, region): row for row in rows for region in row.regions})


def text(rows: Iterable[Row], note: str) -> str:
    """A file of prices, as JSON with a row a line."""
    lines = [f"  {json.dumps(_plain(row))}" for row in rows]
    return "\n".join(
        ['{"currency": "USD",', f' "note": {json.dumps(note)},', ' "prices": [', ",\n".join(lines), " ]}", ""]
    )


def _plain(row: Row) -> dict[str, Any]:
    told: dict[str, Any] = row.model_dump(mode="json", by_alias=True)
    return told
