"""What comes by mail: why, about what, until when, and where to; at good hours, once, and only to who wants it."""

from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from engine import clock, commands, queries
from engine.actors import Actor
from engine.calendar import load as load_calendar
from engine.db import transaction
from engine.models import Instance
from tests.acceptance import answering, going
from tests.scenario import MORNING
from tests.workflows.delivering.post import BASE, PLEASE, Post
from workflows import in_name
from workflows.bootstrap import DOMAIN
from workflows.cases.models import Case, Priority
from workflows.delivering.quiet import leaves_at
from workflows.notices.kinds import NoticeKind
from workflows.notices.news import open_ways
from workflows.people.models import Account
from workflows.people.models import Post as Held
from workflows.people.standing_in import Wish

EVENING = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)  # Monday, 22:00 in the city


def test_a_new_task_comes_with_its_reason_its_date_and_the_way_to_it(post: Post) -> None:
    case, item = post.asked_to_sign()
    [(subject, text)] = post.letters(post.cast.liaison_a)
    assert subject == "新待办：清水河为何一到雨天就变脸"
    assert text.splitlines() == [
        "有新的事项待您办理。",
        "",
        "事项：清水河为何一到雨天就变脸",
        f"编号：{post.case(case).case_no}",
        "环节：签收",
        "办理期限：2026年3月5日",
        "",
        f"打开（需登录）：{BASE}/work/{item}",
        "",
        f"这是系统自动发出的通知，请勿回复。您在“通知设置”中选择了接收这类通知，可随时更改：{BASE}/me",
    ]
    [letter] = post.server.to(post.address(post.cast.liaison_a))
    assert letter["From"] == "看见 <kanjian@city.example>"
    assert letter["Auto-Submitted"] == "auto-generated"


def test_who_reads_english_gets_it_in_english(post: Post) -> None:
    post.speaks(post.cast.liaison_a, "en")
    case, item = post.asked_to_sign()
    [(subject, text)] = post.letters(post.cast.liaison_a)
    assert subject == "New task: 清水河为何一到雨天就变脸"
    assert text.splitlines()[:8] == [
        "There is a new item for you to deal with.",
        "",
        "Item: 清水河为何一到雨天就变脸",
        f"Number: {post.case(case).case_no}",
        "Step: Sign for receipt",
        "Due: 5 Mar 2026",
        "",
        f"Open (after signing in): {BASE}/work/{item}",
    ]


def test_nobody_is_told_of_what_he_does_himself(post: Post) -> None:
    going.assigned(post, going.registered(post))
    subjects = [subject for subject, _ in post.letters(post.cast.officer2)]
    assert subjects == ["新待办：清水河为何一到雨天就变脸"]
    assert post.letters(post.cast.kanjian_editor) == []
    case = going.assigned(post, going.registered(post, **going.OTHER_PLACE))
    before = len(post.letters(post.cast.officer))
    post.as_(post.cast.officer).does(
        "weigh_lead", case=case, decision="ACCEPT", **going.taken_up(post, [post.cast.unit_a])
    )
    assert len(post.letters(post.cast.officer)) == before


def test_an_urge_says_that_one_is_urged_and_not_what_was_written(post: Post) -> None:
    _, item = post.asked_to_sign()
    post.urges(item)
    subject, text = post.letters(post.cast.liaison_a)[-1]
    assert subject.startswith("催办：") and text.startswith("您手上的事项被催办，请尽快办理。")
    [notice] = post.told(post.cast.liaison_a, NoticeKind.URGED)
    assert f"{BASE}/notices/{notice.id}\n" in text
    assert PLEASE not in text, "words of a person stay in the product"


def test_what_a_colleague_hands_over_comes_once(post: Post) -> None:
    cast = post.cast
    case = going.assigned(post, going.registered(post))
    item = next(found for found, element in post.as_(cast.officer).items() if element == "weigh_lead")
    before = len(post.letters(cast.officer2))
    with transaction(post.database) as session:
        officer = post.as_(cast.officer).actor(session)
        commands.transfer(session, DOMAIN, item, cast.officer2.id, "当日公出", actor=officer)
    post.drain()
    [(subject, _)] = post.letters(cast.officer2)[before:]
    assert subject == f"转办：{post.case(case).title}"


def test_a_step_that_came_back_says_so(post: Post) -> None:
    cast = post.cast
    case, _ = post.asked_to_sign()
    answering.signs(post, case, cast.unit_a)
    answering.plans(post, case, cast.unit_a)
    comments = [{"rec_no": 1, "comment": "措施不具体，请补充时间和责任人。"}]
    post.as_(cast.officer).does("review_plan", case, verdict="RETURN", item_comments=comments)
    post.as_(cast.director).fills("review_plan", case, cast.unit_a, decision="RETURN", opinion="请写得更具体一些")
    assert post.letters(cast.officer)[-1][0].startswith("退回：")
    post.as_(cast.officer).fills("review_plan", case, cast.unit_a)
    post.as_(cast.director).fills("review_plan", case, cast.unit_a, decision="APPROVE")
    subject, text = post.letters(cast.liaison_a)[-1]
    assert subject.startswith("退回：") and "环节：整改方案" in text


def test_a_decision_on_ones_own_paper_says_how_it_ended(post: Post) -> None:
    case = going.initiated(post, going.accepted(post, [post.cast.unit_a]))
    subject, text = next(one for one in post.letters(post.cast.officer) if one[0].startswith("审批结果："))
    assert text.startswith("您起草的《") and "》已审批通过。" in text.splitlines()[0]
    assert post.case(case).title in subject


def test_without_an_address_nothing_comes_by_mail(post: Post) -> None:
    post.chooses(post.cast.liaison_a, mail="")
    post.asked_to_sign()
    assert post.letters(post.cast.liaison_a) == []


def test_only_what_was_chosen_comes_and_only_in_the_way_that_was_chosen(post: Post) -> None:
    liaison = post.cast.liaison_a
    post.chooses(liaison, MAIL=[NoticeKind.URGED], SMS=[NoticeKind.TODO], DINGTALK=[])
    _, item = post.asked_to_sign()
    post.urges(item)
    assert [subject.partition("：")[0] for subject, _ in post.letters(liaison)] == ["催办"]
    assert ["新待办" in one["text"] for one in post.sent("sms") if one["to"] == liaison.phone] == [True]
    assert [one for one in post.sent("dingtalk") if one["mobile"] == liaison.phone] == []


def test_whose_account_is_closed_gets_nothing(post: Post) -> None:
    with transaction(post.database) as session:
        account = session.query(Account).filter(Account.person_id == post.cast.liaison_a.id).one()
        account.disabled_at = clock.now()
    post.asked_to_sign()
    assert post.letters(post.cast.liaison_a) == []


def test_at_night_a_notice_waits_for_the_morning_and_is_not_sent_where_it_is_of_no_use_any_more(post: Post) -> None:
    cast = post.cast
    post.chooses(cast.liaison_a, MAIL=[NoticeKind.URGED])
    post.chooses(cast.liaison_b, MAIL=[NoticeKind.URGED])
    case = going.dispatched(post, [cast.unit_a, cast.unit_b])
    post.until(EVENING)
    for unit in (cast.unit_a, cast.unit_b):
        post.urges(answering.item(post, case, unit, "sign_receipt"))
    assert post.letters(cast.liaison_a) == post.letters(cast.liaison_b) == []
    answering.signs(post, case, cast.unit_b)
    post.until(datetime(2026, 3, 3, 0, 0, tzinfo=UTC))  # 8:00
    assert len(post.letters(cast.liaison_a)) == 1
    assert post.letters(cast.liaison_b) == [], "it was signed in the night"


def item_of(session: Session, actor: Actor, case: int) -> int:
    """The item of a case on somebody's list."""
    listed = queries.worklist(session, actor.groups, limit=500)
    return next(one.id for one, _ in listed if session.get_one(Instance, one.instance_id).matter_id == case)


def test_what_came_in_the_night_comes_as_one_message_in_the_morning(post: Post) -> None:
    cast = post.cast
    post.everybody_wants_everything()
    post.until(EVENING)
    first = going.assigned(post, going.registered(post))
    second = going.assigned(post, going.registered(post, **going.OTHER_PLACE))
    third = going.assigned(post, going.registered(post, title="校门口的斑马线不见了", location="东山街道实验小学门口"))
    assert post.letters(cast.officer) == []
    with transaction(post.database) as session:
        colleague = post.as_(cast.officer2).actor(session)
        commands.claim(session, DOMAIN, item_of(session, colleague, third), actor=colleague)
    post.until(datetime(2026, 3, 3, 0, 0, tzinfo=UTC))
    [(subject, text)] = post.letters(cast.officer)
    assert subject == "您有2条通知", "what a colleague has taken is no longer news"
    assert text.splitlines()[:6] == [
        "您有2条通知（打开需登录）：",
        "",
        "1. 新待办：清水河为何一到雨天就变脸",
        f"编号：{post.case(first).case_no}",
        "环节：线索研判",
        "办理期限：2026年3月4日",
    ]
    assert f"2. 新待办：{post.case(second).title}" in text and post.case(third).title not in text
    [sms] = [one["text"] for one in post.sent("sms") if one["to"] == cast.officer.phone]
    assert sms == f"【甲乙市政协】您有2条通知，请登录查看 {BASE}/notices"
    assert post.letters(cast.officer2)[-1][0] == "您有3条通知"


def test_what_is_urgent_comes_at_once_even_at_night(post: Post) -> None:
    cast = post.cast
    post.until(EVENING)
    case = going.registered(post)
    before = len(post.letters(cast.intake))
    assert before == 0
    with transaction(post.database) as session:
        session.get_one(Case, case).priority = Priority.URGENT
    going.assigned(post, case)
    assert len(post.letters(cast.officer)) == 1
    assert post.letters(cast.intake) == []


@pytest.mark.parametrize(
    ("now", "leaves"),
    [
        ("2026-03-02 09:00", "2026-03-02 09:00"),
        ("2026-03-02 07:59", "2026-03-02 08:00"),
        ("2026-03-02 20:59", "2026-03-02 20:59"),
        ("2026-03-02 21:00", "2026-03-03 08:00"),
        ("2026-03-06 22:00", "2026-03-09 08:00"),  # Friday night
        ("2026-02-14 10:00", "2026-02-14 10:00"),  # a Saturday on which people work
        ("2026-02-14 21:30", "2026-02-24 08:00"),  # the evening before the Spring Festival
        ("2026-10-01 05:00", "2026-10-08 08:00"),
    ],
)
def test_the_hours_at_which_a_notice_leaves(post: Post, now: str, leaves: str) -> None:
    with post.reading() as session:
        days = load_calendar(session)
    at = datetime.fromisoformat(now).replace(tzinfo=clock.CITY)
    assert leaves_at(days, at).astimezone(clock.CITY) == datetime.fromisoformat(leaves).replace(tzinfo=clock.CITY)
    assert leaves_at(days, at, urgent=True) == at


def test_who_lost_the_post_before_the_morning_is_told_nothing(post: Post) -> None:
    cast = post.cast
    post.until(EVENING)
    going.registered(post)
    with transaction(post.database) as session:
        for held in session.query(Held).filter(Held.person_id == cast.intake.id):
            held.valid_until = clock.today()
    post.until(datetime(2026, 3, 3, 1, 0, tzinfo=UTC))
    assert post.letters(cast.intake) == []


def test_where_no_way_is_open_no_job_is_written(post: Post) -> None:
    open_ways(post.database, None)
    post.asked_to_sign()
    assert post.server.letters == [] and post.waits("tell_outside", "send_mail") == []
    assert clock.now() >= MORNING


def test_who_is_to_stand_in_for_somebody_is_told_outside_too(post: Post) -> None:
    cast, day = post.cast, clock.today()
    with transaction(post.database) as session:
        held = session.query(Held).filter_by(person_id=cast.sg.id).one()
        wish = Wish([held.id], cast.clerk.id, day, day, "会议决定")
        in_name.lend(session, cast.sg.id, wish, post.as_(cast.sg).actor(session), is_away=False)
    post.drain()
    [(subject, text)] = post.letters(cast.clerk)
    assert subject == "委托"
    assert text.startswith("何秉文委托您2026年3月2日至2026年3月2日代行“市政协秘书长”（会议决定）。")
    assert f"打开（需登录）：{BASE}/notices/" in text and "事项" not in text
