"""`make bench`: one table of what acts and pages cost, on SQLite and, where it can be reached, on PostgreSQL.

The reference act is “approve with an opinion” of a letter. Figures are CPU milliseconds of one process and
ratios to a floor measured in the same run: plain SpiffWorkflow that loads, completes and saves the same
diagrams as JSON with sqlite3.
"""

import itertools
import os
import platform
import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, create_engine, select, text
from sqlalchemy.exc import OperationalError

from engine import clock, commands, definitions
from engine.db import Base, connect, transaction
from engine.interpreter import Run
from engine.models import Task, TaskState, WorkItem
from engine.moves import look
from tests.acceptance import going
from tests.bench import board, clones, floor, growth, guarding, herd, orphans, recounting, sweeping, together
from tests.bench.measure import Figures, measure
from tests.bench.pages import Pages
from tests.cast import Cast, settle
from tests.conftest import POSTGRESQL
from tests.scenario import MORNING, Scenario
from workflows.bootstrap import DOMAIN, deploy
from workflows.people.actors import actor_of

HERD = int(os.environ.get("KANJIAN_BENCH_HERD", "10000"))  # some minutes on each database
TIMES, FEW, MANY, WAITING = 60, 100, 50_000, 100_000
RETURNED = int(os.environ.get("KANJIAN_BENCH_RETURNS", "1000"))  # takes about two minutes


@contextmanager
def sqlite(folder: Path) -> Iterator[Engine]:
    database = connect(f"sqlite:///{folder}/store.db")
    Base.metadata.create_all(database)
    yield database
    database.dispose()


@contextmanager
def postgresql() -> Iterator[Engine | None]:
    """A schema of its own on the test server; None where it cannot be reached."""
    schema = f"bench{uuid.uuid4().hex[:8]}"
    server = create_engine(POSTGRESQL, connect_args={"connect_timeout": 2})
    try:
        with server.begin() as connection:
            connection.execute(text(f"CREATE SCHEMA {schema}"))
    except OperationalError:
        yield None
        return
    database = connect(f"{POSTGRESQL}?options=-csearch_path%3D{schema}")
    Base.metadata.create_all(database)
    yield database
    database.dispose()
    with server.begin() as connection:
        connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))


class Bench:
    """One store in which a letter waits for its first approver, and clones of that case."""

    def __init__(self, database: Engine, folder: Path) -> None:
        self.database, self.folder = database, folder
        with transaction(database) as session:
            self.cast: Cast = settle(session)
            deploy(session)
        self.scenario = Scenario(database, self.cast, folder / "files")
        units = [self.cast.unit_a, self.cast.unit_d]
        self.case = going.drafted(self.scenario, going.to_letter(self.scenario, units), units)
        with transaction(database, read_only=True) as session:
            hand, self.item = self._signer()
            self.signer = hand
            item = session.get_one(WorkItem, self.item)
            self.instance = item.instance_id

    def _signer(self) -> tuple[int, int]:
        found = going.signer(self.scenario, self.case)
        assert found is not None
        return found[0].person.id, found[1]

    def grow(self, first: int, count: int) -> None:
        """Clone the case `count` times."""
        with self.database.begin() as connection:
            clones.clone(connection, self.case, self.instance, first, count)
            if connection.dialect.name == "sqlite":
                connection.exec_driver_sql("ANALYZE")

    def approve_at(self, first: int) -> Callable[[int], None]:
        """The reference act through the engine, on the clones from `first` on."""

        def once(number: int) -> None:
            item = self.item + (first + number) * clones.STRIDE
            data = {**EMPTY, "item_kind": "REVIEW", "decision": "APPROVE", "opinion": "同意，请按程序办理"}
            with transaction(self.database) as session:
                actor = actor_of(session, self.signer)
                commands.complete(session, DOMAIN, item, data, actor=actor, confirmed=True)

        return once

    def passed(self) -> floor.Passed:
        """The user tasks that the case has passed, with the routing values that followed each."""
        with transaction(self.database, read_only=True) as session:
            done = select(Task).where(Task.instance_id == self.instance).order_by(Task.id)
            tasks = session.scalars(done).all()
        return [
            (one.element, after.values) for one, after in itertools.pairwise(tasks) if one.state is TaskState.COMPLETED
        ]

    def done(self) -> frozenset[str]:
        """Every element that the case has passed or stands at."""
        with transaction(self.database, read_only=True) as session:
            instance = look(session, self.instance)
            run_ = Run.load(definitions.spec(session, instance.definition_id), instance.state)
        return run_.done() | {found.element_id for found in run_.open().values()}

    def files(self) -> dict[str, bytes]:
        return definitions.files_of(DOMAIN.process("supervision"))


EMPTY = {"return_to": None, "resubmit_mode": None, "chair_meeting": None, "attachments": None}


def line(name: str, figures: Figures, base: float | None = None) -> None:
    ratio = f"{figures.cpu / base:8.2f}" if base else f"{'':8}"
    print(f"{name:58}{figures.cpu:9.2f}{figures.p50:9.2f}{figures.p95:9.2f}{ratio}")


def run(name: str, database: Engine, folder: Path, base: float | None) -> float:
    print(f"\n{name:58}{'CPU ms':>9}{'p50':>9}{'p95':>9}{'× floor':>8}")
    with clock.at(MORNING):
        bench = Bench(database, folder)
        if base is None:
            with floor.act(bench.files(), "supervision", folder, bench.passed(), bench.done()) as once:
                figures = measure(once, TIMES)
            line("floor: plain SpiffWorkflow, load + complete + save", figures)
            base = figures.cpu
        bench.grow(1, FEW + 2 * TIMES + 20)
        line("approve with an opinion, through the engine", measure(bench.approve_at(FEW), TIMES), base)
        pages = Pages(bench)
        line("approve with an opinion, over HTTP", measure(pages.approve_at(FEW + TIMES + 10), TIMES))
        few = measure(pages.inbox, TIMES)
        line(f"inbox, first page, {FEW} open items", few)
        bench.grow(2_000, MANY)
        many = measure(pages.inbox, TIMES)
        line(f"inbox, first page, {MANY} open items", many)
        print(f"{'':58}{many.cpu / few.cpu:9.2f} × of {FEW} items")
        line(f"approve through the engine, {MANY} open items", measure(bench.approve_at(3_000), TIMES), base)
        if database.dialect.name == "postgresql":
            for processes in (1, 2, 4):
                rate = together.per_second(bench, 4_000 + processes * 1_000, processes)
                print(f"{f'approvals per second, {processes} process(es)':58}{rate:9.1f}")
        moved, gathered, applied = recounting.recount(database)
        print(f"{f'a day of the calendar changes: {moved} dates counted again':58}{gathered + applied:9.1f} s of CPU")
        line(f"a runner's look, {WAITING} timers waiting, none due", sweeping.sweep(bench, WAITING, TIMES))
        cases, spent = guarding.round_of(database)
        print(f"{f'a round over {cases} open cases':58}{spent:9.1f} s of CPU")
    return base


def _boards(database: Engine, folder: Path, base: float) -> None:
    """On a store of its own, of cases that are with their units."""
    print()
    with clock.at(MORNING):
        bench = Bench(database, folder)
        tracks = board.crowd(bench, MANY)
        pages = Pages(bench)
        for view in ("list", "lanes", "calendar", "units", "list&lane=red&mine=1"):
            figures = measure(pages.read(f"/board?view={view}"), TIMES)
            line(f"board, {view}, {tracks} tracks", figures, base)


def _jobs(database: Engine, folder: Path) -> None:
    """Orphans, on a store of its own: what a runner in the product's own pace does about a `kill -9`."""
    waits = orphans.picked_up(database, folder)
    p50, p99 = waits[len(waits) // 2], waits[min(len(waits) - 1, int(len(waits) * 0.99))]
    print(
        f"\n{f'orphans of {len(waits)} killed workers, picked up after (s)':58}{'':9}{p50:9.1f}{p99:9.1f}  (p50, p99)"
    )


def _herd(database: Engine, folder: Path) -> None:
    """On a store of its own, in which everything is due at once. SQLite has one writer, so one runner."""
    print()
    runners = 1 if database.dialect.name == "sqlite" else 2
    with clock.at(MORNING):
        found = herd.morning(Bench(database, folder), HERD, runners)
    what = f"{found.timers} timers, {found.deadlines} deadlines due, {found.runners} runner(s)"
    print(f"{what:58}{found.seconds:9.1f} s, {found.cpu:.0f} s of CPU")
    line("inbox, before", found.before)
    line("inbox, meanwhile", found.meanwhile)
    print(f"{'p95 of the page':58}{found.meanwhile.p95 / found.before.p95:9.2f} × before")


def _growth(database: Engine, folder: Path) -> None:
    """On a store of its own, in which nobody's list is long."""
    print()
    with clock.at(MORNING):
        _grow(Bench(database, folder))


def _grow(bench: Bench) -> None:
    print(f"{'leads begun and submitted':58}{growth.leads_per_second(bench.scenario):9.1f} per second")
    first = None
    for number, cost in growth.returns(bench.scenario, bench.case, RETURNED):
        first = first or cost
        print(f"{f'a return of the letter, after {number} returns':58}{cost:9.2f}{cost / first:18.2f} × the first")
    rows, size = growth.whole_case(bench.scenario)
    print(f"{'one case, lead to archive':58}{rows:9} rows{size / 1024:9.0f} KiB")


def main() -> None:
    print(f"{platform.processor() or platform.machine()}, Python {platform.python_version()}, {platform.platform()}")
    folder = Path(tempfile.mkdtemp())
    try:
        with sqlite(folder) as database:
            base = run("SQLite (WAL, FULL)", database, folder, None)
        (folder / "board").mkdir()
        with sqlite(folder / "board") as database:
            _boards(database, folder / "board", base)
        for name, part in (("orphans", _jobs), ("herd", _herd)):
            (folder / name).mkdir()
            with sqlite(folder / name) as database:
                part(database, folder / name)
        (folder / "growth").mkdir()
        with sqlite(folder / "growth") as database:
            _growth(database, folder / "growth")
        with postgresql() as server:
            if server is None:
                print("\nPostgreSQL: NOT RUN, no server (make services)")
            else:
                run("PostgreSQL", server, folder, base)
        with postgresql() as server:
            if server is not None:
                _boards(server, folder, base)
        for name, part in (("orphans-postgresql", _jobs), ("herd-postgresql", _herd)):
            with postgresql() as server:
                if server is not None:
                    (folder / name).mkdir()
                    part(server, folder / name)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
