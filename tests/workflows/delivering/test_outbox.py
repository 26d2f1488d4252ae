"""What somebody has just sent on can be taken back: until then a message about it has not left the house."""

from datetime import timedelta

from sqlalchemy import select

from engine import clock, commands
from engine.db import transaction
from engine.models import Task, WorkItem
from tests.acceptance import going
from tests.workflows.delivering.post import Post
from workflows.bootstrap import DOMAIN
from workflows.cases.models import Case, Priority

TASK = "新待办：清水河为何一到雨天就变脸"


def assigned(post: Post) -> tuple[int, int]:
    """The desk has just given a lead to the committee: the case, and the desk's finished item."""
    case = going.registered(post)
    clock.move(timedelta(minutes=1))
    going.assigned(post, case)
    with post.reading() as session:
        found = select(WorkItem.id).join(Task, Task.id == WorkItem.task_id).where(Task.element == "assign_lead")
        return case, session.scalars(found).one()


def passes(post: Post, minutes: int) -> None:
    clock.move(timedelta(minutes=minutes))
    post.drain()


def test_a_message_about_a_new_task_waits_in_the_house_and_then_leaves(post: Post) -> None:
    post.waits_before_sending(5)
    assigned(post)
    passes(post, 4)
    assert post.letters(post.cast.officer) == []
    passes(post, 1)
    assert [subject for subject, _ in post.letters(post.cast.officer)] == [TASK]


def test_what_is_taken_back_in_time_leaves_no_trace_outside(post: Post) -> None:
    post.waits_before_sending(5)
    _case, item = assigned(post)
    with transaction(post.database) as session:
        commands.withdraw_submit(session, DOMAIN, item, actor=post.as_(post.cast.intake).actor(session))
    passes(post, 60)
    assert post.letters(post.cast.officer) == post.letters(post.cast.officer2) == []
    assert post.sent("sms") == post.sent("dingtalk") == []


def test_of_an_urgent_case_nothing_waits(post: Post) -> None:
    post.waits_before_sending(5)
    case = going.registered(post)
    with transaction(post.database) as session:
        session.get_one(Case, case).priority = Priority.URGENT
    going.assigned(post, case)
    assert len(post.letters(post.cast.officer)) == 1


def test_at_the_end_of_the_day_the_wait_counts_first(post: Post) -> None:
    post.waits_before_sending(5)
    post.until(clock.now().replace(hour=12, minute=58))  # 20:58 in the city
    assigned(post)
    passes(post, 30)
    assert post.letters(post.cast.officer) == [], "at 21:03 no message leaves any more"
    post.until(clock.now().replace(hour=0, minute=0) + timedelta(days=1))
    assert [subject for subject, _ in post.letters(post.cast.officer)] == [TASK]
