"""整改期限 and its rules in a browser: every view at the desk and on the phone, a call recorded by keyboard."""

import pytest

from tests.acceptance import answering
from tests.browser.conftest import Desks
from tests.scenario import Scenario

VIEWS = ("list", "lanes", "calendar", "units")


@pytest.fixture
def late(desks: Desks) -> Desks:
    """One unit's plan has passed and its date is over; another one's plan waits for the officer."""
    cast, case = desks.house.cast, desks.house.ids["case"]
    folk = Scenario(desks.house.database, cast, desks.house.town.folder / "files")
    for unit in (cast.unit_a, cast.unit_c):
        answering.signs(folk, case, unit)
        answering.plans(folk, case, unit)
    answering.plan_passes(folk, case, cast.unit_a)
    desks.served.ticks()
    desks.passes(45)
    return desks


def test_every_view_shows_the_same_number_of_overdue_dates(late: Desks) -> None:
    officer = late(late.house.cast.officer)
    said = {officer.opens(f"/board?view={view}").looks().page.locator("h1 + p").inner_text() for view in VIEWS}
    assert len({words.partition(" ")[0] for words in said}) == 1
    assert "逾期0项" not in said.pop()


def test_a_call_is_recorded_by_keyboard_and_leads_back_to_the_row(late: Desks) -> None:
    officer = late(late.house.cast.officer).opens("/board?view=units&lane=red")
    urge = officer.page.get_by_role("link", name="催办").first
    with officer.page.expect_navigation():
        urge.press("Enter")
    officer.looks()
    with officer.page.expect_navigation():
        officer.page.locator('[name="person"]').press("Control+Enter")
    assert officer.page.url.endswith("/board?view=units&lane=red")
    officer.looks().says("已催办1次")


def test_a_rule_is_changed_after_a_look_at_what_changes(desks: Desks) -> None:
    admin = desks(desks.house.cast.business_admin).opens("/admin/rules").looks()
    admin.opens("/admin/rules/deadline/letter_draft").looks().fills(length="20")
    with admin.page.expect_navigation():
        admin.page.get_by_role("button", name="预览更改").click()
    admin.looks().says("超出总时限")
    with admin.page.expect_navigation():
        admin.page.get_by_role("button", name="确认更改").click()
    admin.looks().says("已更改")
