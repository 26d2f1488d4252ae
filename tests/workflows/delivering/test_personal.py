"""S16: whatever people write, a complainant's name, telephone and identity number stand in no notice, mail or SMS."""

import json

from sqlalchemy import select

from engine import commands
from engine.db import transaction
from engine.models import Incident, Job, Reading
from tests.acceptance import answering, going
from tests.acceptance.test_extensions import after, asks, plan_due
from tests.workflows.delivering.post import Post
from workflows.bootstrap import DOMAIN
from workflows.notices import telling
from workflows.notices.kinds import NoticeKind
from workflows.notices.models import Notice
from workflows.reading import notices

NAME, PHONE, IDENTITY = "郭晓敏", "13912345678", "330102197001011234"
PERSON = f"反映人{NAME}（{PHONE}，身份证{IDENTITY}）"


def walked(post: Post) -> None:
    """A case in which people write the complainant's person wherever they can: from the lead to an urge, a hand-over,
    a suspension asked for, a decision and a date that moves."""
    cast, unit = post.cast, post.cast.unit_a
    about = {
        "title": f"{NAME}反映清水河变脸 {PHONE}",
        "problem": f"{PERSON}称，沿岸雨水口一到雨天便有黑臭污水涌出，居民反映异味持续两年。",
        "complainant": {"name": NAME, "phone": PHONE},
    }
    case = going.dispatched(post, [unit], **about)
    post.urges(answering.item(post, case, unit, "sign_receipt"), note=f"{PERSON}又来电，请尽快签收。")
    answering.signs(post, case, unit)
    due = plan_due(post, case, unit)
    asks(
        post, case, unit, "unit_plan", after(post, due, 5), reason=f"{PERSON}家门口尚未腾退，雨季施工受阻，请准予延期。"
    )
    _hands_over(post, f"{PERSON}指名请您接办")
    post.as_(cast.director).fills("decide_extension", case, unit, decision="APPROVE")
    _circulates(post, case, f"请知悉：{PERSON}已撤回部分诉求。")
    post.drain()


def _hands_over(post: Post, reason: str) -> None:
    case = going.assigned(post, going.registered(post, complainant={"name": NAME, "phone": PHONE}, **going.OTHER_PLACE))
    officer = post.as_(post.cast.officer)
    with transaction(post.database) as session:
        actor = officer.actor(session)
        item = officer._find(session, actor, "weigh_lead", case)
        commands.transfer(session, DOMAIN, item, post.cast.officer2.id, reason, actor=actor)


def _circulates(post: Post, case: int, note: str) -> None:
    with transaction(post.database) as session:
        actor = post.as_(post.cast.director).actor(session)
        telling.circulate(session, post.instance(session, case), [post.cast.sg.id], note, actor)


def test_no_notice_mail_or_sms_holds_a_complainants_person(post: Post) -> None:
    post.everybody_wants_everything()
    walked(post)
    said = [f"{letter}" for _, letter in post.server.letters]
    said += [f"{letter['Subject']} {letter.get_content()}" for _, letter in post.server.letters]
    said += [json.dumps(line, ensure_ascii=False) for way in ("sms", "dingtalk") for line in post.sent(way)]
    with post.reading() as session:
        said += [f"{one.why} {one.note}" for one in session.scalars(select(Notice))]
        said += [one.note for one in session.scalars(select(Reading))]
        said += [f"{one.payload} {one.last_error}" for one in session.scalars(select(Job))]
        said += [str(one.message) for one in session.scalars(select(Incident))]
        for person in post.cast.everybody():
            actor = post.as_(person).actor(session)
            said += [repr(line) for line in notices.lines(session, DOMAIN, actor, limit=200)]
    kinds = {kind for kind in NoticeKind if any(kind.label.zh in one for one in said)}
    assert kinds >= {
        NoticeKind.TODO,
        NoticeKind.URGED,
        NoticeKind.HANDED_OVER,
        NoticeKind.DECIDED,
        NoticeKind.CIRCULATED,
    }
    assert len(post.sent("sms")) > 20 and len(post.sent("dingtalk")) > 20 and len(post.server.letters) > 20
    assert any("又来电，请尽快签收" in one for one in said), "in the product the rest of the words stands"
    for secret in (NAME, PHONE, IDENTITY):
        assert [one for one in said if secret in one] == []


def test_of_an_undercover_case_not_even_the_title_leaves_the_house(post: Post) -> None:
    cast, title = post.cast, "清水河为何一到雨天就变脸"
    post.everybody_wants_everything()
    case = going.initiated(post, going.accepted(post, [cast.unit_a]))
    secret = {"undercover": True, "methods": ["UNDERCOVER_VISIT"], "objective": "夜间暗访雨水口，先不惊动对方。"}
    before = len(post.server.letters), len(post.sent("sms"))
    going.planned(post, case, **secret)
    assert post.case(case).is_undercover
    planned = len(post.server.letters)
    going.joined(post, case)
    after_it = [letter for _, letter in post.server.letters[planned:]]
    assert after_it and all(title not in f"{one['Subject']} {one.get_content()}" for one in after_it)
    assert any(str(one["Subject"]) == "新待办：一件案件" for one in after_it)
    assert before[0] < len(post.server.letters)
    unit = {post.address(one) for one in (cast.liaison_a, cast.head_a, cast.outsider)}
    assert not unit & {to for to, _ in post.server.letters}
