"""A date opens into its sum: for those who see what it belongs to, with names for the office alone."""

from datetime import timedelta

from sqlalchemy import select

from engine import clock
from engine.calendar import load as load_calendar
from engine.models import Instance, ItemState, Task, WorkItem
from tests.web.conftest import House, words
from workflows.rectification.models import Extension, Obligation, Track

HANDLER = {"handler_office": "办公室", "handler_name": "陶经办", "handler_phone": "0571-88001234"}
WHY = "雨季施工受阻，混接点改造须待水位回落后方可进场，请准予延期五个工作日。"


def signs(house: House) -> int:
    """The unit signs for the letter; the first thing that it owes."""
    unit = house.enter(house.cast.liaison_c)
    unit.submit(f"/work/{house.ids['sign_c']}", action="SIGN", **HANDLER)
    with house.reading() as session:
        owed = select(Obligation.id).where(Obligation.track_id == house.ids["track_c"]).order_by(Obligation.id)
        return session.scalars(owed.limit(1)).one()


def test_a_unit_opens_its_own_date_and_nobody_elses_does(house: House) -> None:
    cast, owed = house.cast, signs(house)
    page = words(house.enter(cast.liaison_c).get(f"/why/obligation/{owed}"))
    assert "时限由来" in page and "建议书" in page and "现时限" in page
    for other in (cast.liaison_a, cast.liaison_b, cast.member5, cast.outsider, cast.county_officer):
        house.enter(other).get(f"/why/obligation/{owed}", 404)
    assert "现时限" in house.enter(cast.officer).get(f"/why/obligation/{owed}")
    assert "现时限" in house.enter(cast.member1).get(f"/why/obligation/{owed}")
    house.enter(cast.liaison_c).get(f"/why/item/{house.ids['approve']}", 404)
    house.enter(cast.officer).get("/why/obligation/424242", 404)


def test_the_pages_lead_to_it(house: House) -> None:
    owed = signs(house)
    case, track = house.ids["case"], house.ids["track_c"]
    assert f'href="/why/obligation/{owed}"' in house.enter(house.cast.officer).get(f"/cases/{case}")
    assert f'href="/why/obligation/{owed}"' in house.enter(house.cast.liaison_c).get(f"/unit/tracks/{track}")
    approving = house.ids["approve"]
    assert f'href="/why/item/{approving}"' in house.enter(house.cast.director).get(f"/work/{approving}")


def test_an_extension_stands_in_the_sum_and_its_decision_is_read_on_screen(house: House) -> None:
    signs(house)
    cast, track = house.cast, house.ids["track_c"]
    with house.reading() as session:
        days = load_calendar(session)
        plan = house_item(house, track, "rectification_plan")
        due = clock.day_of(plan.due_at)
        new = days.add_workdays(due, 5)
    unit = house.enter(cast.liaison_c)
    path = f"/start/request_extension_act/{track}"
    asked = {"deadline_rule": "unit_plan", "reason": WHY, "progress_percent": "40"}
    assert "须晚于原时限" in unit.submit(path, 422, **asked, new_due=str(due - timedelta(days=1)))
    unit.submit(path, **asked, new_due=str(new))
    assert "延期待批" in unit.get(f"/unit/tracks/{track}")
    assert "延期待批" in house.enter(cast.officer).get(f"/cases/{house.ids['case']}")
    item = house_item(house, track, "decide_extension")
    director = house.enter(cast.director)
    page = words(director.get(f"/work/{item.id}"))
    assert f"{new.year}年{new.month}月{new.day}日" in page and "此前已延期 0次" in page and WHY[:10] in page
    director.submit(f"/work/{item.id}", decision="APPROVE", granted_due=str(new))
    told = words(house.enter(cast.officer).get(f"/why/item/{plan.id}"))
    assert "延期" in told and cast.director.name in told and WHY in told
    told_api = house.bearer(cast.officer)
    answer = house.app.test_client().get(f"/api/v1/why/item/{plan.id}", headers=told_api).json
    assert answer["due_on"] == str(new)
    assert [part["title"] for part in answer["parts"]] == ["起算与依据", "延期", "现时限"]
    veiled = words(unit.get(f"/why/item/{plan.id}"))
    assert "延期" in veiled and cast.director.name not in veiled and "市政协" in veiled
    with house.reading() as session:
        assert session.scalars(select(Extension.state)).all() == ["GRANTED"]


def house_item(house: House, track_id: int, element: str) -> WorkItem:
    """The open item of a step of a track."""
    with house.reading() as session:
        assert session.get(Track, track_id) is not None
        return session.scalars(
            select(WorkItem)
            .join(Task, Task.id == WorkItem.task_id)
            .join(Instance, Instance.id == WorkItem.instance_id)
            .where(Instance.subject_kind == "track", Instance.subject_id == track_id)
            .where(Task.element == element, WorkItem.state == ItemState.OPEN)
        ).one()
