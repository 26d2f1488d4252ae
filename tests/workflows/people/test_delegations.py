"""Lending a post for some days: who may, to whom, and a clear answer to each wish that cannot be."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from engine import clock
from engine.errors import BadAnswer, NotFound, NotPermitted
from engine.models import Job, JournalEntry
from workflows.people import absences, delegations
from workflows.people.models import Account, Post
from workflows.people.posts import end_post, grant
from workflows.people.roles import Role, ScopeKind
from workflows.people.standing_in import Wish

TODAY, TOMORROW, FRIDAY = date(2026, 11, 24), date(2026, 11, 25), date(2026, 11, 27)
ADMIN = "sec_admin"


def post_of(session, person, role=None):
    found = select(Post).where(Post.person_id == person.id)
    return session.scalars(found.where(Post.role == role) if role else found).first()


def lend(session, cast, giver="sg", to="clerk", days=(TODAY, FRIDAY), actor="", **more):
    """`giver` lends his first post; `actor` does it for him."""
    holder, delegate = getattr(cast, giver), getattr(cast, to)
    post = more.get("post") or post_of(session, holder)
    wish = Wish([post.id], delegate.id, *days, "2026年第9次主席会议决定")
    return delegations.lend(session, holder.id, wish, cast.act(session, getattr(cast, actor or giver)))[0]


def refused(session, cast, **wish) -> tuple[str, str]:
    """The field that is wrong, and what is said about it."""
    with pytest.raises(BadAnswer) as caught:
        lend(session, cast, **wish)
    [(field, [said])] = caught.value.errors.items()
    assert said.zh
    assert said.en
    return field, said.zh


def test_a_leader_lends_his_post_and_takes_it_back(session, cast):
    made = lend(session, cast)
    assert "secretary_general@any" in cast.act(session, cast.clerk).standings
    assert "secretary_general@any" not in cast.act(session, cast.clerk, date(2026, 11, 28)).standings
    delegations.take_back(session, made.id, cast.act(session, cast.sg))
    assert "secretary_general@any" not in cast.act(session, cast.clerk).standings


def test_whoever_holds_several_posts_says_which(session, cast):
    posts = session.scalars(select(Post).where(Post.person_id == cast.vice_chair.id).order_by(Post.id)).all()
    lend(session, cast, "vice_chair", "director", post=posts[1])
    standings = cast.act(session, cast.director).standings
    assert f"vice_chair@committee:{cast.urban.id}" in standings
    assert f"vice_chair@committee:{cast.law.id}" not in standings


def test_the_security_administrator_lends_for_one_who_is_away_and_takes_back(session, cast):
    made = lend(session, cast, actor=ADMIN)
    assert made.made_by == cast.sec_admin.id
    assert "secretary_general@any" in cast.act(session, cast.clerk).standings
    delegations.take_back(session, made.id, cast.act(session, cast.sec_admin))
    assert made.revoked_at == clock.now()


@pytest.mark.parametrize("other", ["clerk", "sys_admin", "audit_admin", "outsider", "chair"])
def test_nobody_else_lends_it_or_takes_it_back(session, cast, other):
    with pytest.raises(NotPermitted):
        lend(session, cast, actor=other)
    made = lend(session, cast)
    with pytest.raises(NotFound):
        delegations.take_back(session, made.id, cast.act(session, getattr(cast, other)))


def test_what_is_over_is_not_taken_back_again(session, cast):
    made = lend(session, cast)
    delegations.take_back(session, made.id, cast.act(session, cast.sg))
    with pytest.raises(NotPermitted):
        delegations.take_back(session, made.id, cast.act(session, cast.sg))


def test_each_act_stands_in_the_journal_without_a_name(session, cast):
    made = lend(session, cast)
    delegations.take_back(session, made.id, cast.act(session, cast.sg))
    told = [one.facts() for one in session.scalars(select(JournalEntry).where(JournalEntry.stream == "accounts"))]
    assert [one["what"] for one in told] == ["delegated", "delegation_revoked"]
    assert told[0]["to"] == cast.clerk.id
    assert "韩会务" not in str(told)


def test_the_end_is_a_job_of_the_first_instant_after_the_last_day(session, cast):
    made = lend(session, cast)
    [job] = session.scalars(select(Job))
    assert (job.kind, job.payload) == ("delegation_ended", {"delegation_id": made.id})
    assert job.run_at == datetime(2026, 11, 27, 16, tzinfo=UTC)  # midnight in the city


def test_not_to_oneself(session, cast):
    assert refused(session, cast, to="sg") == ("to", "不能委托给本人。")


@pytest.mark.parametrize(
    ("days", "field", "said"),
    [
        ((FRIDAY, TODAY), "last", "结束日期不能早于开始日期。"),
        ((date(2026, 11, 1), date(2026, 11, 2)), "last", "这些日期已经过去。"),
        ((date(2026, 11, 23), FRIDAY), "first", "委托最早从今天开始。"),
        ((TODAY, date(9999, 12, 31)), "last", "一次最长登记366天。"),
    ],
)
def test_not_on_days_that_are_reversed_over_or_endless(session, cast, days, field, said):
    assert refused(session, cast, days=days) == (field, said)


def test_not_to_somebody_who_is_away_on_one_of_the_days(session, cast):
    absences.enter(session, cast.clerk.id, FRIDAY, date(2026, 12, 4), cast.act(session, cast.clerk))
    field, said = refused(session, cast)
    assert field == "to"
    assert said.startswith("韩会务2026年11月27日至2026年12月4日请假")
    assert lend(session, cast, days=(TODAY, date(2026, 11, 26)))


def test_not_to_somebody_who_has_lent_everything_of_his_own(session, cast):
    lend(session, cast, "clerk", "intake", days=(TODAY, TOMORROW))
    field, said = refused(session, cast)
    assert (field, said) == ("to", "韩会务在这些天已把自己的职务全部委托他人，请改选受托人。")
    assert lend(session, cast, days=(date(2026, 11, 26), FRIDAY))


def test_what_was_lent_to_me_i_cannot_lend_on(session, cast):
    lend(session, cast)
    post = post_of(session, cast.sg)
    field, said = refused(session, cast, giver="clerk", to="intake", post=post)
    assert field == "posts"
    assert "“市政协秘书长”是何秉文委托给您的职务，不能再转委托" in said


def test_nor_a_post_that_is_none_of_mine(session, cast):
    said = refused(session, cast, giver="clerk", to="intake", post=post_of(session, cast.chair))
    assert said == ("posts", "只能委托本人现任的职务。")


@pytest.mark.parametrize("to", ["sys_admin", "audit_admin", "sec_admin"])
def test_an_administrator_stands_in_for_no_business_post(session, cast, to):
    field, said = refused(session, cast, to=to)
    assert field == "to"
    assert "系统、安全、审计管理员须分设" in said


def test_nor_does_anybody_else_stand_in_for_an_administrator(session, cast):
    assert "管理员须分设" in refused(session, cast, giver="sec_admin", to="clerk")[1]
    assert "管理员须分设" in refused(session, cast, giver="sec_admin", to="sys_admin")[1]
    assert "同一管理岗位" in refused(session, cast, giver="sec_admin", to="outsider")[1]
    place = (ScopeKind.CPPCC, cast.cppcc.id)
    grant(session, cast.outsider.id, Role.SEC_ADMIN, place, "安全管理员", cast.act(session, cast.sec_admin))
    assert lend(session, cast, "sec_admin", "outsider")


def test_nobody_becomes_an_administrator_while_he_stands_in_for_another_post(session, cast):
    end_post(session, post_of(session, cast.clerk), TOMORROW, cast.act(session, cast.sec_admin))
    lend(session, cast, days=(TODAY, TODAY))
    place, admin = (ScopeKind.CPPCC, cast.cppcc.id), cast.act(session, cast.sec_admin)
    with pytest.raises(NotPermitted):
        grant(session, cast.clerk.id, Role.SYS_ADMIN, place, "系统管理员", admin)
    assert grant(session, cast.clerk.id, Role.SYS_ADMIN, place, "系统管理员", admin, date(2026, 11, 26))


def test_a_leaders_secretary_never_signs_for_a_leader(session, cast):
    assert "只登记领导的签批" in refused(session, cast, giver="chair", to="secretary")[1]
    assert lend(session, cast, "editor", "secretary")


@pytest.mark.parametrize(
    ("giver", "to", "place"),
    [
        ("director", "liaison_a", "本级政协机关"),
        ("director", "member1", "本级政协机关"),
        ("director", "county_officer", "本级政协机关"),
        ("director", "outsider", "本级政协机关"),
        ("liaison_a", "officer", "该单位"),
        ("liaison_a", "liaison_b", "该单位"),
    ],
)
def test_what_is_lent_stays_in_the_house(session, cast, giver, to, place):
    assert f"不是{place}的工作人员" in refused(session, cast, giver=giver, to=to)[1]


def test_a_liaison_lends_to_a_colleague_of_his_unit(session, cast):
    lend(session, cast, "liaison_a", "head_a")
    assert f"unit_liaison@unit:{cast.unit_a.id}" in cast.act(session, cast.head_a).standings


def test_a_members_duties_are_his_own(session, cast):
    said = refused(session, cast, giver="member1", to="clerk")
    assert said == ("posts", "“市政协委员”由本人履行，不能委托。")


def test_a_post_is_lent_to_one_at_a_time(session, cast):
    lend(session, cast)
    field, said = refused(session, cast, to="intake", days=(FRIDAY, date(2026, 12, 1)))
    assert field == "posts"
    assert "“市政协秘书长”2026年11月24日至2026年11月27日已委托给韩会务" in said
    assert lend(session, cast, to="intake", days=(date(2026, 11, 28), date(2026, 12, 1)))


def test_what_was_taken_back_can_be_lent_anew(session, cast):
    delegations.take_back(session, lend(session, cast).id, cast.act(session, cast.sg))
    assert lend(session, cast, to="intake")


def test_a_post_is_not_lent_beyond_its_end_nor_before_its_beginning(session, cast):
    post = post_of(session, cast.sg)
    post.valid_until = TOMORROW
    session.flush()
    assert refused(session, cast) == ("posts", "“市政协秘书长”任职至2026年11月25日，委托不能超过这一天。")
    post.valid_from, post.valid_until = TOMORROW, None
    session.flush()
    assert refused(session, cast) == ("posts", "“市政协秘书长”2026年11月25日起才任职。")


def test_not_to_somebody_who_cannot_sign_in(session, cast):
    account = session.scalars(select(Account).where(Account.person_id == cast.clerk.id)).one()
    account.disabled_at = clock.now()
    session.flush()
    assert refused(session, cast) == ("to", "韩会务没有可以登录的账号，无法代办。")


def test_everything_that_is_wrong_is_said_at_once(session, cast):
    wish = Wish([post_of(session, cast.chair).id, 9999], cast.sg.id, TODAY, FRIDAY, "会议决定")
    with pytest.raises(BadAnswer) as caught:
        delegations.lend(session, cast.sg.id, wish, cast.act(session, cast.sg))
    assert {field: len(said) for field, said in caught.value.errors.items()} == {"posts": 2, "to": 1}


def test_absence_is_entered_once_and_taken_out_by_oneself_alone(session, cast):
    clerk = cast.act(session, cast.clerk)
    made = absences.enter(session, cast.clerk.id, TODAY, FRIDAY, clerk)
    with pytest.raises(BadAnswer) as caught:
        absences.enter(session, cast.clerk.id, FRIDAY, date(2026, 12, 1), clerk)
    assert "已登记请假" in caught.value.errors["first"][0].zh
    with pytest.raises(NotFound):
        absences.remove(session, made.id, cast.act(session, cast.intake))
    absences.remove(session, made.id, clerk)
    assert absences.coming(session, cast.clerk.id) == []


def test_lending_can_note_the_absence_with_it(session, cast):
    wish = Wish([post_of(session, cast.sg).id], cast.clerk.id, TODAY, FRIDAY, "会议决定")
    delegations.enter_with_absence(session, cast.sg.id, wish, cast.act(session, cast.sg))
    [away] = absences.coming(session, cast.sg.id)
    assert (away.valid_from, away.valid_until) == (TODAY, FRIDAY)


@pytest.mark.parametrize(
    ("reader", "away", "sees"),
    [
        ("officer", "officer2", True),
        ("officer", "liaison_a", True),
        ("head_a", "liaison_a", True),
        ("sec_admin", "officer", True),
        ("sys_admin", "officer", False),
        ("liaison_b", "liaison_a", False),
        ("liaison_a", "officer", False),
        ("county_officer", "officer", False),
        ("outsider", "officer", False),
        ("member1", "officer", False),
    ],
)
def test_only_those_who_work_with_somebody_learn_that_he_is_away(session, cast, reader, away, sees):
    person = getattr(cast, away)
    absences.enter(session, person.id, TODAY, FRIDAY, cast.act(session, person))
    told = absences.shown(session, cast.act(session, getattr(cast, reader)), [person.id])
    assert [words.zh for words in told.values()] == (["请假至2026年11月27日"] if sees else [])


def test_a_coming_absence_is_told_a_week_ahead(session, cast):
    officer2, officer = cast.act(session, cast.officer2), cast.act(session, cast.officer)
    absences.enter(session, cast.officer2.id, date(2026, 12, 2), date(2026, 12, 4), officer2)
    assert absences.shown(session, officer, [cast.officer2.id]) == {}
    with clock.at(clock.now() + timedelta(days=1)):
        told = absences.shown(session, officer, [cast.officer2.id])[cast.officer2.id]
    assert told.en == "away from 2 Dec 2026 to 4 Dec 2026"


def lend_and_be_away(session, cast):
    """The vice-chair lends posts of his and is away on these days."""
    found = select(Post).where(Post.person_id == cast.vice_chair.id).order_by(Post.id)
    wish = Wish([post.id for post in session.scalars(found)][:2], cast.director.id, TODAY, FRIDAY, "会议决定")
    return delegations.enter_with_absence(session, cast.vice_chair.id, wish, cast.act(session, cast.vice_chair))


def test_the_absence_ends_with_the_last_of_the_posts_that_were_lent_for_it(session, cast):
    first, second = lend_and_be_away(session, cast)
    delegations.take_back(session, first.id, cast.act(session, cast.vice_chair))
    assert len(absences.coming(session, cast.vice_chair.id)) == 1
    delegations.take_back(session, second.id, cast.act(session, cast.vice_chair))
    assert absences.coming(session, cast.vice_chair.id) == []


def test_an_absence_that_has_begun_ends_with_yesterday(session, cast):
    made = lend_and_be_away(session, cast)
    clock.move(timedelta(days=2))
    for one in made:
        delegations.take_back(session, one.id, cast.act(session, cast.vice_chair))
    [was] = absences.during(session, [cast.vice_chair.id], TODAY, FRIDAY)
    assert (was.valid_from, was.valid_until) == (TODAY, TOMORROW)


def test_an_absence_that_was_entered_by_itself_stays(session, cast):
    actor = cast.act(session, cast.sg)
    absences.enter(session, cast.sg.id, TODAY, FRIDAY, actor)
    wish = Wish([post_of(session, cast.sg).id], cast.clerk.id, TODAY, FRIDAY, "会议决定")
    [made] = delegations.enter_with_absence(session, cast.sg.id, wish, actor)
    delegations.take_back(session, made.id, actor)
    assert len(absences.coming(session, cast.sg.id)) == 1
