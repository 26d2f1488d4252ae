"""The morning sheet by mail: each line with its time and the way to its item, and no mail beside it for the same."""

from datetime import timedelta

import pytest

from engine import clock
from engine.db import transaction
from tests.acceptance import answering, going
from tests.workflows.delivering.post import BASE, Post
from tests.workflows.delivering.test_personal import IDENTITY, NAME, PERSON, PHONE
from workflows import morning_sheet, reminding
from workflows.cases.models import Case
from workflows.notices.kinds import CHOSEN, NoticeKind


@pytest.fixture
def woken(post: Post) -> Post:
    with transaction(post.database) as session:
        reminding.plan(session)
        morning_sheet.plan(session)
    return post


def morning(post: Post, days: int = 1) -> None:
    clock.move(timedelta(days=days))
    post.drain()


def weighing(post: Post, **about: object) -> int:
    """A lead lies before the officer."""
    return going.assigned(post, going.registered(post, **about))


def test_each_line_says_step_light_and_time_and_leads_to_its_item(woken: Post) -> None:
    weighing(woken)
    morning(woken)
    [(item, _element)] = woken.as_(woken.cast.officer).items()
    subject, text = woken.letters(woken.cast.officer)[-1]
    assert subject == "晨间待办单：1件事等您办理，约需20分钟"
    lines = text.splitlines()
    assert lines[0] == "1件事等您办理，约需20分钟。"
    assert lines[2:4] == ["1. 清水河为何一到雨天就变脸｜线索研判｜剩1个工作日｜约20分钟", f"{BASE}/work/{item}"]


def test_who_reads_english_gets_it_in_english(woken: Post) -> None:
    woken.speaks(woken.cast.officer, "en")
    weighing(woken)
    morning(woken)
    subject, text = woken.letters(woken.cast.officer)[-1]
    assert subject == "Morning sheet: 1 item needs you, about 20 min"
    assert "| 1 working day left | about 20 min" in text


def test_a_reminder_goes_with_the_sheet_and_alone_only_to_who_wants_no_sheet(woken: Post) -> None:
    cast, rest = woken.cast, [kind for kind in CHOSEN if kind is not NoticeKind.MORNING_SHEET]
    woken.chooses(cast.officer2, MAIL=rest)
    weighing(woken)
    morning(woken)  # one day left: everybody of the committee is reminded
    assert len(woken.told(cast.officer, NoticeKind.REMINDER)) == 1
    assert [subject.partition("：")[0] for subject, _text in woken.letters(cast.officer)] == ["新待办", "晨间待办单"]
    assert [subject.partition("：")[0] for subject, _text in woken.letters(cast.officer2)] == ["新待办", "到期提醒"]


def test_what_is_done_or_read_by_then_is_not_sent(woken: Post) -> None:
    case = weighing(woken)
    officer = woken.as_(woken.cast.officer)
    clock.move(timedelta(days=1))
    officer.does("weigh_lead", case, decision="ACCEPT", **going.taken_up(woken, [woken.cast.unit_a]))
    woken.drain()
    assert "晨间待办单" not in str(woken.letters(woken.cast.officer))


def test_an_undercover_case_is_not_named_and_no_complainants_person_stands_in_a_sheet(woken: Post) -> None:
    woken.everybody_wants_everything()
    secret = weighing(woken)
    with transaction(woken.database) as session:
        session.get_one(Case, secret).is_undercover = True
    weighing(
        woken,
        **{
            **going.OTHER_PLACE,
            "title": f"{NAME}反映消防通道被占 {PHONE}",
            "problem": PERSON,
            "complainant": {"name": NAME, "phone": PHONE},
        },
    )
    morning(woken)
    sheets = [text for subject, text in woken.letters(woken.cast.officer) if subject.startswith("晨间待办单")]
    assert len(sheets) == 1 and "一件案件｜线索研判" in sheets[0] and "清水河" not in sheets[0]
    everything = sheets[0] + str(woken.sent("sms")) + str(woken.sent("dingtalk"))
    assert not [word for word in (NAME, PHONE, IDENTITY) if word in everything]


def test_a_unit_gets_its_own_steps(woken: Post) -> None:
    case = going.dispatched(woken, [woken.cast.unit_a])
    item = answering.item(woken, case, woken.cast.unit_a, "sign_receipt")
    morning(woken)
    assert f"{BASE}/work/{item}" in woken.letters(woken.cast.liaison_a)[-1][1]
