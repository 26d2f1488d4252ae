"""The survey: quorum, the median ballot, one extra window, and a second dissatisfaction (S9)."""

import pytest

from engine import clock
from engine.db import transaction
from engine.errors import BadAnswer
from tests.workflows.rectification.units_story import UnitsStory
from workflows.rectification import ballots
from workflows.rectification.states import TrackRole
from workflows.supervision.models import TeamMember, TeamState

SOLE = TrackRole.SOLE


@pytest.mark.parametrize(
    ("results", "grade"),
    [
        (["SATISFIED", "SATISFIED", "DISSATISFIED"], "SATISFIED"),
        (["SATISFIED", "BASICALLY_SATISFIED", "DISSATISFIED"], "BASICALLY_SATISFIED"),
        (["SATISFIED", "DISSATISFIED"], "DISSATISFIED"),
        (["SATISFIED", "BASICALLY_SATISFIED"], "BASICALLY_SATISFIED"),
        (["SATISFIED", "UNKNOWN", "ABSTAIN"], "SATISFIED"),
        (["UNKNOWN", "ABSTAIN"], None),
        ([], None),
    ],
)
def test_the_grade_is_that_of_the_median_ballot_and_of_two_the_lower(results: list[str], grade: str | None) -> None:
    assert ballots.median(results) == grade


def confirmed(story: UnitsStory) -> int:
    case = story.letter({"unit_a": (SOLE, [1])})
    story.to_inspection(case, "unit_a", [story.report_row(1)])
    story.inspects(case, {1: "CONFIRMED"})
    return case


def test_two_ballots_of_four_are_no_quorum_and_three_are(story: UnitsStory) -> None:
    case = confirmed(story)
    story.votes(case, "SATISFIED", "SATISFIED")
    assert set(story.open_steps(case)) == {"satisfaction_survey"}
    story.as_(story.cast.member3).does("satisfaction_survey", case, attitude="SATISFIED", result="ABSTAIN")
    assert story.open_steps(case) == ["unit_close"]
    assert story.track(case, "unit_a").grade == "SATISFIED"


def test_the_window_is_extended_once_and_only_for_those_who_have_not_voted(story: UnitsStory) -> None:
    case = confirmed(story)
    story.votes(case, "SATISFIED", "SATISFIED")
    story.days(11)
    assert story.open_steps(case) == ["satisfaction_extra", "satisfaction_extra"]
    assert not story.as_(story.cast.member1).has("satisfaction_extra")
    story.as_(story.cast.member4).does("satisfaction_extra", case, attitude="SATISFIED", result="BASICALLY_SATISFIED")
    assert story.open_steps(case) == ["unit_close"]


def test_after_the_extra_window_the_director_grades_with_his_reason(story: UnitsStory) -> None:
    case = confirmed(story)
    story.votes(case, "SATISFIED")
    story.days(11)
    story.days(6)
    assert story.open_steps(case) == ["reasoned_grade"]
    director = story.as_(story.cast.director)
    words = "两次征集仅收回一票，结合复核记录和走访情况，认定整改基本到位，群众反映较好。"
    with pytest.raises(BadAnswer):
        director.does("reasoned_grade", case, ballots_returned=3, grade="BASICALLY_SATISFIED", reason=words)
    director.does("reasoned_grade", case, ballots_returned=1, grade="BASICALLY_SATISFIED", reason=words)
    assert story.open_steps(case) == ["unit_close"]


def test_dissatisfied_once_is_handled_again_and_twice_is_decided_by_the_vice_chair(story: UnitsStory) -> None:
    case = confirmed(story)
    bad = ["DISSATISFIED", "DISSATISFIED", "SATISFIED"]
    story.votes(case, *bad)
    rows = [{"rec_no": 1, "requirement": "解决异味问题并定期公布"}]
    story.as_(story.cast.officer).does("re_rectify", case, cause="DISSATISFIED", items=rows)
    story.approves(story.cast.director, "re_rectify", case)
    story.reports(case, "unit_a", [story.report_row(1)])
    story.inspects(case, {1: "CONFIRMED"})
    story.votes(case, *bad)
    assert story.open_steps(case) == ["decide_dissatisfaction"]
    reason = "两次测评均不满意，请分管市领导协调并约请单位沟通。"
    story.as_(story.cast.vice_chair).does("decide_dissatisfaction", case, decision="MEETING", reason=reason)
    assert story.open_steps(case) == ["unit_close"]
    assert story.track(case, "unit_a").proposes_meeting


def test_fewer_than_three_ballots_are_never_broken_down(story: UnitsStory) -> None:
    case = confirmed(story)
    story.votes(case, "SATISFIED", "DISSATISFIED")
    track = story.track(case, "unit_a")
    with story.reading() as session:
        assert ballots.breakdown(session, track, 1) is None
    story.as_(story.cast.member3).does("satisfaction_survey", case, attitude="SATISFIED", result="SATISFIED")
    with story.reading() as session:
        counted = ballots.breakdown(session, track, 1)
    assert counted is not None
    assert counted["result"] == {"SATISFIED": 2, "DISSATISFIED": 1}


def test_half_of_those_invited_are_not_more_than_half(story: UnitsStory) -> None:
    case = story.letter({"unit_a": (SOLE, [1])})
    with transaction(story.database) as session:
        for person in (story.cast.member5, story.cast.liaison_point):
            team = {"case_id": case, "person_id": person.id, "state": TeamState.ACCEPTED, "invited_at": clock.now()}
            session.add(TeamMember(**team))
    story.to_inspection(case, "unit_a", [story.report_row(1)])
    story.inspects(case, {1: "CONFIRMED"})
    story.votes(case, "SATISFIED", "SATISFIED", "SATISFIED")
    assert story.open_steps(case) == ["satisfaction_survey"] * 3
    story.as_(story.cast.member4).does("satisfaction_survey", case, attitude="SATISFIED", result="SATISFIED")
    assert story.open_steps(case) == ["unit_close"]
