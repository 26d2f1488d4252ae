"""Jobs and timers at the store: what a sweep does when something fails, lasts long, or is lost each time."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Event

import pytest
from sqlalchemy import Engine, func, select

from engine import clock, commands, jobs, journal, queries
from engine.db import transaction
from engine.models import Instance, InstanceState, Job, JobState, JournalEntry
from engine.process import JobKind
from engine.runners import sweep
from tests.engine import ringing
from tests.engine.ringing import HOST, LEDGER
from tests.engine.three_steps import WANG


@pytest.fixture(autouse=True)
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv(LEDGER, str(tmp_path / "ledger"))
    yield tmp_path / "ledger"


def fired(database: Engine) -> list[int]:
    """How often the timer of each instance has fired."""
    with transaction(database, read_only=True) as session:
        of = select(func.count()).where(JournalEntry.event == "timer:fired").group_by(JournalEntry.stream)
        return list(session.scalars(of))


def test_a_job_is_leased_by_nobody_else_while_its_work_lasts(database: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "LEASE", timedelta(seconds=1))
    monkeypatch.setattr(jobs, "RENEW", 0.2)
    working, enough = Event(), Event()

    def last(_given: object) -> None:
        working.set()
        assert enough.wait(20)

    monkeypatch.setitem(ringing.KINDS, "effect", JobKind("effect", ringing.PROCESS.label, last, ringing.kept))
    with transaction(database) as session:
        ringing.post(session)
    leased = jobs.lease(database)
    assert leased is not None
    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(jobs.run, database, HOST, *leased)
        assert working.wait(20)
        until = clock.now() + timedelta(seconds=2.5)
        while clock.now() < until:
            assert jobs.lease(database) is None
        enough.set()
        assert done.result()


def test_a_job_whose_worker_is_lost_each_time_becomes_an_incident_that_says_so(database: Engine) -> None:
    with transaction(database) as session:
        ringing.post(session)
    with clock.at(clock.now()):
        for _ in range(ringing.KINDS["effect"].attempts):
            assert jobs.lease(database) is not None, "and then the power is cut"
            clock.move(jobs.LEASE)
        sweep.drain(database, HOST)
    with transaction(database, read_only=True) as session:
        [incident] = queries.open_incidents(session)
        assert "运行进程都中途消失" in incident.message[0]
        assert session.scalars(select(Job.state)).one() is JobState.FAILED


def test_a_job_of_a_kind_that_this_version_does_not_know_holds_up_no_other(database: Engine) -> None:
    with transaction(database) as session:
        ringing.post(session, "of_another_version")
        known = ringing.post(session).id
    with clock.at(clock.now()):
        for _ in range(6):
            sweep.drain(database, HOST)
            clock.move(timedelta(minutes=10))
    with transaction(database, read_only=True) as session:
        [incident] = queries.open_incidents(session)
        assert "this version knows no such job: of_another_version" in incident.message[1]
        assert session.get_one(Job, known).state is JobState.DONE


def test_a_timer_fires_once_however_many_sweep(database: Engine) -> None:
    with transaction(database) as session:
        ringing.begin(session, 6)
    line = Barrier(4)

    def runner(_: int) -> None:
        line.wait()
        sweep.drain(database, HOST)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(runner, range(4)))
    sweep.drain(database, HOST)
    assert fired(database) == [1] * 6
    with transaction(database, read_only=True) as session:
        assert set(session.scalars(select(Instance.status))) == {InstanceState.COMPLETED}
        assert list(journal.verify(session)) == []


def test_a_timer_that_cannot_fire_is_an_incident_and_holds_up_no_other(
    database: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    with transaction(database) as session:
        [sick] = ringing.begin(session, 1, first=-1)
        ringing.begin(session, 2)
        job = ringing.post(session).id
    for _ in range(2):
        sweep.drain(database, HOST)
        with transaction(database, read_only=True) as session:
            [incident] = queries.open_incidents(session)
            assert (incident.instance_id, "邮路中断" in incident.message[0]) == (sick, True)
            assert session.get_one(Job, job).state is JobState.DONE
    assert fired(database) == [1, 1]

    monkeypatch.setitem(ringing.PROCESS.services, "note", lambda _step: {})  # type: ignore[index]
    sweep.drain(database, HOST)
    assert fired(database) == [1, 1, 1]
    with transaction(database, read_only=True) as session:
        assert queries.open_incidents(session) == []


def test_a_job_that_no_step_waits_for_may_be_given_up(database: Engine) -> None:
    with transaction(database) as session:
        job = ringing.post(session, fails=-1).id
    with clock.at(clock.now()):
        for _ in range(4):
            sweep.drain(database, HOST)
            clock.move(timedelta(minutes=10))
    with transaction(database) as session:
        [incident] = queries.open_incidents(session)
        commands.skip(session, HOST, incident.id, {}, "收件人已调离", actor=WANG)
        assert session.get_one(Job, job).state is JobState.CANCELLED
        assert queries.open_incidents(session) == []


def test_what_comes_again_and_again_is_planned_once_in_a_store_in_which_nothing_stands_yet(database: Engine) -> None:
    line = Barrier(5)

    def plan(_: int) -> None:
        line.wait()
        with transaction(database) as session:
            jobs.plan(session, "effect", {})

    with ThreadPoolExecutor(5) as pool:
        list(pool.map(plan, range(5)))
    with transaction(database, read_only=True) as session:
        assert session.scalar(select(func.count(Job.id))) == 1
