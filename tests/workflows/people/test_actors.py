from datetime import date

import pytest
from sqlalchemy import event

from engine import clock
from engine.errors import NotFound
from workflows.people.actors import actor_of
from workflows.people.models import Delegation, Post
from workflows.people.roles import Role, ScopeKind

TODAY = date(2026, 11, 24)


def test_a_director_stands_for_his_committee_for_his_role_and_for_it_in_his_cppcc(session, cast):
    actor = cast.act(session, cast.director)
    assert actor.name == "周敬文"
    places = (f"committee:{cast.urban.id}", "any", f"body:{cast.cppcc.id}")
    assert set(actor.standings) == {f"committee_director@{place}" for place in places}
    assert actor.standings["committee_director@any"].title == "城建委主任"


def test_a_secretary_belongs_to_his_leaders_cppcc_and_a_liaison_to_none(session, cast):
    assert f"leader_secretary@body:{cast.cppcc.id}" in cast.act(session, cast.secretary).standings
    assert f"case_officer@body:{cast.county.id}" in cast.act(session, cast.county_officer).standings
    assert not [group for group in cast.act(session, cast.liaison_a).standings if "@body" in group]


def test_the_outsider_stands_for_nothing(session, cast):
    assert cast.act(session, cast.outsider).standings == {}


def test_nobody_unknown_becomes_an_actor(session, cast):
    with pytest.raises(NotFound):
        actor_of(session, 9999)


def test_a_post_opens_its_group_only_while_it_is_valid(session, cast):
    post = session.query(Post).filter_by(person_id=cast.director.id).one()
    post.valid_from, post.valid_until = date(2026, 11, 1), date(2026, 11, 24)
    assert cast.act(session, cast.director, TODAY).standings
    assert not cast.act(session, cast.director, date(2026, 10, 31)).standings
    assert not cast.act(session, cast.director, date(2026, 11, 25)).standings


def lend(session, giver, to, first=TODAY, last=TODAY, role=None) -> Delegation:
    post = session.query(Post).filter_by(person_id=giver.id, scope_kind=ScopeKind.CPPCC).first()
    made = Delegation(post_id=post.id, to_person_id=to.id, basis="授权书", valid_from=first, valid_until=last)
    session.add(made)
    session.flush()
    return made


def test_a_delegate_acts_for_the_one_who_is_away_and_only_those_days(session, cast):
    lend(session, cast.sg, cast.clerk)
    group = f"secretary_general@cppcc:{cast.cppcc.id}"
    standing = cast.act(session, cast.clerk).standings[group]
    assert (standing.title, standing.on_behalf_of) == ("市政协秘书长", cast.sg.id)
    assert group not in cast.act(session, cast.clerk, date(2026, 11, 25)).standings


def test_a_delegate_cannot_pass_on_what_was_lent_to_him(session, cast):
    lend(session, cast.sg, cast.clerk)
    lend(session, cast.clerk, cast.intake)
    groups = cast.act(session, cast.intake).standings
    assert "office_clerk@any" in groups
    assert "secretary_general@any" not in groups


def test_a_revoked_delegation_opens_nothing(session, cast):
    lend(session, cast.sg, cast.clerk).revoked_at = clock.now()
    session.flush()
    assert "secretary_general@any" not in cast.act(session, cast.clerk).standings


def test_a_delegation_ends_with_the_post_that_was_lent(session, cast):
    lend(session, cast.sg, cast.clerk)
    session.query(Post).filter_by(person_id=cast.sg.id).one().valid_until = date(2026, 11, 23)
    session.flush()
    assert "secretary_general@any" not in cast.act(session, cast.clerk).standings


def test_ones_own_post_goes_before_a_delegated_one(session, cast):
    lend(session, cast.tied_vice_chair, cast.vice_chair)
    assert cast.act(session, cast.vice_chair).standings["vice_chair@any"].on_behalf_of is None


def test_a_vice_chair_who_presides_stands_for_the_chairperson_in_his_own_name(session, cast):
    post = session.query(Post).filter_by(person_id=cast.vice_chair.id, scope_kind=ScopeKind.CPPCC).one()
    post.is_presiding = True
    standing = cast.act(session, cast.vice_chair).standings[f"chairperson@cppcc:{cast.cppcc.id}"]
    assert (standing.title, standing.on_behalf_of) == ("市政协副主席（主持工作）", None)


def test_presiding_is_not_passed_on_with_the_post(session, cast):
    lend(session, cast.vice_chair, cast.sg)
    session.query(Post).filter_by(person_id=cast.vice_chair.id, scope_kind=ScopeKind.CPPCC).one().is_presiding = True
    assert f"chairperson@cppcc:{cast.cppcc.id}" not in cast.act(session, cast.sg).standings


def test_an_actor_costs_one_statement(session, cast):
    session.flush()
    seen: list[str] = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *args: seen.append(args[2]))
    cast.act(session, cast.vice_chair)
    assert len(seen) == 1


def test_every_role_of_the_office_has_somebody_or_is_named_per_case(session, cast):
    held = {post.role for post in session.query(Post)}
    assert set(Role) - held == {Role.TEAM_LEADER, Role.CITIZEN_REP}
