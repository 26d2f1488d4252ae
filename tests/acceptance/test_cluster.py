"""A case goes its whole way through two web processes, two workers and two schedulers that are killed meanwhile."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from engine.db import connect, transaction
from engine.models import Deadline, Job, JobState, JournalEntry, RequestKey
from engine.models.deadline import DeadlineState
from tests.acceptance import answering, going
from tests.acceptance.cluster import Cluster, Town, database_of_its_own
from tests.acceptance.seeing import letters
from tests.cast import settle
from tests.conftest import NOT_RUN, RABBITMQ, answers
from tests.engine.fleet import until
from workflows import migrations
from workflows.bootstrap import deploy
from workflows.cases.models import CaseState


@pytest.fixture
def town(tmp_path: Path, postgresql_reachable: bool) -> Iterator[Town]:
    if not postgresql_reachable:
        pytest.skip(f"{NOT_RUN} PostgreSQL")
    if not answers(RABBITMQ):
        pytest.skip(f"{NOT_RUN} RabbitMQ")
    with database_of_its_own() as store:
        database = connect(store)
        migrations.upgrade(database)
        with transaction(database) as session:
            cast = settle(session)
            deploy(session)
        cluster = Cluster(store, tmp_path)
        try:
            until(cluster.is_whole, 240)
            yield Town(database, cast, cluster)
        finally:
            cluster.stop()
            database.dispose()


def test_nothing_is_lost_and_nothing_done_twice_while_processes_are_killed(town: Town) -> None:
    units = [town.cast.unit_a, town.cast.unit_d]
    with town.cluster.killing(every=2):
        case = going.dispatched(town, units)
        answering.whole_way(town, case, *units)
        going.replied(town, going.summed_up(town, case))
        going.looked_back(town, going.looked_back(town, case))
        going.archived(town, case)
    town.drain()

    assert town.case(case).state is CaseState.ARCHIVED
    assert letters(town, case) == 1
    assert town.cluster.killed["worker"] >= 3, town.cluster.killed
    assert town.faults() == []
    assert town.lying_still() == []
    with town.reading() as session:
        told = Counter(session.scalars(select(JournalEntry.event)))
        assert session.scalar(select(func.count(RequestKey.key))) == town.acts
        done = session.scalars(select(Job.id).where(Job.state == JobState.DONE)).all()
        said = select(JournalEntry).where(JournalEntry.event == "job:done")
        assert sorted(one.facts()["job"] for one in session.scalars(said)) == sorted(done)
        fired = session.scalar(select(func.count(Deadline.id)).where(Deadline.state == DeadlineState.FIRED))
        assert told["timer:fired"] == fired >= 2
