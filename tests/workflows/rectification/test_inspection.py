"""Re-inspection per recommendation: what passed stays passed; who is tied or has handled it does not verify."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from engine import clock
from engine.db import transaction
from engine.entries import Entry
from engine.errors import BadAnswer
from engine.models import Task
from tests.workflows.rectification.units_story import SEALED, UnitsStory
from workflows.people.models import Person, Tie, TieKind
from workflows.people.recusal import dispense
from workflows.reading import page_course
from workflows.rectification.models import Verification
from workflows.rectification.states import TrackRole

SOLE = TrackRole.SOLE


def reported(story: UnitsStory, *numbers: int) -> int:
    case = story.letter({"unit_a": (SOLE, numbers)})
    story.to_inspection(case, "unit_a", [story.report_row(no) for no in numbers])
    return case


def sends_back(story: UnitsStory, case: int, *numbers: int) -> None:
    rows = [{"rec_no": no, "requirement": "彻底清运并恢复原状"} for no in numbers]
    story.as_(story.cast.officer).does("re_rectify", case, cause="NOT_CONFIRMED", items=rows)
    story.approves(story.cast.director, "re_rectify", case)


def test_what_is_partly_confirmed_opens_again_alone(story: UnitsStory) -> None:
    case = reported(story, 1, 2)
    story.inspects(case, {1: "CONFIRMED", 2: "PARTLY"})
    assert [story.obligation(case, "unit_a", no).state for no in (1, 2)] == ["VERIFIED", "REOPENED"]
    with pytest.raises(BadAnswer):
        sends_back(story, case, 1, 2)
    sends_back(story, case, 2)
    one = story.obligation(case, "unit_a", 2)
    assert (one.failed_count, one.due_on) == (1, story.workday(15))
    with pytest.raises(BadAnswer):
        story.reports(case, "unit_a", [story.report_row(1), story.report_row(2)])
    story.reports(case, "unit_a", [story.report_row(2)])
    with pytest.raises(BadAnswer):
        story.inspects(case, {1: "CONFIRMED", 2: "CONFIRMED"})
    story.inspects(case, {2: "CONFIRMED"})
    story.votes(case, "SATISFIED", "SATISFIED", "SATISFIED")
    story.closes(case, {1: "A", 2: "A"}, "A")
    assert story.state(case, "unit_a") == "CLOSED_A"


def test_the_second_failure_of_an_item_proposes_a_meeting(story: UnitsStory) -> None:
    case = reported(story, 1, 2)
    story.inspects(case, {1: "NOT_CONFIRMED", 2: "CONFIRMED"})
    assert not story.track(case, "unit_a").proposes_meeting
    sends_back(story, case, 1)
    story.reports(case, "unit_a", [story.report_row(1)])
    story.inspects(case, {1: "NOT_CONFIRMED"})
    assert story.track(case, "unit_a").proposes_meeting


def test_one_inspector_is_too_few(story: UnitsStory) -> None:
    case = reported(story, 1)
    with pytest.raises(BadAnswer):
        story.inspects(case, {1: "CONFIRMED"}, inspectors=[story.cast.member1.id])


def test_committee_staff_may_be_second_inspector_with_a_reason(story: UnitsStory) -> None:
    case = reported(story, 1)
    two = [story.cast.member1.id, story.cast.officer2.id]
    with pytest.raises(BadAnswer):
        story.inspects(case, {1: "CONFIRMED"}, inspectors=two)
    story.inspects(case, {1: "CONFIRMED"}, inspectors=two, second_inspector_reason="其他委员外出履职")
    assert story.state(case, "unit_a") == "EVALUATING"


def test_who_is_tied_to_the_unit_does_not_inspect_and_does_not_vote(story: UnitsStory) -> None:
    with transaction(story.database) as session:
        session.add(Tie(person_id=story.cast.member2.id, unit_id=story.cast.unit_a.id, kind=TieKind.DECLARED))
    case = reported(story, 1)
    with pytest.raises(BadAnswer):
        story.inspects(case, {1: "CONFIRMED"})
    story.inspects(case, {1: "CONFIRMED"}, inspectors=[story.cast.member1.id, story.cast.member3.id])
    assert not story.as_(story.cast.member2).has("satisfaction_survey")


def test_who_registered_the_units_report_does_not_verify_it(story: UnitsStory) -> None:
    case = story.letter({"unit_a": (SOLE, [1])})
    story.signs(case, "unit_a")
    story.plans(case, "unit_a", [story.plan_row(1)])
    story.passes_plan(case)
    [(item, _)] = story.as_(story.cast.liaison_a).items()
    entry = Entry(None, "甲区人民政府", "", clock.today() - timedelta(days=1), "PAPER", (905,))
    answer = {
        "items": [story.report_row(1, done_on=entry.happened_on)],
        "summary": "已完成" * 40,
        "sealed_file": SEALED,
    }
    story.as_(story.cast.officer).enters(item, entry, **answer)
    two = [story.cast.member1.id, story.cast.officer.id]
    with pytest.raises(BadAnswer):
        story.inspects(case, {1: "CONFIRMED"}, inspectors=two, second_inspector_reason="人手不足")


def finds_a_tie(story: UnitsStory, person: Person) -> None:
    with transaction(story.database) as session:
        session.add(Tie(person_id=person.id, unit_id=story.cast.unit_a.id, kind=TieKind.DECLARED))


def test_what_a_tied_inspector_verified_is_inspected_again_by_others(story: UnitsStory) -> None:
    case, cast = reported(story, 1, 2), story.cast
    story.inspects(case, {1: "CONFIRMED", 2: "CONFIRMED"})
    finds_a_tie(story, cast.member2)
    story.as_(cast.member1).does("satisfaction_survey", case, attitude="SATISFIED", result="SATISFIED")
    story.drain()
    assert story.held(case) == {"reinspection": ["柏委员"]}
    assert [story.obligation(case, "unit_a", no).verified_on for no in (1, 2)] == [None, None]
    with story.reading() as session:
        first = session.scalars(select(Verification).order_by(Verification.id)).first()
        track = story.track(case, "unit_a")
        task = session.scalars(
            select(Task).where(Task.instance_id == track.instance_id).order_by(Task.id.desc())
        ).first()
        assert first.verdict == "CONFIRMED"
        assert "水清已申报与甲区人民政府有关联" in first.void_reason
        assert page_course.sent_back(session, task).reason == first.void_reason
    with pytest.raises(BadAnswer):
        story.inspects(case, {1: "CONFIRMED", 2: "CONFIRMED"})
    story.inspects(case, {1: "CONFIRMED", 2: "CONFIRMED"}, inspectors=[cast.member1.id, cast.member3.id])
    for person in (cast.member1, cast.member3, cast.member4):
        story.as_(person).does("satisfaction_survey", case, attitude="SATISFIED", result="SATISFIED")
    story.closes(case, {1: "A", 2: "A"}, "A")
    assert story.state(case, "unit_a") == "CLOSED_A"


def test_a_tie_that_comes_out_after_the_vote_is_found_before_the_track_is_closed(story: UnitsStory) -> None:
    case, cast = reported(story, 1), story.cast
    story.inspects(case, {1: "CONFIRMED"})
    for person in (cast.member1, cast.member3):
        story.as_(person).does("satisfaction_survey", case, attitude="SATISFIED", result="SATISFIED")
    story.as_(cast.member4).does("satisfaction_survey", case, attitude="SATISFIED", result="SATISFIED")
    assert story.open_steps(case) == ["unit_close"]
    finds_a_tie(story, cast.member2)
    closing = {
        "items": [{"rec_no": 1, "result_class": "A"}],
        "result_class": "A",
        "closing_text": "整改到位，同意销号。",
    }
    story.as_(cast.officer).does("unit_close", case, **closing)
    assert story.open_steps(case) == ["reinspection"]


def test_a_tie_that_the_secretary_general_has_dispensed_with_changes_nothing(story: UnitsStory) -> None:
    case, cast = reported(story, 1), story.cast
    story.inspects(case, {1: "CONFIRMED"})
    finds_a_tie(story, cast.member2)
    with transaction(story.database) as session:
        sg = story.as_(cast.sg).actor(session)
        dispense(session, cast.member2.id, cast.unit_a.id, case, "仅此一人熟悉现场", sg)
    story.votes(case, "SATISFIED", "SATISFIED", "SATISFIED")
    assert story.open_steps(case) == ["unit_close"]
