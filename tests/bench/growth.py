"""What grows: a case that is returned again and again, a whole case in rows and bytes, leads in a row."""

import statistics
import time
from collections.abc import Iterator

from sqlalchemy import Engine, func, select, text

from engine.db import Base, transaction
from tests.acceptance import answering, going
from tests.scenario import Scenario

RETURNS = (10, 50, 200, 1_000)
SAMPLE = 7


def returns(scenario: Scenario, case: int, upto: int) -> Iterator[tuple[int, float]]:
    """CPU milliseconds of one return after so many returns of the same letter."""
    costs: list[float] = []
    officer = scenario.as_(scenario.cast.officer)
    for number in range(1, upto + 1):
        signer = going.signer(scenario, case)
        assert signer is not None
        hand, _ = signer
        began = time.process_time()
        hand.fills("approve", case, decision="RETURN", opinion="请补充整改时限", resubmit_mode="DIRECT_BACK")
        costs.append((time.process_time() - began) * 1000)
        if number in RETURNS:
            yield number, statistics.median(costs[-SAMPLE:])
        officer.fills("draft_letter", case, background=f"第{number}次修改后的缘起，走访群众，并与有关单位座谈。")


def leads_per_second(scenario: Scenario, count: int = 40) -> float:
    """Leads that are begun and submitted, one after the other."""
    began = time.perf_counter()
    for number in range(count):
        going.registered(scenario, title=f"清水河第{number}处排口为何变脸", problem=f"第{number}处排口雨天涌黑水。" * 3)
    return count / (time.perf_counter() - began)


def whole_case(scenario: Scenario) -> tuple[int, int]:
    """Rows and bytes that one case adds from its lead to its archive."""
    rows, size = counted(scenario.database)
    unit = scenario.cast.unit_a
    case = going.dispatched(scenario, [unit], **going.OTHER_PLACE)
    answering.signs(scenario, case, unit)
    answering.plans(scenario, case, unit)
    answering.plan_passes(scenario, case, unit)
    answering.reports(scenario, case, unit)
    answering.inspected(scenario, case, unit)
    answering.voted(scenario, case, unit, "SATISFIED", "SATISFIED", "SATISFIED")
    answering.closes(scenario, case, unit)
    going.replied(scenario, going.summed_up(scenario, case))
    going.archived(scenario, going.looked_back(scenario, going.looked_back(scenario, case)))
    more_rows, more_size = counted(scenario.database)
    return more_rows - rows, more_size - size


def counted(database: Engine) -> tuple[int, int]:
    """Rows of all tables, and bytes of the store."""
    with transaction(database, read_only=True) as session:
        rows = sum(
            session.scalar(select(func.count()).select_from(table)) or 0 for table in Base.metadata.tables.values()
        )
        if database.dialect.name != "sqlite":
            return rows, int(session.scalar(text("SELECT pg_database_size(current_database())")) or 0)
        names = ("page_count", "freelist_count", "page_size")
        pages, free, size = (int(session.scalar(text(f"PRAGMA {name}")) or 0) for name in names)
        return rows, (pages - free) * size
