"""The round of each morning: every case once, in batches, by whichever runner comes first; nothing lost or doubled."""

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import Engine, event, select, update

from engine import clock, jobs
from engine.db import transaction
from engine.models import Deadline, Instance, ItemState, Job, JobState, Task, TaskState, WorkItem
from engine.models.deadline import DeadlineState
from engine.runners.sweep import drain
from tests.acceptance import going
from workflows import guarding, supervision
from workflows.bootstrap import DOMAIN
from workflows.cases.models import CaseState
from workflows.guarding import examining
from workflows.people.roles import Role

ROOT = Path(__file__).parents[3]
PLACES = ("东街", "西街", "南街", "北街", "前街", "后街", "上街", "下街", "横街", "直街")
RUN = """
import sys
from datetime import datetime
import workflows.tables
from engine import clock
from engine.db import connect
from engine.runners.sweep import drain
from workflows.bootstrap import DOMAIN
from workflows.guarding import examining
examining.BATCH = 2
with clock.at(datetime.fromisoformat(sys.argv[2])):
    drain(connect(sys.argv[1]), DOMAIN)
"""


def leads(watched, count: int) -> list[int]:
    """So many leads before 经济委."""
    economy = watched.cast.economy
    return [
        watched.lead(economy, title=f"{PLACES[n % 10]}{n}号路灯不亮", location=f"{PLACES[n % 10]}{n}号")
        for n in range(count)
    ]


@contextmanager
def counted(database: Engine) -> Iterator[list[str]]:
    """The statements that are sent meanwhile."""
    sent: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:
        sent.append(statement)

    event.listen(database, "before_cursor_execute", note)
    yield sent
    event.remove(database, "before_cursor_execute", note)


def planned(watched) -> list[Job]:
    """The mornings that are still to come."""
    with watched.reading() as session:
        return list(session.scalars(select(Job).where(Job.kind == "guard_morning", Job.state == JobState.TODO)))


def test_a_hundred_healthy_cases_find_nothing_and_cost_no_more_statements_than_ten(watched) -> None:
    leads(watched, 10)
    with watched.reading() as session, counted(watched.database) as ten:
        assert guarding.look_through(session, DOMAIN).suspects == ()
    leads(watched, 90)
    with watched.reading() as session, counted(watched.database) as hundred:
        found = guarding.look_through(session, DOMAIN)
    assert (found.looked_at, found.suspects, found.is_last) == (100, (), True)
    assert 5 < len(hundred) == len(ten) < 15


def test_a_letter_on_its_way_to_two_units_is_a_healthy_case(watched) -> None:
    going.dispatched(watched, [watched.cast.unit_a, watched.cast.unit_b])
    assert watched.next_morning() == []


def test_a_draft_is_its_authors_and_nobody_elses_matter(watched) -> None:
    with transaction(watched.database) as session:
        begun = supervision.begin(session, DOMAIN, actor=watched.cast.act(session, watched.cast.kanjian_editor))
    assert watched.case(begun.matter_id).state is CaseState.DRAFT
    watched.shut_out(watched.cast.kanjian_editor)
    assert watched.next_morning() == []


def test_a_case_in_which_nothing_goes_on_is_said_to_lie_with_nobody(watched) -> None:
    [case] = leads(watched, 1)
    with transaction(watched.database) as session:  # as after a hand in the store
        session.execute(update(Task).where(Task.state == TaskState.READY).values(state=TaskState.CANCELLED))
        session.execute(update(WorkItem).where(WorkItem.state == ItemState.OPEN).values(state=ItemState.CANCELLED))
    assert watched.next_morning() == [
        f"案件{watched.case(case).case_no}没有任何人在办：没有待办事项，没有计时和作业，也不等待任何消息。"
        "请业务管理员与承办人核对，退回上一步或终止。"
    ]


def test_a_case_without_a_next_date_is_named_and_one_whose_clock_stands_still_is_not(watched) -> None:
    first, second = leads(watched, 2)
    with transaction(watched.database) as session:
        for case, state in ((first, DeadlineState.VOID), (second, DeadlineState.SUSPENDED)):
            instances = select(Instance.id).where(Instance.matter_id == case)
            running = Deadline.instance_id.in_(instances), Deadline.state == DeadlineState.RUNNING
            session.execute(update(Deadline).where(*running).values(state=state))
    assert watched.next_morning() == [
        f"案件{watched.case(first).case_no}没有下一个日期：没有在走或挂起的时限，监督期未定或已过。"
        "请承办人尽快办理当前步骤，业务管理员核对时限规则。"
    ]


def test_a_symposium_has_the_period_of_supervision_for_its_date_until_that_is_over(watched) -> None:
    case = going.to_symposium(watched, [watched.cast.unit_a])
    assert watched.open_steps(case) == ["hold_symposium"]
    assert watched.next_morning() == []
    clock.move(timedelta(days=200))
    [said] = watched.next_morning()
    assert "监督期未定或已过" in said


def test_a_job_of_the_case_that_is_still_to_be_done_counts_as_going_on(watched) -> None:
    [case] = leads(watched, 1)
    with transaction(watched.database) as session:
        session.execute(update(Task).where(Task.state == TaskState.READY).values(state=TaskState.CANCELLED))
        session.execute(update(WorkItem).where(WorkItem.state == ItemState.OPEN).values(state=ItemState.CANCELLED))
        jobs.add(session, "recheck", {"case_id": case}, run_at=clock.now() + timedelta(days=9))
    assert watched.next_morning() == []


def test_each_morning_plans_the_next_one_once_and_a_server_that_stood_still_makes_one_round(watched) -> None:
    leads(watched, 1)
    for _ in range(2):
        with transaction(watched.database) as session:
            guarding.plan(session)
    watched.drain()
    [job] = planned(watched)
    assert job.run_at.astimezone(clock.CITY).isoformat() == "2026-03-03T06:00:00+08:00"
    clock.move(timedelta(days=6))
    watched.drain()
    [job] = planned(watched)
    assert job.run_at.astimezone(clock.CITY).isoformat() == "2026-03-09T06:00:00+08:00"
    with watched.reading() as session:
        assert guarding.last_run(session) == (clock.now(), 1, 0)
        rounds = session.scalars(select(Job).where(Job.kind == "guard_batch", Job.state == JobState.DONE)).all()
    assert len(rounds) == 2


def test_two_runners_at_once_go_one_round_and_find_a_thing_once(on_both, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(examining, "BATCH", 2)
    leads(on_both, 5)
    on_both.leaves(on_both.cast.other_officer, Role.CASE_OFFICER)
    line, now = Barrier(4), clock.now()

    def runs(number: int) -> None:
        with clock.at(now):
            line.wait()
            with transaction(on_both.database) as session:
                guarding.plan(session)
            if number % 2:
                drain(on_both.database, DOMAIN)
            else:
                _by_hand(on_both.database)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(runs, range(4)))
    on_both.drain()
    assert len(on_both.incidents()) == on_both.ever() == 5
    assert len(planned(on_both)) == 1


def _by_hand(database: Engine) -> None:
    """As `kanjian guard` does it."""
    after, is_last = 0, False
    while not is_last:
        with transaction(database, read_only=True) as session:
            batch = guarding.look_through(session, DOMAIN, after, 2)
        after, is_last = batch.reached, batch.is_last
        with transaction(database) as session:
            guarding.settle(session, DOMAIN, batch.suspects)


@pytest.mark.parametrize("point", ["before_commit:4", "after_commit:4", "job_worked:3", "before_commit:6"])
def test_a_runner_that_is_killed_between_two_batches_loses_nothing(watched, point: str) -> None:
    leads(watched, 5)
    watched.leaves(watched.cast.other_officer, Role.CASE_OFFICER)
    with transaction(watched.database) as session:
        guarding.plan(session)
    assert _in_a_process_of_its_own(watched, point) == 137
    assert len(watched.incidents()) < 5
    clock.move(jobs.LEASE)  # of whoever was killed
    assert _in_a_process_of_its_own(watched) == 0
    assert len(watched.incidents()) == watched.ever() == 5
    assert len(planned(watched)) == 1
    with watched.reading() as session:
        assert guarding.last_run(session) == (clock.now(), 5, 5)


def _in_a_process_of_its_own(watched, crash_at: str = "") -> int:
    environment = {**os.environ, "KANJIAN_CRASH_AT": crash_at, "PYTHONPATH": str(ROOT)}
    words = [sys.executable, "-c", RUN, str(watched.database.url), clock.now().isoformat()]
    return subprocess.run(words, env=environment, check=False).returncode


def test_a_runner_that_has_nothing_due_takes_no_write_lock(watched) -> None:
    watched.next_morning()
    with counted(watched.database) as sent:
        drain(watched.database, DOMAIN)
    assert "BEGIN" in sent
    assert "BEGIN IMMEDIATE" not in sent
