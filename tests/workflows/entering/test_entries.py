"""C0: what happened on paper or by telephone is entered for the one who acted; he is told and may object."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from engine import clock, queries
from engine.db import transaction
from engine.entries import Entry
from engine.errors import BadAnswer, NotPermitted
from engine.forms import load
from engine.models import Instance, Reading, WorkItem
from tests.workflows.rectification.units_story import UnitsStory
from workflows import entering
from workflows.bootstrap import DOMAIN
from workflows.entering.form import EntryForm
from workflows.entering.rights import may_enter
from workflows.people.models import Person
from workflows.rectification.states import TrackRole
from workflows.rectification.step import track_of

SIGN = {"action": "SIGN", "handler_office": "办公室", "handler_name": "陶经办", "handler_phone": "88001234"}
SIGNED: dict[str, Any] = {**SIGN, "rec_nos": None, "suggested_unit": None}
__all__ = ["track_of"]


def of_liaison(story: UnitsStory, days_ago: int = 1) -> Entry:
    person = story.cast.liaison_a
    happened = clock.today() - timedelta(days=days_ago)
    return Entry(person.id, person.name, "甲区政府办联络员", happened, "PAPER", (905,))


def enters(story: UnitsStory, by: Person, entry: Entry, item: int | None = None) -> int:
    """The open receipt of 甲区, entered by somebody; the id of the item."""
    item = item or story.as_(story.cast.liaison_a).items()[0][0]
    with transaction(story.database) as session:
        actor = story.as_(by).actor(session)
        entering.record(session, DOMAIN, item, SIGNED, entry, actor=actor, confirmed=True)
    story.drain()
    return item


def letter(story: UnitsStory) -> int:
    return story.letter({"unit_a": (TrackRole.SOLE, [1])})


def the_item(story: UnitsStory, item: int) -> WorkItem:
    with story.reading() as session:
        return session.get_one(WorkItem, item)


def test_an_act_entered_for_a_unit_is_the_units_on_the_day_it_happened(story: UnitsStory) -> None:
    case = letter(story)
    item = the_item(story, enters(story, story.cast.officer, of_liaison(story)))
    yesterday = clock.today() - timedelta(days=1)
    assert (item.acted_name, item.happened_on) == (story.cast.liaison_a.name, yesterday)
    assert item.entered_by == story.cast.officer.id
    assert story.track(case, "unit_a").signed_on == yesterday


def test_the_one_concerned_is_told_and_his_objection_marks_the_entry(story: UnitsStory) -> None:
    case = letter(story)
    item = enters(story, story.cast.officer, of_liaison(story))
    unit = story.as_(story.cast.liaison_a)
    assert unit.has("check_entry")
    unit.does("check_entry", case, response="OBJECT", objection_text="签收日期有误，应为当日")
    marked = the_item(story, item).entry
    assert marked is not None
    assert (marked["check"], marked["objection"]) == ("OBJECTED", "签收日期有误，应为当日")
    with story.reading() as session:
        told = session.scalars(select(Reading).where(Reading.person_id == story.cast.officer.id))
        assert "签收日期有误" in told.one().note


def test_silence_leaves_the_entry_as_it_is_and_nothing_waits(story: UnitsStory) -> None:
    letter(story)
    item = enters(story, story.cast.officer, of_liaison(story))
    story.days(5)
    marked = the_item(story, item).entry
    assert marked is not None
    assert marked["check"] == "NO_RESPONSE"
    assert not story.as_(story.cast.liaison_a).has("check_entry")


def test_nobody_is_asked_where_nobody_has_an_account(story: UnitsStory) -> None:
    case = story.letter({"party": (TrackRole.SOLE, [1])})
    with transaction(story.database) as session:
        instance = story.track(case, "party").instance_id
        [(item, _)] = queries.open_items(session, [instance or 0])
        actor = story.as_(story.cast.officer).actor(session)
        entry = Entry(None, "中共甲乙市委", "", clock.today(), "EXCHANGE", (905,))
        entering.record(session, DOMAIN, item.id, SIGNED, entry, actor=actor)
    assert story.open_steps(case) == ["rectification_plan"]


@pytest.mark.parametrize(("days", "late"), [(3, False), (12, True)])
def test_what_is_recorded_more_than_three_working_days_later_is_flagged(
    story: UnitsStory, days: int, late: bool
) -> None:
    letter(story)
    with story.reading():
        item = the_item(story, enters(story, story.cast.officer, of_liaison(story, days)))
    assert bool((item.entry or {}).get("is_late")) is late


def test_ones_own_act_is_never_entered(story: UnitsStory) -> None:
    letter(story)
    with pytest.raises(NotPermitted):
        enters(story, story.cast.liaison_a, of_liaison(story))


def test_officers_of_other_committees_and_directors_enter_nothing(story: UnitsStory) -> None:
    letter(story)
    item = story.as_(story.cast.liaison_a).items()[0][0]
    for person in (story.cast.other_officer, story.cast.director, story.cast.member1, story.cast.liaison_b):
        with pytest.raises(NotPermitted):
            enters(story, person, of_liaison(story), item)
    enters(story, story.cast.clerk, of_liaison(story), item)


def test_the_person_named_must_have_been_entitled(story: UnitsStory) -> None:
    letter(story)
    stranger = story.cast.liaison_b
    with pytest.raises(NotPermitted):
        enters(
            story, story.cast.officer, Entry(stranger.id, stranger.name, "", clock.today(), "PHONE", note="电话告知")
        )


def test_a_secretary_enters_for_his_own_leader_alone(story: UnitsStory) -> None:
    case = letter(story)
    cppcc = story.cast.cppcc.id
    with story.reading() as session:
        instance = session.scalars(select(Instance).where(Instance.matter_id == case)).first()
        assert instance is not None
        secretary = story.as_(story.cast.secretary).actor(session)
        may = {
            role: may_enter(session, secretary, instance, WorkItem(groups=[f"{role}@cppcc:{cppcc}"]))
            for role in ("chairperson", "vice_chair", "secretary_general")
        }
    assert may == {"chairperson": True, "vice_chair": False, "secretary_general": False}


def test_paper_needs_a_scan_and_a_call_needs_a_note() -> None:
    who = {"acted_by": {"name": "陶甲区"}, "happened_on": clock.today().isoformat()}
    for via, missing in (("PAPER", "entry_scan"), ("PHONE", "record_note")):
        with pytest.raises(BadAnswer) as refused:
            load(EntryForm, {**who, "recorded_via": via})
        assert set(refused.value.errors) == {missing}
    entry = entering.to_entry(load(EntryForm, {**who, "recorded_via": "PAPER", "entry_scan": [7]}))
    assert (entry.name, entry.scans, entry.via) == ("陶甲区", (7,), "PAPER")
