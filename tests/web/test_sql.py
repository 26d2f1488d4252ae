"""What the most frequent act costs: approving with an opinion, from the click to the next item, in SQL."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import event

from engine import clock
from engine.db import transaction
from tests.web.conftest import House
from workflows.delivering.sinks import FileSink, Sms
from workflows.delivering.ways import Ways
from workflows.notices.kinds import Way
from workflows.notices.news import open_ways
from workflows.people.recusal import recusal
from workflows.settings import deadlines

CEILING, COMMITS = 15, 1


@dataclass
class Bill:
    """What was sent to the store. `writes`: transactions that ended with a commit and not with a rollback."""

    statements: list[str] = field(default_factory=list)
    writes: int = 0


@contextmanager
def counted(house: House) -> Iterator[Bill]:
    bill = Bill()

    def executed(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            bill.statements.append(" ".join(statement.split())[:140])

    def committed(_connection: object) -> None:
        bill.writes += 1

    event.listen(house.database, "before_cursor_execute", executed)
    event.listen(house.database, "commit", committed)
    try:
        yield bill
    finally:
        event.remove(house.database, "before_cursor_execute", executed)
        event.remove(house.database, "commit", committed)


def somebody_has_acted(house: House) -> None:
    """Since the settings last changed: this server has them in memory, and whose ties bar whom."""
    with transaction(house.database, read_only=True) as session:
        deadlines.due(session, "approval_step", clock.now(), clock.today())
        recusal(session, house.cast.sg.id, [], 0)


def test_approving_with_an_opinion_is_one_commit_and_few_statements(
    house: House, record_property: Callable[[str, object], None]
) -> None:
    sg = house.enter(house.cast.sg)
    somebody_has_acted(house)
    form = sg.filled(f"/work/{house.ids['approve']}", decision="APPROVE", opinion="同意，请注意安全")
    with counted(house) as bill:
        sg.post(f"/work/{house.ids['approve']}", **form)
    record_property("sql_statements", len(bill.statements))
    assert bill.writes == COMMITS
    assert len(bill.statements) <= CEILING, f"{len(bill.statements)}:\n" + "\n".join(bill.statements)


def test_telling_people_outside_costs_such_an_act_one_statement_more(house: House) -> None:
    store, kept = house.town.folder / "store.db", house.town.folder / "kept.db"
    house.database.dispose()
    shutil.copy(store, kept)

    def cost() -> int:
        """Of the act on the store as it was kept."""
        house.database.dispose()
        for mark in ("-wal", "-shm"):
            store.with_name(store.name + mark).unlink(missing_ok=True)
        shutil.copy(kept, store)
        sg = house.enter(house.cast.sg)
        form = sg.filled(f"/work/{house.ids['approve']}", decision="APPROVE", opinion="同意，请注意安全")
        with counted(house) as bill:
            sg.post(f"/work/{house.ids['approve']}", **form)
        return len(bill.statements)

    cost()  # settings come into memory
    inside = cost()
    open_ways(house.database, Ways("https://kanjian.example", {Way.SMS: Sms(FileSink(kept.with_name("sms")))}))
    assert cost() == inside + 1
