"""Closing per recommendation; following up; and units that settle, or never answer."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from engine import clock, jobs
from engine.calendar import load
from engine.db import transaction
from engine.errors import BadAnswer
from engine.models import Job, JobState
from tests.workflows.rectification.units_story import UnitsStory
from workflows.bootstrap import DOMAIN
from workflows.people.models import Post, Unit
from workflows.people.roles import Role, ScopeKind
from workflows.rectification.derived import weakest
from workflows.rectification.models import PromisedDate
from workflows.rectification.states import ResultClass, TrackRole

SOLE, SEPARATE = TrackRole.SOLE, TrackRole.SEPARATE
A, B, C, D, N = ResultClass


@pytest.mark.parametrize(
    ("classes", "whole"), [([A, B], B), ([A, D, C], D), ([N, N], N), ([N, A], A), ([A], A), ([], None)]
)
def test_the_class_of_a_track_is_its_weakest_items(classes: Sequence[ResultClass], whole: ResultClass | None) -> None:
    assert weakest(classes) is whole


def in_months(story: UnitsStory, days: int) -> date:
    """A working day about so many days from now."""
    with story.reading() as session:
        return load(session).add_workdays(clock.today() + timedelta(days=days), 1)


def followed(story: UnitsStory) -> int:
    case = story.letter({"unit_a": (SOLE, [1, 2])})
    story.to_closing(case, "unit_a", [story.report_row(1), story.report_row(2, "B")])
    with pytest.raises(BadAnswer):
        story.closes(case, {1: "A", 2: "B"}, "B")
    story.closes(case, {1: "A", 2: "B"}, "B", next_check_on=in_months(story, 60))
    return case


def test_c_d_and_n_also_go_to_the_vice_chair(story: UnitsStory) -> None:
    case = story.letter({"unit_a": (SOLE, [1])})
    story.to_closing(case, "unit_a", [story.report_row(1, "C")])
    story.closes(case, {1: "C"}, "C")
    assert story.state(case, "unit_a") == "EVALUATING"
    story.approves(story.cast.vice_chair, "unit_close", case)
    assert story.state(case, "unit_a") == "CLOSED_C"


def test_another_class_than_the_weakest_items_needs_a_reason(story: UnitsStory) -> None:
    case = story.letter({"unit_a": (SOLE, [1, 2])})
    story.to_closing(case, "unit_a", [story.report_row(1), story.report_row(2, "C")])
    with pytest.raises(BadAnswer):
        story.closes(case, {1: "A", 2: "C"}, "A")
    story.closes(case, {1: "A", 2: "C"}, "A", class_reason="第2条系远期规划事项，不影响整体评价。")
    story.approves(story.cast.vice_chair, "unit_close", case)
    assert story.state(case, "unit_a") == "CLOSED_A"


def test_b_is_settled_for_the_case_and_wakes_on_its_day_until_a_later_check_confirms_it(story: UnitsStory) -> None:
    case = followed(story)
    assert (story.state(case, "unit_a"), story.times_woken(case)) == ("FOLLOWING_UP", 1)
    assert story.open_steps(case) == ["summary"]
    story.days(50)
    assert story.open_steps(case) == ["reinspection", "summary"]
    story.inspects(case, {2: "CONFIRMED"})
    story.votes(case, "SATISFIED", "SATISFIED", "SATISFIED")
    story.closes(case, {2: "A"}, "A")
    assert story.state(case, "unit_a") == "CLOSED_A"


def test_the_second_failed_check_goes_to_the_vice_chair(story: UnitsStory) -> None:
    case = followed(story)
    story.days(50)
    story.inspects(case, {2: "NOT_CONFIRMED"})
    rows = [{"rec_no": 2, "requirement": "按计划完成管网改造工程"}]
    story.as_(story.cast.officer).does("re_rectify", case, cause="NOT_CONFIRMED", items=rows)
    story.approves(story.cast.director, "re_rectify", case)
    story.reports(case, "unit_a", [story.report_row(2, "B")])
    story.inspects(case, {2: "PARTLY"})
    vice_chair = story.as_(story.cast.vice_chair)
    vice_chair.does(
        "decide_follow_up", case, decision="CLASS_C", rec_nos=[2], reason="受资金限制暂不能解决，转入年度计划。"
    )
    story.closes(case, {2: "C"}, "C")
    vice_chair.does("unit_close", case, decision="APPROVE")
    assert story.state(case, "unit_a") == "CLOSED_C"


def test_after_twelve_months_a_failed_check_is_the_last_and_may_end_in_a_request_for_inspection(
    story: UnitsStory,
) -> None:
    case = followed(story)
    story.days(260)
    story.inspects(case, {2: "NOT_CONFIRMED"})
    story.as_(story.cast.vice_chair).does(
        "decide_follow_up", case, decision="REFER_INSPECTION", rec_nos=[2], reason="一年未见进展，提请市政府督查。"
    )
    story.as_(story.cast.director).does("set_unresolved", case, reason="一年未见进展，提请督查。", open_items=[2])
    story.approves(story.cast.vice_chair, "set_unresolved", case)
    assert story.state(case, "unit_a") == "UNRESOLVED"


def test_of_three_units_the_case_goes_on_only_when_the_last_is_settled(story: UnitsStory) -> None:
    """S2: one A, one B with its next check, one that hands its item to another unit with written consent."""
    targets = {"unit_a": (SEPARATE, [1]), "unit_b": (SEPARATE, [2]), "unit_c": (SEPARATE, [3])}
    case = story.letter(targets)
    story.happy(case, "unit_a", 1)
    story.objects(case, "unit_c", suggested="unit_d")
    words = "经核实，该事项由执法局承办，对方已书面同意。"
    consent = {"decision": "REASSIGN", "new_unit": story.cast.unit_d.id, "consent_file": [904], "reason": words}
    story.as_(story.cast.director).does("decide_objection", case, **consent)
    officer = story.as_(story.cast.officer)
    item = next(item for item, element in officer.items() if element == "unit_change")
    officer.does(
        "unit_change",
        item=item,
        action="REPLACE",
        old_unit=story.cast.unit_c.id,
        new_unit=story.cast.unit_d.id,
        track_role="SEPARATE",
        recommendation_items=[story.obligation(case, "unit_c", 3).recommendation_item_id],
        letter_basis="SUPPLEMENT_LETTER",
        consent_file=[904],
        reason=words,
        notice_text="请贵单位承办第3条建议。",
    )
    story.approves(story.cast.director, "unit_change", case)
    story.happy(case, "unit_d", 3)
    assert story.times_woken(case) == 0
    story.to_closing(case, "unit_b", [story.report_row(2, "B")])
    story.closes(case, {2: "B"}, "B", next_check_on=in_months(story, 90))
    assert [story.state(case, unit) for unit in ("unit_a", "unit_b", "unit_c", "unit_d")] == [
        "CLOSED_A",
        "FOLLOWING_UP",
        "REASSIGNED",
        "CLOSED_A",
    ]
    assert (story.times_woken(case), "summary" in story.open_steps(case)) == (1, True)


def test_of_twelve_units_one_never_answers_and_is_set_unresolved(story: UnitsStory) -> None:
    with transaction(story.database) as session:
        for number in range(6, 13):
            unit = Unit(name=f"某街道{number}", cppcc_id=story.cast.cppcc.id, aliases=[])
            session.add(unit)
            session.flush()
            post = {"role": Role.UNIT_LIAISON, "scope_kind": ScopeKind.UNIT, "scope_id": unit.id, "title": "联络员"}
            session.add(Post(person_id=story.cast.liaison_b.id, **post))
            setattr(story.cast, f"unit_{number}", unit)
            setattr(story.cast, f"liaison_{number}", story.cast.liaison_b)
    keys = ["unit_a", "unit_b", "unit_c", "unit_d", "unit_e", *(f"unit_{number}" for number in range(6, 13))]
    case = story.letter({key: (SEPARATE, [no]) for no, key in enumerate(keys, start=1)})
    silent = ("track", story.track(case, "unit_e").id)
    director = story.as_(story.cast.director)
    words = {"reason": "多次催办仍未签收，提请市政府督查室督办。", "open_items": [5]}
    with pytest.raises(BadAnswer):
        director.starts("set_unresolved_act", silent, case, **words)
    for no, key in enumerate(keys, start=1):
        if key != "unit_e":
            story.happy(case, key, no)
    story.days(20)
    assert story.times_woken(case) == 0
    director.starts("set_unresolved_act", silent, case, **words)
    assert story.times_woken(case) == 0, "the vice-chair has not agreed"
    story.approves(story.cast.vice_chair, "set_unresolved", case)
    assert (story.state(case, "unit_e"), story.times_woken(case)) == ("UNRESOLVED", 1)
    assert story.obligation(case, "unit_e", 5).state == "ASKED", "it is owed still"
    assert story.open_steps(case) == ["summary"]


@pytest.mark.parametrize("way", ["first first", "last first", "together"])
def test_two_units_that_settle_at_once_wake_the_case_once(story: UnitsStory, way: str) -> None:
    """Both closings are on disk before any of their two jobs runs; the jobs run in either order, or together."""
    case = story.letter({"unit_a": (SEPARATE, [1]), "unit_b": (SEPARATE, [2])})
    for key, no in (("unit_a", 1), ("unit_b", 2)):
        story.to_closing(case, key, [story.report_row(no)])
    with story.without_runner():
        story.closes(case, {1: "A"}, "A")
        story.closes(case, {2: "A"}, "A")
    with transaction(story.database) as session:
        wanted = select(Job).where(Job.kind == "recheck", Job.state == JobState.TODO).order_by(Job.id)
        waiting = list(session.scalars(wanted))
        for job in waiting:
            job.state, job.fence = JobState.LEASED, 1
    ids = [job.id for job in waiting]
    assert len(ids) == 2
    if way == "last first":
        ids.reverse()
    if way == "together":
        with ThreadPoolExecutor(2) as pool:
            assert all(pool.map(lambda job_id: jobs.run(story.database, DOMAIN, job_id, 1), ids))
    else:
        done = [jobs.run(story.database, DOMAIN, job_id, 1) for job_id in ids]
        assert done == [True, True]
    assert story.times_woken(case) == 1
    assert story.open_steps(case) == ["summary"]


def test_a_b_report_keeps_its_new_promise(story: UnitsStory) -> None:
    case = story.letter({"unit_a": (SOLE, [1])})
    row = story.report_row(1, "B")
    story.to_inspection(case, "unit_a", [row])
    one = story.obligation(case, "unit_a", 1)
    assert one.promised_due == row["promised_due"]
    with story.reading() as session:
        kept = session.scalars(select(PromisedDate).where(PromisedDate.obligation_id == one.id))
        assert [promise.due_on for promise in kept][-1] == row["promised_due"]
