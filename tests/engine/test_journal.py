"""Whatever is changed or deleted in the journal is found."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import Engine, select, text

from engine import journal
from engine.actors import SYSTEM
from engine.db import transaction
from engine.journal import Event
from engine.models import JournalEntry


@pytest.fixture
def written(database: Engine) -> Engine:
    with transaction(database) as session:
        for stream in ("instance:1", "instance:2", "accounts"):
            for number in range(4):
                journal.write(session, stream, Event.ITEM_DONE, SYSTEM, item=number, words="同意")
        journal.anchor(session)
        for number in range(4, 6):
            journal.write(session, "instance:1", Event.ITEM_DONE, SYSTEM, item=number)
    return database


def broken(database: Engine) -> list[str]:
    with transaction(database, read_only=True) as session:
        return [f"{found.stream}#{found.seq}" for found in journal.verify(session)]


def tamper(database: Engine, *statements: str) -> None:
    with database.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def test_what_was_not_touched_verifies(written: Engine) -> None:
    assert broken(written) == []


def test_a_stream_that_many_write_to_at_once_is_opened_once(database: Engine) -> None:
    line = Barrier(6)

    def write(number: int) -> None:
        line.wait()
        with transaction(database) as session:
            journal.write(session, "jobs", Event.JOB_DONE, SYSTEM, job=number)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(write, range(6)))
    assert broken(database) == []
    with transaction(database, read_only=True) as session:
        assert sorted(session.scalars(select(JournalEntry.seq))) == [1, 2, 3, 4, 5, 6]


def test_of_two_anchors_at_once_each_stands_on_the_other(database: Engine) -> None:
    line = Barrier(4)

    def anchor(number: int) -> None:
        with transaction(database) as session:
            journal.write(session, f"instance:{number}", Event.ITEM_DONE, SYSTEM, item=number)
        line.wait()
        with transaction(database) as session:
            journal.anchor(session)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(anchor, range(4)))
    assert broken(database) == []


@pytest.mark.parametrize("column", ["event", "post", "data", "person_id", "at", "hash"])
def test_any_changed_field_is_found_and_named(written: Engine, column: str) -> None:
    value = {"person_id": "77", "at": "'2020-01-01 00:00:00'"}.get(column, "'forged'")
    tamper(written, f"UPDATE journal_entry SET {column} = {value} WHERE stream = 'instance:2' AND seq = 2")
    assert "instance:2#2" in broken(written)


def test_a_deleted_entry_is_found(written: Engine) -> None:
    tamper(written, "DELETE FROM journal_entry WHERE stream = 'instance:1' AND seq = 3")
    assert "instance:1#3" in broken(written)


def test_a_cut_tail_is_found_even_after_the_last_anchor(written: Engine) -> None:
    tamper(written, "DELETE FROM journal_entry WHERE stream = 'instance:1' AND seq >= 5")
    assert broken(written) == ["instance:1#5"]


def test_a_tail_cut_together_with_its_head_is_found_by_the_anchor(written: Engine) -> None:
    tamper(
        written,
        "DELETE FROM journal_entry WHERE stream = 'instance:2' AND seq >= 3",
        "UPDATE journal_head SET seq = 2, hash = (SELECT hash FROM journal_entry"
        " WHERE stream = 'instance:2' AND seq = 2) WHERE stream = 'instance:2'",
    )
    assert broken(written) == ["instance:2#4"]


def test_a_whole_instance_deleted_is_found_by_the_register(written: Engine) -> None:
    tamper(
        written,
        "DELETE FROM journal_anchor",
        "DELETE FROM journal_entry WHERE stream = 'instance:2'",
        "DELETE FROM journal_head WHERE stream = 'instance:2'",
    )
    assert "instance:2#1" in broken(written)


def test_a_forged_anchor_is_found(written: Engine) -> None:
    tamper(written, "UPDATE journal_anchor SET heads = 'instance:2 1 ' || heads")
    assert "anchors#1" in broken(written)


def test_an_anchor_is_made_only_when_something_moved(written: Engine) -> None:
    with transaction(written) as session:
        assert journal.anchor(session) is not None
        session.flush()
        assert journal.anchor(session) is None
