"""The dates of a case through the API: each reader gets those that the pages show him, and how each is counted."""

import re

from engine import clock
from tests.acceptance import answering
from tests.acceptance.test_suspensions import suspended
from tests.scenario import Scenario
from tests.web.conftest import House
from tests.web.test_api import Program


def told(house: House, name: str) -> list[dict]:
    return Program(house, name).get(f"/cases/{house.ids['case']}/deadlines")["deadlines"]


def at_work(house: House) -> Scenario:
    """Both units have signed; the plan of one is in."""
    folk = Scenario(house.database, house.cast, house.town.folder / "files")
    for unit in (house.cast.unit_a, house.cast.unit_c):
        answering.signs(folk, house.ids["case"], unit)
    answering.plans(folk, house.ids["case"], house.cast.unit_a)
    return folk


def test_the_office_reads_every_date_with_who_owes_it_and_its_sum(house: House) -> None:
    at_work(house)
    found = told(house, "officer")
    assert [one["due_at"] for one in found] == sorted(one["due_at"] for one in found)
    assert {"intake_assign", "lead_review", "letter_draft", "unit_plan", "plan_review"} <= {
        one["rule"] for one in found
    }
    owed = [one for one in found if one["what"].startswith("第")]
    assert {one["who"] for one in owed} == {house.cast.unit_a.name, house.cast.unit_c.name}
    plans = {one["track_id"]: one for one in found if one["rule"] == "unit_plan"}
    done, running = plans[house.ids["track_a"]], plans[house.ids["track_c"]]
    assert (done["state"], done["light"], done["light_label"]) == ("MET", "grey", "已办结")
    assert (running["state"], running["light"], running["is_paused"]) == ("RUNNING", "green", False)
    assert running["basis"] == "RULE" and running["basis_label"] and running["starts_on"] == str(clock.today())
    assert house.cast.liaison_c.name in running["who"]
    client, bearer = house.app.test_client(), house.bearer(house.cast.officer)
    for one in found:
        if one["why"]:
            answer = client.get(one["why"], headers=bearer)
            assert answer.status_code == 200 and answer.get_json()["parts"], one


def test_a_unit_reads_its_own_and_an_outsider_nothing(house: House) -> None:
    at_work(house)
    own = told(house, "liaison_c")
    assert {one["track_id"] for one in own} == {house.ids["track_c"]}
    assert {one["rule"] for one in own} >= {"unit_sign", "unit_plan"}
    assert "plan_review" not in {one["rule"] for one in told(house, "liaison_a")}, "what we owe is not for the unit"
    client, bearer = house.app.test_client(), house.bearer(house.cast.liaison_c)
    assert {client.get(one["why"], headers=bearer).status_code for one in own if one["why"]} == {200}
    for name in ("outsider", "liaison_b", "member5", "county_officer", "sys_admin"):
        Program(house, name).get(f"/cases/{house.ids['case']}/deadlines", 404)
    Program(house, "officer").get("/cases/424242/deadlines", 404)


def test_the_team_reads_what_the_cases_page_shows_it(house: House) -> None:
    at_work(house)
    found = told(house, "member1")
    assert {one["state"] for one in found if one["rule"] == "plan_review"} == {"RUNNING"}
    assert "letter_draft" not in {one["rule"] for one in found}, "what is done inside is not for the team"
    client, bearer = house.app.test_client(), house.bearer(house.cast.member1)
    opened = [one["why"] for one in found if one["why"]]
    assert opened and {client.get(path, headers=bearer).status_code for path in opened} == {200}
    page = house.enter(house.cast.member1)
    links = re.findall(r'class="why" href="([^"]+)"', page.get(f"/cases/{house.ids['case']}"))
    assert links and all("现时限" in page.get(path) for path in links)


def test_since_when_a_leader_has_it_is_for_him_and_the_secretary_general(house: House) -> None:
    folk = Scenario(house.database, house.cast, house.town.folder / "files")
    folk.as_(house.cast.sg).does("approve", item=house.ids["approve"], item_kind="REVIEW", decision="APPROVE")
    path = f"/cases/{house.ids['initiated']}/deadlines"
    for name, knows in (("officer", False), ("sg", True), ("vice_chair", True)):
        steps = [one for one in Program(house, name).get(path)["deadlines"] if one["rule"] == "initiation_step"]
        held = [one for one in steps if house.cast.vice_chair.name in one["who"]]
        assert held and all(bool(one["starts_on"]) is knows for one in held), name


def test_what_stands_still_has_no_date(house: House) -> None:
    folk = at_work(house)
    suspended(folk, house.ids["case"])
    paused = [one for one in told(house, "officer") if one["is_paused"]]
    assert {one["light_label"] for one in paused} == {"挂起"}
    assert all(one["due_at"] is None and one["days_left"] is not None for one in paused)
    page = house.enter(house.cast.officer).get(f"/cases/{house.ids['case']}")
    sums = [one["why"].removeprefix("/api/v1") for one in paused if one["why"] and "obligation" in one["why"]]
    assert sums and all(f'href="{path}"' in page for path in sums)


def test_the_list_says_the_next_date_of_each_case_as_the_page_does(house: House) -> None:
    listed = {one["id"]: one for one in Program(house, "officer").get("/cases")["cases"]}
    weighed = listed[house.ids["weighed"]]
    item = house.item("weigh")
    assert item.due_at is not None
    assert weighed["next_due_on"] == str(clock.day_of(item.due_at)) and weighed["next_light"] in ("green", "amber")
    assert Program(house, "officer").get(f"/cases/{house.ids['weighed']}")["next_due_on"] == weighed["next_due_on"]
    [seen] = [one for one in Program(house, "kanjian_editor").get("/cases")["cases"] if one["id"] == house.ids["case"]]
    assert seen["next_due_on"] is None, "the source does not read the open steps"
