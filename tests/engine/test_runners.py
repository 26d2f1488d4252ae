"""What every runner keeps: one suite for the embedded one on both databases, and for Celery over RabbitMQ and Redis."""

import signal
import uuid
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select

from engine import commands, journal, queries
from engine.db import transaction
from engine.models import Instance, InstanceState, Job, JobState, JournalEntry
from engine.runners.celery import INSIDE, Broker
from tests.conftest import NOT_RUN, RABBITMQ, REDIS, a_schema, answers, at_sqlite, forget
from tests.engine import ringing
from tests.engine.fleet import BACKOFF, LEASE, Fleet, until
from tests.engine.ringing import COURIER, HOST
from tests.engine.three_steps import WANG

EMBEDDED = ("embedded", "embedded")
CELERY = ("worker", "worker", "scheduler", "scheduler")
LASTS = 2 * LEASE
FLEETS = {
    "embedded-sqlite": (EMBEDDED, "sqlite", None),
    "embedded-postgresql": (EMBEDDED, "postgresql", None),
    "rabbitmq-postgresql": (CELERY, "postgresql", RABBITMQ),
    "redis-postgresql": (CELERY, "postgresql", REDIS),
}


@pytest.fixture(
    scope="module", params=[pytest.param(name, marks=pytest.mark.xdist_group(f"fleet {name}")) for name in FLEETS]
)
def fleet(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, postgresql_reachable: bool
) -> Iterator[Fleet]:
    """Two workers, and of Celery two schedulers, on a store that nobody else uses."""
    roles, store, broker = FLEETS[request.param]
    folder = tmp_path_factory.mktemp("fleet")
    if store == "postgresql" and not postgresql_reachable:
        pytest.skip(f"{NOT_RUN} PostgreSQL")
    if broker is not None and not answers(broker):
        pytest.skip(f"{NOT_RUN} {'Redis' if broker == REDIS else 'RabbitMQ'}")
    with at_sqlite(folder) if store == "sqlite" else a_schema(folder) as database:
        found = Fleet(database, folder, roles, broker or "", f"test-{uuid.uuid4().hex[:12]}")
        found.start_all()
        yield found
        found.stop()
        if broker is not None:
            forget(broker, found.queue)


def post(fleet: Fleet, kind: str = ringing.EFFECT, **payload: float) -> int:
    """A job whose bell nobody hears: this process is no runner and knows no broker."""
    with transaction(fleet.database) as session:
        return ringing.post(session, kind, **payload).id


def job(fleet: Fleet, job_id: int) -> Job:
    with transaction(fleet.database, read_only=True) as session:
        return session.get_one(Job, job_id)


def done(fleet: Fleet, *job_ids: int) -> bool:
    return all(job(fleet, one).state is JobState.DONE for one in job_ids)


def test_what_no_bell_told_of_is_found_and_done_once_and_its_effect_carries_the_job(fleet: Fleet) -> None:
    posted = [post(fleet) for _ in range(12)] + [post(fleet, COURIER) for _ in range(3)]
    until(lambda: done(fleet, *posted))
    said = ringing.said(fleet.ledger)
    assert {said[word, one] for word in ("began", "ended") for one in posted} == {1}


def test_a_bell_that_rings_often_or_is_lost_does_nothing_twice(fleet: Fleet) -> None:
    bells = Broker(fleet.broker, fleet.queue) if fleet.broker else None
    posted = []
    for _ in range(5):
        posted.append(post(fleet, lasts=0.1))
        if bells is not None:
            assert all(bells.ring(INSIDE) for _ in range(10))
    if bells is not None:
        bells.app.control.purge()
    until(lambda: done(fleet, *posted))
    assert {ringing.said(fleet.ledger)["began", one] for one in posted} == {1}


def test_of_a_killed_worker_the_job_is_taken_over_and_of_a_slow_one_it_is_not(fleet: Fleet) -> None:
    slow, orphan = post(fleet, lasts=LASTS), post(fleet, lasts=1)
    killed = fleet.worker_of(orphan)
    if fleet.worker_of(slow) == killed:  # both have come to one: the other one's is the orphan
        until(lambda: fleet.worker_of(slow) != fleet.worker_of(orphan) or done(fleet, orphan))
    fleet.kill(killed)
    until(lambda: done(fleet, orphan, slow))
    assert ringing.said(fleet.ledger)["began", slow] == job(fleet, slow).attempts == 1
    assert ringing.said(fleet.ledger)["ended", orphan] == 1


def test_a_worker_that_was_thought_dead_changes_nothing_when_it_wakes(fleet: Fleet) -> None:
    held = post(fleet, lasts=1)
    frozen = fleet.worker_of(held)
    fleet.send(frozen, signal.SIGSTOP)
    until(lambda: done(fleet, held))
    fleet.send(frozen, signal.SIGCONT)
    until(lambda: ringing.said(fleet.ledger)["ended", held] == 2)
    assert job(fleet, held).fence == 2
    with transaction(fleet.database, read_only=True) as session:
        told = session.scalars(select(JournalEntry).where(JournalEntry.event == "job:done")).all()
        assert [one.facts()["job"] for one in told].count(held) == 1


def test_what_fails_is_tried_again_later_and_later(fleet: Fleet) -> None:
    flaky = post(fleet, fails=2)
    until(lambda: done(fleet, flaky))
    found = job(fleet, flaky)
    assert (found.attempts, found.last_error) == (3, None)
    assert found.ended_at is not None
    assert found.ended_at - found.created_at >= timedelta(seconds=sum(BACKOFF))


def test_what_fails_to_the_end_is_an_incident_that_a_person_retries_or_gives_up(fleet: Fleet) -> None:
    mended, given_up = post(fleet, fails=3), post(fleet, fails=-1)
    until(lambda: job(fleet, mended).state is job(fleet, given_up).state is JobState.FAILED)
    with transaction(fleet.database) as session:
        found = {one.job_id: one for one in queries.open_incidents(session)}
        assert found[mended].message[0] == "“办事”多次未能完成：邮路中断"
        commands.retry(session, found[mended].id, actor=WANG)
        commands.skip(session, HOST, found[given_up].id, {}, "收件人已调离", actor=WANG)
    until(lambda: done(fleet, mended))
    assert job(fleet, given_up).state is JobState.CANCELLED
    with transaction(fleet.database, read_only=True) as session:
        assert queries.open_incidents(session) == []


def test_each_timer_fires_once_and_what_it_sends_is_sent_once(fleet: Fleet) -> None:
    with transaction(fleet.database) as session:
        instances = ringing.begin(session, 15)

    def ended() -> bool:
        with transaction(fleet.database, read_only=True) as session:
            states = session.scalars(select(Instance.status).where(Instance.id.in_(instances)))
            return set(states) == {InstanceState.COMPLETED}

    until(ended)
    with transaction(fleet.database, read_only=True) as session:
        fired = select(func.count()).where(JournalEntry.event == "timer:fired").group_by(JournalEntry.stream)
        assert session.scalars(fired).all() == [1] * len(instances)
        sent = session.scalars(select(Job.id).where(Job.instance_id.in_(instances))).all()
        assert {ringing.said(fleet.ledger)["ended", one] for one in sent} == {1}, fleet.ledger.read_text()
        assert list(journal.verify(session)) == []


def test_while_there_is_no_broker_a_scheduler_does_the_work_itself(database: Engine, tmp_path: Path) -> None:
    alone = Fleet(database, tmp_path, (), "amqp://guest:guest@127.0.0.1:1", "nobody")
    posted = [post(alone), post(alone, COURIER)]
    alone.start("scheduler")
    try:
        until(lambda: done(alone, *posted))
    finally:
        alone.stop()
