"""A morning on which everything is due at once: drawn timers fire and people are reminded while others open pages."""

import multiprocessing
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from resource import RUSAGE_CHILDREN, getrusage
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from engine import calendar, clock, jobs
from engine.db import connect, transaction
from engine.models import Deadline, Instance
from engine.models.deadline import DeadlineState
from engine.runners.sweep import drain
from tests.acceptance import answering, going
from tests.bench import board, clones
from tests.bench.measure import Figures, measure
from tests.bench.pages import Pages
from tests.scenario import MORNING
from workflows.bootstrap import DOMAIN
from workflows.reminding.mornings import BEGIN

if TYPE_CHECKING:
    from tests.bench.__main__ import Bench

EACH, DATES = 8, 10  # recommendations of a letter; other dates for each timer
TIMES = 40
THIRD_PLACE = {
    "title": "路灯大半年不亮",
    "problem": "西园街道桃花路自去年入冬起三十余盏路灯全部熄灭，夜间行人摸黑出行，多次反映没有人来修。",
    "location": "西园街道桃花路",
    "broadcast_url": "https://example.org/kanjian/9",
    "category": "URBAN",
}
YESTERDAY = calendar.due_instant(clock.day_of(MORNING) - timedelta(days=3))  # the Friday before


@dataclass(frozen=True)
class Morning:
    """`seconds` until all that was due was done, by so many `runners`, with so many seconds of `cpu`; the page `before`
    and `meanwhile`."""

    timers: int
    deadlines: int
    runners: int
    seconds: float
    cpu: float
    before: Figures
    meanwhile: Figures


def morning(bench: "Bench", tracks: int, runners: int) -> Morning:
    """So many units have not signed in time, and all their dates were yesterday."""
    _crowd(bench, tracks)
    pages = Pages(bench)
    before = measure(pages.inbox, TIMES)
    timers, deadlines = _count(bench, fires=True), _count(bench, fires=False)
    spawn = multiprocessing.get_context("spawn")
    ready, start = spawn.Barrier(runners + 1), spawn.Event()
    url = bench.database.url.render_as_string(hide_password=False)
    crew = [spawn.Process(target=_run, args=(url, ready, start)) for _ in range(runners)]
    for one in crew:
        one.start()
    ready.wait(timeout=120)
    done = Event()

    def watch() -> None:
        for one in crew:
            one.join()
        done.set()

    spent, began = getrusage(RUSAGE_CHILDREN).ru_utime, time.perf_counter()
    start.set()
    watcher = Thread(target=watch)
    watcher.start()
    meanwhile = _measured(pages, done)
    watcher.join()
    seconds = time.perf_counter() - began
    assert (_count(bench, fires=True), [one.exitcode for one in crew]) == (0, [0] * runners)
    cpu = getrusage(RUSAGE_CHILDREN).ru_utime - spent
    return Morning(timers, deadlines, runners, seconds, cpu, before, meanwhile)


def _crowd(bench: "Bench", tracks: int) -> None:
    """Tracks in which the drawn timer of the receipt is due, and ten times as many other dates: of signed tracks, whose
    plan and recommendations were due too."""
    story, unit = bench.scenario, bench.cast.unit_a
    unsigned = going.dispatched(story, [unit], **going.OTHER_PLACE)
    signed = going.dispatched(story, [unit], [unit] * EACH, **THIRD_PLACE)
    answering.signs(story, signed, unit)
    with transaction(bench.database) as session:
        jobs.add(session, BEGIN, {"since": clock.day_of(YESTERDAY).isoformat()})
        of_each = {case: _due(session, case) for case in (unsigned, signed)}
    copies = {unsigned: tracks, signed: tracks * DATES // of_each[signed]}
    with bench.database.begin() as connection:
        for case, count in copies.items():
            board.copy(connection, case, count)
        first = select(func.min(Instance.id)).where(Instance.matter_id == unsigned, Instance.subject_kind == "track")
        clones.open_journals(connection, connection.scalars(first).one(), 1, max(copies.values()))
        was = update(Deadline).where(Deadline.id > clones.STRIDE, Deadline.state == DeadlineState.RUNNING)
        connection.execute(was.values(due_at=YESTERDAY, warn_at=YESTERDAY))
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("ANALYZE")
        else:  # what follows goes on behind the ids of the copies
            for name in board.SHIFTED:
                last = f'(SELECT max(id) FROM "{name}")'
                connection.exec_driver_sql(f"SELECT setval(pg_get_serial_sequence('\"{name}\"', 'id'), {last})")


def _due(session: Session, case: int) -> int:
    """Running dates of a case's tracks that fire nothing."""
    theirs = Instance.matter_id == case, Instance.subject_kind == "track", ~Deadline.fires
    found = select(func.count(Deadline.id)).join(Instance, Instance.id == Deadline.instance_id).where(*theirs)
    return session.scalar(found.where(Deadline.state == DeadlineState.RUNNING)) or 0


def _count(bench: "Bench", *, fires: bool) -> int:
    with bench.scenario.reading() as session:
        due = Deadline.state == DeadlineState.RUNNING, Deadline.due_at <= clock.now(), Deadline.fires == fires
        return session.scalar(select(func.count(Deadline.id)).where(*due)) or 0


def _run(url: str, ready: Any, start: Any) -> None:
    database = connect(url)
    with clock.at(MORNING):
        ready.wait(timeout=120)
        start.wait()
        while drain(database, DOMAIN):
            pass
    database.dispose()


def _measured(pages: Pages, done: Event) -> Figures:
    """One page after the other, as long as it lasts."""
    figures = list(_each(pages, done))
    wall = sorted(one.p50 for one in figures)
    cpu = sorted(one.cpu for one in figures)
    return Figures(cpu[len(cpu) // 2], wall[len(wall) // 2], wall[int(len(wall) * 0.95)], len(figures))


def _each(pages: Pages, done: Event) -> Iterator[Figures]:
    while True:
        yield measure(pages.inbox, 1, warm=0)
        if done.wait(0.1):
            return
