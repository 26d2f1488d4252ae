"""S3: a unit that does not sign is telephoned; the clocks run from the day on which it had the letter."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from engine import clock
from engine.actors import SYSTEM
from engine.calendar import Day, DayKind
from engine.db import transaction
from engine.errors import BadAnswer
from engine.models import Deadline
from engine.models.deadline import DeadlineState
from tests.workflows.rectification.units_story import UnitsStory
from workflows.rectification.models import Contact
from workflows.rectification.states import TrackRole
from workflows.settings.holidays import set_days
from workflows.settings.models import Threshold

SOLE = TrackRole.SOLE
CALL = {"contact_kind": "PHONE", "person": "陶甲区", "said": "已收到，正在分办", "counts_as_urge": True}


def unsigned(story: UnitsStory) -> int:
    case = story.letter({"unit_a": (SOLE, [1])})
    assert story.open_steps(case) == ["sign_receipt"]
    story.days(4)
    return case


def test_after_three_days_the_officer_is_asked_to_telephone_and_the_unit_may_still_sign(story: UnitsStory) -> None:
    case = unsigned(story)
    assert story.open_steps(case) == ["sign_call", "sign_receipt"]
    story.signs(case, "unit_a")
    assert story.open_steps(case) == ["rectification_plan"]


def test_a_receipt_confirmed_on_the_telephone_starts_the_clocks_on_the_day_confirmed(story: UnitsStory) -> None:
    case = unsigned(story)
    got = clock.today() - timedelta(days=2)
    story.as_(story.cast.officer).does("sign_call", case, contacted_at=clock.now(), receipt_on=got, **CALL)
    assert story.open_steps(case) == ["rectification_plan"]
    track = story.track(case, "unit_a")
    assert (track.signed_on, track.signed_how, str(track.state)) == (got, "CALL", "PLAN_DUE")
    with story.reading() as session:
        plan = session.scalars(select(Deadline).where(Deadline.rule == "unit_plan")).one()
        assert plan.started_on == got
        assert session.scalars(select(Contact)).one().counts_as_urge


def test_a_call_without_a_confirmation_leaves_the_letter_unsigned(story: UnitsStory) -> None:
    case = unsigned(story)
    story.as_(story.cast.officer).does("sign_call", case, contacted_at=clock.now(), **CALL)
    assert story.open_steps(case) == ["sign_receipt"]


def test_nobody_has_a_letter_before_it_was_delivered(story: UnitsStory) -> None:
    case = unsigned(story)
    early = clock.today() - timedelta(days=30)
    with pytest.raises(BadAnswer):
        story.as_(story.cast.officer).does("sign_call", case, contacted_at=clock.now(), receipt_on=early, **CALL)


@pytest.mark.parametrize(("is_on", "state"), [(False, "PENDING_SIGN"), (True, "PLAN_DUE")])
def test_deemed_service_is_an_option_that_is_off(story: UnitsStory, is_on: bool, state: str) -> None:
    with transaction(story.database) as session:
        session.execute(update(Threshold).where(Threshold.key == "deemed_served_on").values(value=is_on))
    case = unsigned(story)
    story.days(4)
    assert story.state(case, "unit_a") == state
    with story.reading() as session:
        fired = select(Deadline).where(Deadline.rule == "deemed_served", Deadline.state == DeadlineState.FIRED)
        assert bool(session.scalars(fired).all()) is is_on


def test_one_call_about_two_cases_confirms_both(story: UnitsStory) -> None:
    first, second = (story.letter({"unit_a": (SOLE, [1])}) for _ in range(2))
    tracks = [story.track(case, "unit_a").id for case in (first, second)]
    story.as_(story.cast.officer).starts(
        "contact_record_act",
        ("case", first),
        first,
        units=story.cast.unit_a.id,
        tracks=tracks,
        contacted_at=clock.now(),
        receipt_on=clock.today(),
        **CALL,
    )
    assert [story.state(case, "unit_a") for case in (first, second)] == ["PLAN_DUE", "PLAN_DUE"]
    with story.reading() as session:
        assert len({contact.call_id for contact in session.scalars(select(Contact))}) == 1


def test_a_districts_own_holiday_gives_its_unit_a_day_more_for_the_plan_and_no_other_unit(story: UnitsStory) -> None:
    holiday = Day(DayKind.HOLIDAY, "区庆", "甲区人民政府公告〔2026〕1号")
    with transaction(story.database) as session:
        set_days(session, {date(2026, 3, 10): holiday}, f"district:{story.cast.district_a.id}", SYSTEM)
    case = story.letter({"unit_a": (TrackRole.LEAD, [1]), "unit_b": (TrackRole.LEAD, [2])})
    due = {}
    for key in ("unit_a", "unit_b"):
        story.signs(case, key)
        with story.reading() as session:
            track = story.track(case, key)
            wanted = select(Deadline).where(Deadline.rule == "unit_plan", Deadline.instance_id == track.instance_id)
            due[key] = clock.day_of(session.scalars(wanted).one().due_at)
    assert due == {"unit_a": date(2026, 3, 17), "unit_b": date(2026, 3, 16)}
