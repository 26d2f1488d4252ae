from datetime import date

import pytest
from sqlalchemy import select

from engine.text import Text
from workflows.people.candidates import describe_group, describe_groups, groups, holders
from workflows.people.models import Delegation, Post
from workflows.people.roles import Role, ScopeKind

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("role", "scope", "expected"),
    [
        ("committee_director", "committee", ["committee_director@committee:3"]),
        ("vice_chair", "committee", ["vice_chair@committee:3"]),
        ("unit_liaison", "unit", ["unit_liaison@unit:12"]),
        ("secretary_general", "office", ["secretary_general@cppcc:1"]),
        ("inspection_office", "city", ["inspection_office@cppcc:1"]),
        ("case_officer", "any", ["case_officer@any"]),
        ("team_leader", "team", ["person:7", "person:8"]),
        ("member", "invited", ["person:7", "person:8"]),
        ("acted_for", "own", ["person:7", "person:8"]),
    ],
)
def test_every_scope_of_the_forms_gives_groups(role, scope, expected):
    assert groups(role, scope, cppcc_id=1, committee_id=3, unit_id=12, person_ids=[7, 8]) == expected


def test_a_case_without_a_committee_has_no_director_yet():
    with pytest.raises(ValueError, match="no such id"):
        groups("committee_director", "committee", cppcc_id=1)


def test_the_items_of_a_route_name_their_own_roles():
    with pytest.raises(ValueError, match="route"):
        groups("route", "route", cppcc_id=1)


def names(session, group, **options):
    return [person.name for person in holders(session, group, **options)]


def test_the_vice_chair_in_charge_stands_behind_his_committee(session, cast):
    assert names(session, f"vice_chair@committee:{cast.urban.id}") == ["林书华"]
    assert names(session, f"vice_chair@committee:{cast.economy.id}") == ["吴兼任"]


def test_the_whole_role_and_the_single_person_are_groups_too(session, cast):
    assert names(session, "case_officer@any") == ["陈晓岚", "沈一诺", "冯经办", "皮县办"]
    assert names(session, f"person:{cast.member1.id}") == ["柏委员"]
    assert names(session, "person:9999") == []


def test_everybody_listed_may_really_act_for_the_group(session, cast):
    session.scalars(
        select(Post).where(Post.person_id == cast.vice_chair.id, Post.scope_kind == ScopeKind.CPPCC)
    ).one().is_presiding = True
    session.add(Delegation(post_id=1, to_person_id=cast.sg.id, basis="授权", valid_from=TODAY, valid_until=TODAY))
    session.flush()
    for post in session.scalars(select(Post)).all():
        for group in (post.group, f"{post.role}@any"):
            assert holders(session, group)
            for person in holders(session, group):
                assert group in cast.act(session, person).standings


def test_a_delegate_follows_the_holders_and_can_be_left_out(session, cast):
    post = session.scalars(select(Post).where(Post.person_id == cast.sg.id)).one()
    session.add(
        Delegation(post_id=post.id, to_person_id=cast.clerk.id, basis="授权", valid_from=TODAY, valid_until=TODAY)
    )
    session.flush()
    assert names(session, post.group) == ["何秉文", "韩会务"]
    assert names(session, post.group, with_delegates=False) == ["何秉文"]
    assert names(session, post.group, on=date(2026, 11, 25)) == ["何秉文"]


def test_a_group_reads_as_post_and_name(session, cast):
    assert describe_group(session, f"committee_director@committee:{cast.urban.id}") == Text(
        "城建委主任 周敬文", "Committee director (城建委): 周敬文"
    )
    assert describe_group(session, f"person:{cast.member2.id}").zh == "水清"


def test_several_holders_read_as_a_list_and_nobody_as_a_vacancy(session, cast):
    officers, members, nobody = (
        f"case_officer@committee:{cast.urban.id}",
        "member@any",
        f"unit_head@unit:{cast.unit_e.id}",
    )
    found = describe_groups(session, [officers, members, nobody, "person:9999"])
    assert found[officers].zh == "城建委承办人（陈晓岚、沈一诺）"
    assert found[members].zh == "政协委员（柏委员、水清、窦思源等6人）"
    assert found[members].en.endswith("and 3 more")
    assert found[nobody].zh == "乙县责任单位负责人（暂无人担任）"
    assert found["person:9999"].en == "(no longer listed)"


def test_a_secretary_is_described_by_the_leader_he_serves(session, cast):
    assert describe_group(session, f"{Role.LEADER_SECRETARY}@person:{cast.chair.id}").en == (
        "Leader's secretary (郑明远): 秦联络"
    )
