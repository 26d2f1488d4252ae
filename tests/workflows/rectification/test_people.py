"""Whose a step is: the unit's head where it asks for him, the inspection office, and nobody who is tied."""

from datetime import date

import pytest
from sqlalchemy import select, update

from engine import clock
from engine.db import transaction
from engine.entries import Entry
from engine.errors import NotPermitted
from engine.models import Deadline, Task, WorkItem
from engine.models.deadline import DeadlineState
from tests.workflows.rectification.units_story import UnitsStory
from workflows import entering
from workflows.bootstrap import DOMAIN
from workflows.cases.models import Case, CaseLink
from workflows.notices.kinds import NoticeKind
from workflows.notices.models import Notice
from workflows.people.models import Tie, TieKind, Unit
from workflows.rectification import dates
from workflows.rectification.models import Track
from workflows.rectification.states import Basis, TrackMode, TrackRole
from workflows.supervision.models import Activity, ActivityState, Attendee

SOLE = TrackRole.SOLE
WHY = "Your unit's objection is decided: your unit stays responsible."


def test_the_head_of_a_unit_approves_only_where_the_unit_asks_for_it(story: UnitsStory) -> None:
    with transaction(story.database) as session:
        session.execute(update(Unit).where(Unit.id == story.cast.unit_a.id).values(has_unit_head_step=True))
    case = story.letter({"unit_a": (SOLE, [1])})
    story.signs(case, "unit_a")
    story.plans(case, "unit_a", [story.plan_row(1)])
    assert story.state(case, "unit_a") == "PLAN_DUE"
    story.approves(story.cast.head_a, "rectification_plan", case)
    assert story.state(case, "unit_a") == "PLAN_REVIEW"


def test_where_the_inspection_office_collects_the_unit_itself_is_not_asked(story: UnitsStory) -> None:
    case = story.letter({"unit_a": (SOLE, [1])}, mode=TrackMode.VIA_OFFICE)
    assert not story.as_(story.cast.liaison_a).has("sign_receipt")
    words = {"action": "SIGN", "handler_office": "督查室", "handler_name": "华督查", "handler_phone": "88001234"}
    story.as_(story.cast.inspection).does("sign_receipt", case, **words)
    assert story.open_steps(case) == ["rectification_plan"]


def test_a_director_who_is_tied_to_the_unit_does_not_decide_its_objection(story: UnitsStory) -> None:
    with transaction(story.database) as session:
        session.add(Tie(person_id=story.cast.director.id, unit_id=story.cast.unit_a.id, kind=TieKind.DECLARED))
    case = story.letter({"unit_a": (SOLE, [1])})
    story.objects(case, "unit_a")
    with pytest.raises(NotPermitted):
        reason = "经核实属于该区管理范围。"
        story.as_(story.cast.director).does("decide_objection", case, decision="UPHOLD", reason=reason)


def test_the_unit_is_told_why_its_objection_was_turned_down(story: UnitsStory) -> None:
    case = story.letter({"unit_a": (SOLE, [1])})
    story.objects(case, "unit_a")
    reason = "经核实属于该区管理范围。"
    story.as_(story.cast.director).does("decide_objection", case, decision="UPHOLD", reason=reason)
    with story.reading() as session:
        told = session.scalars(select(Notice).where(Notice.person_id == story.cast.liaison_a.id)).one()
    assert (told.kind, told.note) == (NoticeKind.DECIDED, reason)
    assert told.why == ["您单位提出的异议已有处理决定：请继续承办。", WHY]


def test_a_citizen_who_was_there_votes_on_paper(story: UnitsStory) -> None:
    case = story.letter({"unit_a": (SOLE, [1])})
    with transaction(story.database) as session:
        activity = Activity(
            case_id=case,
            type="INSPECTION",
            state=ActivityState.HELD,
            is_special_supervision=False,
            recorded_by=story.cast.officer.id,
            recorded_at=clock.now(),
        )
        session.add(activity)
        session.flush()
        citizen = story.cast.citizen.id
        there = Attendee(case_id=case, activity_id=activity.id, person_id=citizen, role="CITIZEN_REP", is_present=True)
        session.add(there)
    story.to_inspection(case, "unit_a", [story.report_row(1)])
    story.inspects(case, {1: "CONFIRMED"})
    story.votes(case, "SATISFIED", "SATISFIED")
    with transaction(story.database) as session:
        ballots = session.scalars(
            select(WorkItem).join(Task, Task.id == WorkItem.task_id).where(Task.element == "satisfaction_survey")
        )
        mine = next(item for item in ballots if item.groups == [f"person:{citizen}"])
        entry = Entry(citizen, story.cast.citizen.name, "市民代表", clock.today(), "PAPER", (907,))
        vote = {"attitude": "SATISFIED", "result": "BASICALLY_SATISFIED", "comment": None}
        officer = story.as_(story.cast.officer).actor(session)
        entering.record(session, DOMAIN, mine.id, vote, entry, actor=officer)
    story.drain()
    assert story.open_steps(case) == ["unit_close"]


def test_a_leaders_date_goes_before_the_printed_one_and_moves_the_report_that_is_asked_for(story: UnitsStory) -> None:
    case = story.letter({"unit_a": (SOLE, [1])}, due=date(2026, 6, 30))
    story.signs(case, "unit_a")
    story.plans(case, "unit_a", [story.plan_row(1)])
    story.passes_plan(case)
    instructed = date(2026, 4, 10)
    with transaction(story.database) as session:
        track = session.get_one(Track, story.track(case, "unit_a").id)
        officer = story.as_(story.cast.officer).actor(session)
        for one in track.obligations:
            dates.promise(session, one, instructed, Basis.INSTRUCTION, officer, "市长批示")
        dates.settle_dates(session, track, officer)
    one = story.obligation(case, "unit_a", 1)
    assert (one.due_on, one.date_basis) == (instructed, Basis.INSTRUCTION)
    with story.reading() as session:
        item = session.get_one(WorkItem, story.as_(story.cast.liaison_a).items()[0][0])
        assert item.due_at is not None
        assert clock.day_of(item.due_at) == instructed


def test_a_progress_report_is_expected_every_twenty_working_days(story: UnitsStory) -> None:
    case = story.letter({"unit_a": (SOLE, [1])})
    story.signs(case, "unit_a")

    def expected() -> date:
        wanted = select(Deadline).where(Deadline.rule == "progress_interval", Deadline.state == DeadlineState.RUNNING)
        with story.reading() as session:
            return clock.day_of(session.scalars(wanted).one().due_at)

    assert expected() == story.workday(20)
    story.days(5)
    track = ("track", story.track(case, "unit_a").id)
    story.as_(story.cast.liaison_a).starts("progress_act", track, case, progress_percent=20, text="已进场清运")
    assert expected() == story.workday(20)


def test_another_letter_begins_a_linked_case(story: UnitsStory) -> None:
    case = story.letter({"unit_a": (SOLE, [1])})
    story.to_closing(case, "unit_a", [story.report_row(1, "B")])
    story.closes(case, {1: "B"}, "B", next_check_on=story.workday(30))
    for _ in range(2):
        story.days(31)
        story.inspects(case, {1: "NOT_CONFIRMED"})
        if "decide_follow_up" in story.open_steps(case):
            break
        rows = [{"rec_no": 1, "requirement": "按计划完成管网改造工程"}]
        story.as_(story.cast.officer).does("re_rectify", case, cause="NOT_CONFIRMED", items=rows)
        story.approves(story.cast.director, "re_rectify", case)
        story.reports(case, "unit_a", [story.report_row(1, "B")])
    decision = {"decision": "NEW_LETTER", "rec_nos": [1], "reason": "须另行提出更高层级的建议。"}
    story.as_(story.cast.vice_chair).does("decide_follow_up", case, **decision)
    assert "unit_close" in story.open_steps(case)
    with story.reading() as session:
        link = session.scalars(select(CaseLink)).one()
        assert link.other_id == case
        assert session.get_one(Case, link.case_id).instance_id is not None
