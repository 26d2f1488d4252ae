"""The plan of the year: the office enters its rows, and an initiation picks from them."""

from engine.db import transaction
from tests.web.conftest import House
from tests.web.test_api import Program
from workflows.supervision import year_plan
from workflows.supervision.models import InitiationSheet, PlanItem


def test_the_office_enters_a_row_and_the_initiation_offers_it(house: House) -> None:
    clerk = house.enter(house.cast.clerk)
    row = {"year": "2026", "title": "雨污混接整治", "committee": str(house.cast.urban.id)}
    clerk.submit("/plan", 302, **row)
    page = clerk.client.get("/plan?year=2026").get_data(as_text=True)
    assert "雨污混接整治" in page
    with house.reading() as session:
        assert [item.no for item in session.query(PlanItem).filter_by(title="雨污混接整治")] == [1]
    again = clerk.submit("/plan", 422, **row)
    assert "该年度计划已有这一议题" in again


def test_what_is_wrong_is_said_beside_the_field_and_stays_typed(house: House) -> None:
    clerk = house.enter(house.cast.clerk)
    page = clerk.submit("/plan", 422, year="二〇二六", title="雨污混接整治", committee="")
    assert "请填写年度" in page
    assert "请选择承办专委会" in page
    assert 'value="雨污混接整治"' in page


def test_a_row_that_a_case_names_counts_as_planned_and_cannot_be_removed(house: House) -> None:
    clerk = house.enter(house.cast.clerk)
    with transaction(house.database) as session:
        actor = house.cast.act(session, house.cast.clerk)
        data = {"year": 2026, "title": "雨污混接整治", "committee_id": house.cast.urban.id}
        item = year_plan.add(session, house.cast.cppcc.id, data, actor)
        sheet = session.query(InitiationSheet).filter(InitiationSheet.approved_on.is_not(None)).first()
        before = year_plan.of_year(session, house.cast.cppcc.id, sheet.approved_on.year)
        sheet.plan_item_id = item.id
        session.flush()
        after = year_plan.of_year(session, house.cast.cppcc.id, sheet.approved_on.year)
        item_id = item.id
    assert (after.planned, after.unplanned) == (before.planned + 1, before.unplanned - 1)
    refused = clerk.post(f"/plan/{item_id}/remove", 422, year="2026")
    assert "已有立项引用该条目" in refused
    with house.reading() as session:
        assert session.get(PlanItem, item_id) is not None


def test_a_program_keeps_the_plan_under_the_same_rules(house: House) -> None:
    clerk = Program(house, "clerk")
    row = {"year": 2026, "title": "雨污混接整治", "committee_id": house.cast.urban.id}
    made = clerk.post("/plan", row, "a-new-row", 201)
    assert clerk.post("/plan", row, "a-new-row", 201) == made, "sent twice, entered once"
    wrong = clerk.post("/plan", row, "the-same-topic", 422)
    assert wrong["errors"] == {"title": ["该年度计划已有这一议题。"]}
    [line] = clerk.get("/plan?year=2026")["lines"]
    assert line == {"id": made["id"], "no": 1, "title": "雨污混接整治", "committee": "城建委", "cases": []}
    clerk.post(f"/plan/{made['id']}/remove", {}, "take-it-out")
    assert clerk.get("/plan?year=2026")["lines"] == []
    clerk.get("/plan?year=0", 422)
    Program(house, "outsider").get("/plan", 403)
