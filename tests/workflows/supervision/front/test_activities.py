"""Activities are planned, postponed, cancelled and held; only those held count, and the stage ends with one."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from engine import clock
from engine.errors import BadAnswer
from tests.workflows.supervision.front.story import Story
from workflows.cases.models import CaseState, Stage
from workflows.documents.models import Attachment
from workflows.supervision.field_supervision import recording
from workflows.supervision.models import Activity, ActivityState


@pytest.fixture
def case_id(story: Story) -> int:
    """A team stands ready; its first visit is ten days ahead."""
    case = story.planned(story.initiated(story.accepted_lead()))
    story.answers(case, story.cast.member1, story.cast.member2, story.cast.member3)
    return story.noticed(case)


def _records(story: Story, case_id: int, **answer: object) -> None:
    story.as_(story.cast.officer).does("activity", case=case_id, **answer)


def test_a_planned_visit_is_postponed_held_and_followed_by_another(story: Story, case_id: int) -> None:
    moved = {
        "activity_type": "SITE_INSPECTION",
        "status": "POSTPONED",
        "planned_on": clock.today() + timedelta(days=20),
        "status_reason": "当日有暴雨预警",
        "is_special_supervision": True,
        "places": [{"text": "柳岸社区"}],
        "has_more": True,
    }
    _records(story, case_id, **moved)
    assert story.open_steps(case_id) == ["activity"]
    story.until(clock.now() + timedelta(days=20))
    _records(story, case_id, **story.held(has_more=True))
    assert story.case(case_id).state is CaseState.IN_SUPERVISION
    _records(story, case_id, **story.held(findings=[{"no": 1, "description": "一处雨水口已封堵到位"}]))
    assert "activity" not in story.open_steps(case_id)
    with story.reading() as session:
        rows = recording.of_case(session, case_id)
        assert [row.state for row in rows] == [ActivityState.HELD, ActivityState.HELD]
        assert [found.severity for row in rows for found in row.findings] == [2, 2]
        assert len(rows[0].attendees) == 2


def test_an_activity_that_was_not_held_leaves_no_figures(story: Story, case_id: int) -> None:
    called_off = {
        "activity_type": "SITE_INSPECTION",
        "status": "CANCELLED",
        "status_reason": "与其他活动合并",
        "is_special_supervision": True,
        "places": [{"text": "柳岸社区"}],
        "has_more": True,
        "findings": [{"no": 1, "description": "不应留下的情况"}],
    }
    _records(story, case_id, **called_off)
    with story.reading() as session:
        row = session.scalars(select(Activity)).one()
        assert (row.state, row.held_on, row.findings, row.attendees) == (ActivityState.CANCELLED, None, [], [])
        assert recording.held(session, case_id) == []
    with pytest.raises(BadAnswer) as refused:
        _records(story, case_id, **called_off | {"has_more": False})
    assert list(refused.value.errors) == ["has_more"]


def test_an_activity_held_has_people_present_photos_and_promises_to_come(story: Story, case_id: int) -> None:
    absent = [{"person": story.cast.member1.id, "attendance_role": "MEMBER", "present": False}]
    promise = [{"unit": story.cast.unit_a.id, "text": "完成两处排口截流改造", "due": clock.today()}]
    for field, changes in (
        ("attendees", {"attendees": absent}),
        ("photos", {"photos": None}),
        ("commitments.0.due", {"commitments": promise}),
    ):
        with pytest.raises(BadAnswer) as refused:
            _records(story, case_id, **story.held(**changes))
        assert list(refused.value.errors) == [field]


def test_a_member_tied_to_the_unit_does_not_supervise_on_site(story: Story, case_id: int) -> None:
    story.employ(story.cast.member2, story.cast.unit_a)
    with pytest.raises(BadAnswer) as refused:
        _records(story, case_id, **story.held())
    assert "水清" in refused.value.errors["attendees"][0].zh


def test_photos_of_an_activity_belong_to_the_case_and_the_team_sees_them(story: Story, case_id: int) -> None:
    _records(story, case_id, **story.held())
    with story.reading() as session:
        photo = session.scalars(select(Attachment)).one()
        assert (photo.case_id, str(photo.visibility)) == (case_id, "TEAM")


def test_the_team_leader_records_too_and_what_was_undercover_is_open_afterwards(story: Story) -> None:
    case = story.planned(story.initiated(story.accepted_lead()), undercover=True, methods=["UNDERCOVER_VISIT"])
    story.answers(case, story.cast.member1, story.cast.member2, story.cast.member3)
    assert story.case(case).is_undercover
    record = story.held(activity_type="UNDERCOVER_VISIT", photos=None)
    story.as_(story.cast.vice_chair).does("activity", case=case, **record)
    assert not story.case(case).is_undercover


def test_the_symposium_follows_the_last_activity(story: Story, case_id: int) -> None:
    _records(story, case_id, **story.held())
    assert story.open_steps(case_id) == ["hold_symposium"]
    assert story.case(case_id).stage is Stage.SYMPOSIUM
