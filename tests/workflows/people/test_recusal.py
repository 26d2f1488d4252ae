from datetime import date

import pytest
from sqlalchemy import select

from engine.errors import NotPermitted
from engine.journal import Event
from engine.models import JournalEntry
from workflows.people.models import Post, Tie, TieKind
from workflows.people.posts import end_post
from workflows.people.recusal import dispense, recusal, recusals

MATTER = 41


def test_a_member_keeps_out_of_his_employers_matter(session, cast):
    why = recusal(session, cast.member5.id, [cast.unit_a.id, cast.unit_b.id], MATTER)
    assert why.zh == "云建设的工作单位是市住房和城乡建设局，按回避规定不能办理；确有必要的，须经秘书长批准。"
    assert "works at" in why.en
    assert recusal(session, cast.member5.id, [cast.unit_a.id], MATTER) is None


def test_a_vice_chair_keeps_out_of_the_matter_of_a_bureau_that_he_heads(session, cast):
    assert "兼有职务" in recusal(session, cast.tied_vice_chair.id, [cast.unit_c.id], MATTER).zh


def test_a_concurrent_post_no_longer_binds_once_it_has_ended(session, cast):
    post = session.scalars(
        select(Post).where(
            Post.person_id == cast.tied_vice_chair.id, Post.scope_id == cast.unit_c.id, Post.role == "unit_head"
        )
    ).one()
    end_post(session, post, date(2026, 11, 23), cast.act(session, cast.sec_admin))
    assert recusal(session, cast.tied_vice_chair.id, [cast.unit_c.id], MATTER) is None


def test_a_declared_relation_binds_while_it_lasts(session, cast):
    session.add(
        Tie(
            person_id=cast.officer.id,
            unit_id=cast.unit_d.id,
            kind=TieKind.DECLARED,
            valid_until=date(2026, 11, 24),
        )
    )
    session.flush()
    assert "已申报" in recusal(session, cast.officer.id, [cast.unit_d.id], MATTER).zh
    assert recusal(session, cast.officer.id, [cast.unit_d.id], MATTER, date(2026, 11, 25)) is None


def test_a_merger_carries_the_tie_along_in_both_directions(session, cast):
    cast.unit_b.successor_id = cast.unit_d.id
    session.flush()
    assert recusal(session, cast.member5.id, [cast.unit_d.id], MATTER)
    cast.unit_b.successor_id, cast.unit_d.successor_id = None, cast.unit_b.id
    session.flush()
    assert recusal(session, cast.member5.id, [cast.unit_d.id], MATTER)


def test_two_units_that_name_each_other_as_successor_do_not_hang(session, cast):
    cast.unit_b.successor_id, cast.unit_d.successor_id = cast.unit_d.id, cast.unit_b.id
    session.flush()
    assert recusal(session, cast.member5.id, [cast.unit_d.id], MATTER)


def test_the_secretary_general_dispenses_for_one_matter_and_it_is_written_down(session, cast):
    dispense(session, cast.member5.id, cast.unit_b.id, MATTER, "熟悉情况", cast.act(session, cast.sg))
    assert recusal(session, cast.member5.id, [cast.unit_b.id], MATTER) is None
    assert recusal(session, cast.member5.id, [cast.unit_b.id], MATTER + 1)
    entry = session.query(JournalEntry).filter_by(event=Event.DISPENSED).one()
    assert (entry.person_id, entry.post) == (cast.sg.id, "市政协秘书长")


@pytest.mark.parametrize("who", ["director", "chair", "outsider"])
def test_nobody_else_dispenses(session, cast, who):
    with pytest.raises(NotPermitted):
        dispense(session, cast.member5.id, cast.unit_b.id, MATTER, "理由", cast.act(session, getattr(cast, who)))


def test_the_secretary_general_does_not_dispense_himself(session, cast):
    with pytest.raises(NotPermitted):
        dispense(session, cast.sg.id, cast.unit_b.id, MATTER, "理由", cast.act(session, cast.sg))


def test_a_team_is_looked_at_as_a_whole(session, cast):
    team = [cast.member1.id, cast.member5.id, cast.officer.id]
    assert list(recusals(session, team, [cast.unit_b.id], MATTER)) == [cast.member5.id]
