from datetime import date

import pytest
from sqlalchemy import select

from engine.errors import NotPermitted
from workflows.people import delegations
from workflows.people.candidates import holders
from workflows.people.models import Post
from workflows.people.posts import end_post, grant, take_over
from workflows.people.roles import Role, ScopeKind
from workflows.people.standing_in import Wish

TODAY, TOMORROW = date(2026, 11, 24), date(2026, 11, 25)


def post_of(session, person, role=None):
    found = select(Post).where(Post.person_id == person.id)
    return session.scalars(found.where(Post.role == role) if role else found).first()


def admin(session, cast):
    return cast.act(session, cast.sec_admin)


def test_a_post_given_opens_its_group_from_its_first_day(session, cast):
    grant(
        session,
        cast.outsider.id,
        Role.CASE_OFFICER,
        (ScopeKind.COMMITTEE, cast.law.id),
        "社法委干部",
        admin(session, cast),
        TOMORROW,
    )
    assert cast.act(session, cast.outsider).standings == {}
    assert "case_officer@any" in cast.act(session, cast.outsider, TOMORROW).standings


@pytest.mark.parametrize(
    ("who", "role"),
    [("sys_admin", Role.SEC_ADMIN), ("audit_admin", Role.CASE_OFFICER), ("officer", Role.SYS_ADMIN)],
)
def test_administrators_hold_no_second_post(session, cast, who, role):
    with pytest.raises(NotPermitted):
        grant(session, getattr(cast, who).id, role, (ScopeKind.CPPCC, cast.cppcc.id), "兼任", admin(session, cast))


def test_a_former_administrator_may_take_another_post(session, cast):
    end_post(session, post_of(session, cast.sys_admin), date(2026, 11, 23), admin(session, cast))
    assert grant(
        session, cast.sys_admin.id, Role.ARCHIVIST, (ScopeKind.CPPCC, cast.cppcc.id), "档案员", admin(session, cast)
    )


def test_a_successor_stands_behind_the_same_group(session, cast):
    post = post_of(session, cast.director)
    take_over(session, post, cast.officer2.id, TOMORROW, admin(session, cast))
    assert [person.name for person in holders(session, post.group, TODAY)] == ["周敬文"]
    assert [person.name for person in holders(session, post.group, TOMORROW)] == ["沈一诺"]


def test_what_is_lent_of_a_post_ends_with_it(session, cast):
    post = post_of(session, cast.sg)
    days = (TODAY, date(2026, 12, 10))
    [made] = delegations.lend(
        session, cast.sg.id, Wish([post.id], cast.clerk.id, *days, "会议决定"), cast.act(session, cast.sg)
    )
    end_post(session, post, TOMORROW, admin(session, cast))
    assert made.valid_until == TOMORROW
    assert "secretary_general@any" not in cast.act(session, cast.clerk, date(2026, 11, 26)).standings


def test_what_was_to_be_lent_after_the_end_of_a_post_never_begins(session, cast):
    post = post_of(session, cast.sg)
    days = (date(2026, 12, 1), date(2026, 12, 10))
    [made] = delegations.lend(
        session, cast.sg.id, Wish([post.id], cast.clerk.id, *days, "会议决定"), cast.act(session, cast.sg)
    )
    end_post(session, post, TOMORROW, admin(session, cast))
    assert made.revoked_at is not None
