"""The nightly job."""

from __future__ import annotations

from examples.orders.database import connect
from examples.orders.nightly import sum_up
from examples.orders.settings import Settings


def test_it_counts_the_orders_of_each_day_and_may_run_twice(environment: dict[str, str]) -> None:
    settings = Settings.read(environment)
    with connect(settings.writer) as connection:
        connection.execute("insert into orders values ('a', 'x', 'r', '2026-01-01'), ('b', 'x', 'r', '2026-01-01')")
        connection.execute("insert into orders values ('c', 'x', 'r', '2026-01-02')")
        assert (sum_up(settings), sum_up(settings)) == (2, 2)
        rows = connection.execute("select region, orders from nightly order by day").fetchall()
    assert rows == [("us-east-1", 2), ("us-east-1", 1)]
