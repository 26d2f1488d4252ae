"""The plan is approved first; then members are asked, one by one answering, and silence is no consent."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from engine import clock
from engine.db import transaction
from engine.errors import BadAnswer, NotPermitted
from engine.models import ItemState
from tests.workflows.supervision.front.story import Story, items_of
from workflows.cases.models import CaseState
from workflows.documents.models import Document, DocumentKind, DocumentStatus
from workflows.people.models import Tie, TieKind
from workflows.supervision.models import Activity, Plan, TeamMember


@pytest.fixture
def case_id(story: Story) -> int:
    return story.initiated(story.accepted_lead())


def test_members_are_invited_only_when_the_plan_is_approved(story: Story, case_id: int) -> None:
    story.as_(story.cast.officer).does("draft_plan", case=case_id, **story.plan())
    assert not story.as_(story.cast.member1).has("answer_invitation")
    story.approved(case_id)
    assert story.as_(story.cast.member1).has("answer_invitation")
    assert story.open_steps(case_id) == ["answer_invitation"] * 3


def test_a_team_of_those_who_accept_gets_the_case_going(story: Story, case_id: int) -> None:
    cast = story.planned(case_id) and story.cast
    story.answers(case_id, cast.member1, cast.member2, cast.member3)
    names = {"林书华": "ACCEPTED", "柏委员": "ACCEPTED", "水清": "ACCEPTED", "窦思源": "ACCEPTED"}
    assert story.team(case_id) == names
    assert story.open_steps(case_id) == ["activity_notice"]
    story.noticed(case_id)
    assert story.open_steps(case_id) == ["activity"]
    assert story.as_(cast.vice_chair).has("activity")
    with story.reading() as session:
        assert session.scalars(select(Activity.planned_on)).one() == clock.today() + timedelta(days=10)


def test_whoever_is_silent_is_left_out_and_the_next_on_the_list_steps_in(story: Story, case_id: int) -> None:
    cast = story.planned(case_id, member_count=3) and story.cast
    story.answers(case_id, cast.member1)
    story.days(3)
    with story.reading() as session:
        states = [item.state for item in items_of(session, case_id, "answer_invitation")]
    assert states == [ItemState.DONE, ItemState.NO_RESPONSE, ItemState.NO_RESPONSE, ItemState.OPEN]
    assert story.team(case_id)["水清"] == "NO_RESPONSE"
    story.answers(case_id, cast.member4)
    assert story.open_steps(case_id) == ["activity_notice"]
    assert [name for name, state in story.team(case_id).items() if state == "ACCEPTED"] == [
        "林书华",
        "柏委员",
        "章远航",
    ]


def test_new_names_within_the_criteria_need_no_new_approval(story: Story, case_id: int) -> None:
    cast = story.cast
    story.planned(case_id, team_members=[cast.member1.id, cast.member2.id, cast.member3.id])
    story.answers(case_id, cast.member1)
    story.declines(case_id, cast.member2)
    story.declines(case_id, cast.member3)
    assert story.open_steps(case_id) == ["draft_plan"]
    again = story.initial(cast.officer, "draft_plan")
    story.as_(cast.officer).does(
        "draft_plan", case=case_id, **again | {"team_members": [cast.member1.id, cast.member4.id]}
    )
    assert story.open_steps(case_id) == ["answer_invitation"]
    story.answers(case_id, cast.member4)
    assert story.open_steps(case_id) == ["activity_notice"]


def test_a_plan_changed_in_more_than_its_names_is_approved_anew(story: Story, case_id: int) -> None:
    cast = story.cast
    story.planned(case_id, team_members=[cast.member1.id])
    story.declines(case_id, cast.member1)
    again = story.initial(cast.officer, "draft_plan") | {"member_count": 5}
    story.as_(cast.officer).does("draft_plan", case=case_id, **again)
    assert story.open_steps(case_id) == ["approve"]
    with story.reading() as session:
        plans = session.scalars(select(Document).where(Document.kind == DocumentKind.PLAN)).all()
        assert [plan.status for plan in plans] == [DocumentStatus.VOID, DocumentStatus.IN_APPROVAL]


def test_a_member_employed_by_a_responsible_unit_is_kept_out_of_the_team(story: Story) -> None:
    cast = story.cast
    case_id = story.initiated(story.accepted_lead(responsible_units=[{"unit": cast.unit_b.id, "track_role": "SOLE"}]))
    officer = story.as_(cast.officer)
    for field, changes in (
        ("team_members", {"team_members": [cast.member1.id, cast.member5.id]}),
        ("team_leader", {"team_leader": cast.member5.id}),
    ):
        with pytest.raises(BadAnswer) as refused:
            officer.does("draft_plan", case=case_id, **story.plan(**changes))
        assert list(refused.value.errors) == [field]
        assert "云建设的工作单位是市住房和城乡建设局" in refused.value.errors[field][0].zh


def test_a_tie_found_out_after_the_invitation_bars_the_member(story: Story, case_id: int) -> None:
    cast = story.planned(case_id) and story.cast
    with transaction(story.database) as session:
        session.add(Tie(person_id=cast.member1.id, unit_id=cast.unit_a.id, kind=TieKind.DECLARED))
    with pytest.raises(NotPermitted):
        story.answers(case_id, cast.member1)


def test_an_undercover_plan_is_marked_invites_no_department_and_sends_no_notice(story: Story, case_id: int) -> None:
    cast = story.cast
    with pytest.raises(BadAnswer) as refused:
        story.planned(case_id, undercover=True, invited_departments=[cast.unit_c.id])
    assert list(refused.value.errors) == ["invited_departments"]
    story.planned(case_id, undercover=True, methods=["UNDERCOVER_VISIT"])
    assert story.case(case_id).is_undercover
    with story.reading() as session:
        assert session.get_one(Plan, case_id).is_undercover
    story.answers(case_id, cast.member1, cast.member2, cast.member3)
    assert story.open_steps(case_id) == ["activity"]


def test_the_schedule_keeps_to_the_period_and_the_team_to_its_least(story: Story, case_id: int) -> None:
    late = story.plan()["schedule"][0] | {"date": clock.today() + timedelta(days=300)}
    for field, changes in (("schedule.0.date", {"schedule": [late]}), ("member_count", {"member_count": 2})):
        with pytest.raises(BadAnswer) as refused:
            story.as_(story.cast.officer).does("draft_plan", case=case_id, **story.plan(**changes))
        assert list(refused.value.errors) == [field]


def test_a_leader_who_is_himself_invited_must_accept(story: Story, case_id: int) -> None:
    cast = story.cast
    names = [cast.member1.id, cast.member2.id, cast.member3.id, cast.member4.id]
    story.planned(case_id, team_leader=cast.member1.id, team_members=names, member_count=4)
    story.declines(case_id, cast.member1)
    story.answers(case_id, cast.member2, cast.member3, cast.member4)
    assert story.open_steps(case_id) == ["draft_plan"]
    assert story.case(case_id).state is CaseState.PLANNING
    with story.reading() as session:
        leaders = session.scalars(select(TeamMember.person_id).where(TeamMember.is_leader)).all()
    assert leaders == [cast.member1.id]
