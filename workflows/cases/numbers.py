"""Numbers without gaps by race: the row of a series is locked while one is taken."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflows.cases.models import NumberSeries


def take(session: Session, series: str, year: int) -> int:
    """The next number of a series in a year, from 1 on."""
    row = session.scalar(
        select(NumberSeries).where(NumberSeries.series == series, NumberSeries.year == year).with_for_update()
    )
    if row is None:
        row = NumberSeries(series=series, year=year, next_no=1)
        session.add(row)
    taken = row.next_no
    row.next_no = taken + 1
    session.flush()
    return taken


def case_no(session: Session, prefix: str, year: int) -> str:
    """The next case number, such as KJ-2026-037; unlike a 发文字号 it is internal and may have gaps."""
    return f"{prefix}-{year}-{take(session, prefix, year):03}"
