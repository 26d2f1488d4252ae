"""The diagram of a case opens at the step where the case stands; maps show who holds what lies below them."""

import html
import json
import re

from engine.models import Instance
from tests.web.conftest import House


def drawn(page: str) -> tuple[str, dict[str, str], dict[str, str]]:
    """The file that a page draws, who holds each step that waits, and where the steps with a diagram lead."""
    found = {name: html.unescape(re.search(f'data-{name}="([^"]*)"', page)[1]) for name in ("xml-url", "here", "calls")}
    here = {one["id"]: one["who"] for one in json.loads(found["here"])}
    return found["xml-url"].rpartition("/")[2], here, json.loads(found["calls"])


def test_the_diagram_opens_at_the_step_where_the_case_stands(house: House) -> None:
    page = house.enter(house.cast.officer).get(f"/cases/{house.ids['weighed']}?tab=diagram")
    file, here, _ = drawn(page)
    assert file == "examining.bpmn"
    assert list(here) == ["weigh_lead", "call_examining", "call_preparation"]
    assert "分办与研判" in page


def test_each_map_shows_who_holds_the_step_below_it_and_leads_there(house: House) -> None:
    officer, case = house.enter(house.cast.officer), house.ids["weighed"]
    for name, call, below in (
        ("supervision", "call_preparation", "preparation"),
        ("preparation", "call_examining", "examining"),
    ):
        file, here, calls = drawn(officer.get(f"/cases/{case}?tab=diagram&file={name}.bpmn"))
        assert file == f"{name}.bpmn"
        assert here[call] == here["weigh_lead"] != ""
        assert calls[call].endswith(f"file={below}.bpmn")


def test_an_approval_is_shown_only_where_the_case_asks_for_it(house: House) -> None:
    with house.reading() as session:
        case = session.get_one(Instance, house.item("approve").instance_id).matter_id
    file, here, calls = drawn(house.enter(house.cast.officer).get(f"/cases/{case}?tab=diagram"))
    assert file == "initiating.bpmn"
    assert here["approve_initiation"] == here["approve"] != ""
    assert list(here) == ["approve", "approve_initiation", "call_initiating", "call_preparation"]
    assert calls["approve_initiation"].endswith("file=approval.bpmn")


def test_a_file_that_the_case_does_not_have_is_not_found(house: House) -> None:
    house.enter(house.cast.officer).get(f"/cases/{house.ids['weighed']}?tab=diagram&file=secret.bpmn", 404)
