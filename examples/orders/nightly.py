"""The nightly job: `python -m examples.orders.nightly` counts the orders of each day. It may run twice."""

from __future__ import annotations

from examples.orders.database import connect
from examples.orders.settings import Settings

SUM_UP = """
    insert into nightly (day, region, orders) select created_at::date, %s, count(*) from orders group by 1
    on conflict (day) do update set region = excluded.region, orders = excluded.orders
"""


def sum_up(settings: Settings) -> int:
    """Write one row per day, and answer how many days there are."""
    with connect(settings.writer) as connection:
        return connection.execute(SUM_UP, (settings.region,)).rowcount


if __name__ == "__main__":
    print(f"{sum_up(Settings.read())} days were counted")
