"""Crashes, races and repeats: nothing acknowledged is lost, nothing is done twice."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import Engine, func, select

from engine import commands, definitions, journal, queries, requests
from engine.db import Base, connect, transaction
from engine.errors import RequestKeyReused, TaskNotReady
from engine.models import ItemState, JournalEntry, RequestKey, WorkItem
from tests.engine.three_steps import LI, PROCESS, WANG, ThreeStepsHost

HOST = ThreeStepsHost()
ROOT = Path(__file__).parent.parent.parent
ACT = """
import sys
from engine.db import connect, transaction
from engine import commands, queries
from tests.engine.three_steps import WANG, ThreeStepsHost
with transaction(connect(sys.argv[1])) as session:
    [(item, _)] = queries.worklist(session, WANG.groups)
    commands.complete(session, ThreeStepsHost(), item.id, {"title": "请示"}, actor=WANG)
print("acknowledged")
"""


def begin(database: Engine) -> int:
    with transaction(database) as session:
        definitions.deploy(session, PROCESS)
        commands.start(session, HOST, "three_steps", ("case", 1), 1, {}, actor=WANG)
        [(item, _)] = queries.worklist(session, WANG.groups)
        return item.id


def act_in_a_process_of_its_own(url: str, crash_at: str = "") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "KANJIAN_CRASH_AT": crash_at, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, "-c", ACT, url], capture_output=True, text=True, env=environment, check=False
    )


@pytest.mark.parametrize(("point", "is_done"), [("before_commit", False), ("after_commit", True)])
def test_a_kill_around_the_commit_leaves_all_or_nothing(tmp_path: Path, point: str, is_done: bool) -> None:
    url = f"sqlite:///{tmp_path}/store.db"
    database = connect(url)
    Base.metadata.create_all(database)
    item = begin(database)
    killed = act_in_a_process_of_its_own(url, f"{point}:1")
    assert killed.returncode == 137
    with transaction(database, read_only=True) as session:
        state = session.get_one(WorkItem, item).state
        assert state is (ItemState.DONE if is_done else ItemState.OPEN)
        assert queries.count_open(session, LI.groups) == int(is_done)
        assert list(journal.verify(session)) == []
    again = act_in_a_process_of_its_own(url)
    assert ("acknowledged" in again.stdout) is not is_done
    database.dispose()


def test_of_eight_people_who_finish_one_task_exactly_one_wins(database: Engine) -> None:
    item = begin(database)
    line = Barrier(8)

    def finish(_: int) -> str:
        line.wait()
        try:
            with transaction(database) as session:
                commands.complete(session, HOST, item, {"title": "请示"}, actor=WANG)
        except TaskNotReady as error:
            return error.text.zh
        return "won"

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(finish, range(8)))
    assert results.count("won") == 1
    assert all("王起草" in words for words in results if words != "won")
    with transaction(database, read_only=True) as session:
        done = select(func.count()).select_from(JournalEntry).where(JournalEntry.event == "task:completed")
        assert session.scalar(done) == 1


def test_the_same_request_twice_acts_once_and_gets_the_same_answer(database: Engine) -> None:
    item = begin(database)
    digest = requests.digest_of("/work/1", {"title": "请示"})

    def submit() -> dict[str, object]:
        with transaction(database) as session:
            known = requests.replay(session, "key-0001", 1, digest)
            if known is not None:
                return known
            done = commands.complete(session, HOST, item, {"title": "请示"}, actor=WANG)
            reply = {"item": done.item.id}
            requests.remember(session, "key-0001", 1, digest, reply)
            return reply

    assert submit() == submit()
    with transaction(database, read_only=True) as session:
        assert session.scalar(select(func.count()).select_from(RequestKey)) == 1


def test_a_request_key_cannot_stand_for_something_else(database: Engine) -> None:
    with transaction(database) as session:
        requests.remember(session, "key-0001", 1, "one", {})
    with pytest.raises(RequestKeyReused), transaction(database) as session:
        requests.replay(session, "key-0001", 1, "another")


def test_an_act_that_fails_leaves_no_trace(database: Engine) -> None:
    item = begin(database)
    with transaction(database, read_only=True) as session:
        before = session.scalar(select(func.count()).select_from(JournalEntry))
    with pytest.raises(RuntimeError), transaction(database) as session:
        commands.complete(session, HOST, item, {"title": "请示"}, actor=WANG)
        raise RuntimeError("the disk is full")
    with transaction(database, read_only=True) as session:
        assert session.get_one(WorkItem, item).state is ItemState.OPEN
        assert session.scalar(select(func.count()).select_from(JournalEntry)) == before
