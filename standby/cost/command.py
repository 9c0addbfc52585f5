"""`standby cost`: the monthly premium of the second region, from the pair's own config. Reads no AWS account.

Exit codes: 0, 2 usage (bad config, a price that the table lacks), 4 AWS does not give its prices (--refresh-prices).
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from pattern.errors import PatternError
from pattern.workloads import WorkloadSettings
from pattern.workloads import load as load_workloads
from standby.aws.pricing import PriceList
from standby.cost.chart import picture
from standby.cost.lines import lines
from standby.cost.premium import Premium
from standby.cost.prices import PriceTable, Row, read, table, text
from standby.cost.refresh import refreshed
from standby.cost.sizes import PairSize, pair_size
from standby.cost.usage import Usage
from standby.cost.whatif import Variant, variants
from standby.errors import UsageError
from standby.options import ProjectDir
from standby.output import Format, FormatOption, console, print_json
from standby.output import table as rich_table
from standby.pair.facts import SideName
from standby.stacks.project import Project, open_project, stack_config

CHART = "cost.svg"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(cost)


def cost(
    project: ProjectDir = Path(),
    output: FormatOption = Format.TABLE,
    prices: Annotated[Path | None, typer.Option("--prices", help="a file of prices on top of the shipped ones")] = None,
    usage: Annotated[
        list[str] | None, typer.Option("--usage", help="what a month sees, e.g. storage-gb=500; may be repeated")
    ] = None,
    chart: Annotated[Path | None, typer.Option("--chart", help="write the chart here, as SVG")] = None,
    refresh: Annotated[
        Path | None,
        typer.Option("--refresh-prices", help="ask AWS for its list prices of today and write them here, for --prices"),
    ] = None,
) -> None:
    """What the second region costs a month, line by line, and what a smaller one would."""
    opened = open_project(project.resolve())
    pair, month = sizes(opened), Usage().with_values(usage or ())
    given = read().over(read(prices)) if prices else read()
    if refresh is not None:
        _refresh(pair, month, given, refresh)
        return
    premium = Premium(lines(pair, month, given))
    found = variants(pair, month, given)
    title = opened.primary.names.stem
    if output is Format.JSON:
        print_json(document(title, premium, found, month, given))
    else:
        _show(title, premium, found, given)
    if chart is not None:
        chart.write_text(picture(premium, found, title))
        typer.echo(f"chart: {chart}", err=True)


def sizes(project: Project) -> PairSize:
    """Both regions' sizes, from all four stacks' config.

    Raises:
        UsageError: a workloads stack's config that cannot be read.
    """

    def workloads(side: SideName) -> WorkloadSettings:
        name = project.stacks[side]
        try:
            return load_workloads(stack_config(project.folder("workloads"), name), name)
        except PatternError as problem:
            raise UsageError(str(problem)) from None

    return pair_size((project.primary, workloads("primary")), (project.dr, workloads("dr")))


def document(
    title: str, premium: Premium, found: tuple[Variant, ...], month: Usage, given: PriceTable
) -> dict[str, Any]:
    """All of it, as `--format json` prints it. USD a month."""
    return {
        "pair": title,
        "currency": "USD",
        "singleRegion": round(premium.single, 2),
        "premium": round(premium.added, 2),
        "premiumPercent": round(premium.percent, 1),
        "verdict": premium.verdict(),
        "lines": [
            {"name": line.name, "single": round(line.primary, 2), "added": round(line.added, 2), "detail": line.detail}
            for line in premium.lines
        ],
        "variants": [
            {
                "name": one.name,
                "config": one.config,
                "premium": round(one.premium.added, 2),
                "percent": round(one.premium.percent, 1),
                "recoveryMinutes": one.minutes,
                "offered": one.offered,
            }
            for one in found
        ],
        "usage": asdict(month),
        "prices": [row.model_dump(mode="json", by_alias=True) for row in _rows(premium, given)],
    }


def _rows(premium: Premium, given: PriceTable) -> tuple[Row, ...]:
    return given.used(key for line in premium.lines for key in line.keys)


def _show(title: str, premium: Premium, found: tuple[Variant, ...], given: PriceTable) -> None:
    single = premium.single or 1.0
    rows = [
        (line.name, f"{line.primary:,.2f}", f"{line.added:,.2f}", f"{100 * line.added / single:.1f} %", line.detail)
        for line in premium.lines
    ]
    rows.append(("sum", f"{premium.single:,.2f}", f"{premium.added:,.2f}", f"{premium.percent:.1f} %", ""))
    columns = (("USD a month", "left"), ("one region", "right"), ("adds", "right"), ("of one", "right"), ("", "left"))
    out = console()
    out.print(rich_table(columns, rows, f"{title}: what the second region adds"))
    out.print(premium.verdict(), "\n")
    what_if = [
        (one.name, f"{one.premium.added:,.2f}", f"{one.premium.percent:.0f} %", f"{one.minutes:.1f}", _how(one))
        for one in found
    ]
    columns = (("what if", "left"), ("adds", "right"), ("of one", "right"), ("recovery, min", "right"), ("", "left"))
    out.print(rich_table(columns, what_if))
    used = _rows(premium, given)
    second, oldest = sum(row.second_hand for row in used), min(row.date for row in used)
    out.print(
        f"{len(used)} list prices, the oldest read on {oldest}; {second} of them are second hand (--format json names "
        "each source). Recovery times are estimates; a drill measures yours. Traffic is assumed: --usage."
    )


def _how(one: Variant) -> str:
    return one.config if one.offered else f"{one.config} (not offered)"


def _refresh(pair: PairSize, month: Usage, given: PriceTable, file: Path) -> None:
    found = variants(pair, month, given)
    keys = {key for one in found for line in one.premium.lines for key in line.keys}
    units = {row.key: row.unit for row in given.rows.values()}
    rows = refreshed(keys, units, PriceList(), datetime.now(UTC).date(), lambda line: typer.echo(line, err=True))
    note = "Written by standby cost --refresh-prices; use it with --prices."
    file.write_text(text(table(rows).rows.values(), note))
    typer.echo(f"{len(rows)} prices of AWS in {file}; use them: standby cost --prices {file}", err=True)
