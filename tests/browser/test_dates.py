"""Dates opened into their sum, and dates counted again by a changed calendar, at the desk and on the phone."""

from playwright.sync_api import expect

from engine import clock
from engine.calendar import load as load_calendar
from tests.acceptance import answering
from tests.browser.conftest import Desks
from tests.browser.walking import Desk
from tests.scenario import Scenario

LATE = 45
NOTICE = "市人民政府公告〔2026〕1号"


def opens_each_date(desk: Desk) -> None:
    """One date after the other, each a screen of its own."""
    page = desk.page.url
    links = desk.page.locator("main a.why")
    assert links.count()
    for number in range(links.count()):
        assert links.nth(number).is_visible()
        with desk.page.expect_navigation():
            links.nth(number).click()
        desk.looks().says("现时限")
        desk.page.goto(page)


def test_a_date_opens_from_wherever_it_stands(desks: Desks) -> None:
    cast, case = desks.house.cast, desks.house.ids["case"]
    folk = Scenario(desks.house.database, cast, desks.house.town.folder / "files")
    answering.signs(folk, case, cast.unit_a)
    answering.plans(folk, case, cast.unit_a)
    answering.plan_passes(folk, case, cast.unit_a)
    desks.served.ticks()
    for path in ("/unit", f"/unit/tracks/{desks.house.ids['track_a']}"):
        opens_each_date(desks(cast.liaison_a).opens(path).looks())
    desks.passes(LATE)
    opens_each_date(desks(cast.officer).opens("/board?view=units").looks())
    opens_each_date(desks(cast.officer).opens(f"/cases/{case}"))


def test_the_officer_enters_what_a_unit_asks_for_on_paper(desks: Desks) -> None:
    cast, case, track = desks.house.cast, desks.house.ids["case"], desks.house.ids["track_a"]
    folk = Scenario(desks.house.database, cast, desks.house.town.folder / "files")
    answering.signs(folk, case, cast.unit_a)
    desks.served.ticks()
    officer = desks(cast.officer).opens(f"/cases/{case}")
    for link in (cast.unit_a.name, "代录：延期申请"):
        with officer.page.expect_navigation():
            officer.page.locator("main").get_by_role("link", name=link, exact=True).first.click()
        officer.looks()
    officer.chooses(deadline_rule="unit_plan").fills(reason="雨季施工受阻，混接点改造须待水位回落后方可进场。")
    officer.sends(is_refused=True).looks()
    assert officer.page.locator("[data-faults] a").first.inner_text() == "办理日期：请填写。"
    officer.fills(entry__happened_on=str(desks.day())).chooses(entry__recorded_via="PHONE")
    officer.fills(entry__record_note="区府办电话申请，书面件后补。", progress_percent="40", new_due=str(desks.day(16)))
    officer.sends(is_refused=True).sends_all_the_same().says("延期待批")
    desks(cast.liaison_a).opens(f"/unit/tracks/{track}").looks().says("审批")


def test_the_dates_that_a_changed_day_moves_are_agreed_to_on_their_page(desks: Desks) -> None:
    admin = desks(desks.house.cast.business_admin)
    with desks.house.reading() as session:
        tomorrow = load_calendar(session).add_workdays(clock.today(), 1)
    admin.opens(f"/admin/calendar/day?day={tomorrow}")
    admin.chooses(kind="HOLIDAY").fills(name="市庆", source=NOTICE)
    with admin.page.expect_navigation():
        admin.page.get_by_role("button", name="更改").click()
    assert "/admin/recounts/" in admin.page.url
    admin.looks().says("正在核算")
    desks.served.ticks()
    expect(admin.page.get_by_role("button", name="同意")).to_be_visible(timeout=15_000)  # it looks again by itself
    with admin.looks().page.expect_navigation():
        admin.page.get_by_role("button", name="同意").press("Enter")
    admin.looks()
    desks.served.ticks()
    expect(admin.page.locator("main")).to_contain_text("已完成", timeout=15_000)
    admin.looks()
