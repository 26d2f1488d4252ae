"""The list by keyboard, and every other screen that one can come to."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Desks


@pytest.mark.parametrize("desks", ["desk"], indirect=True)
def test_the_list_is_worked_by_keyboard(desks: Desks) -> None:
    officer = desks(desks.house.cast.officer).opens("/inbox")
    keys, selected = officer.page.keyboard, ".is-selected .row-title"
    first = officer.page.inner_text(selected)
    keys.press("j")
    second = officer.page.inner_text(selected)
    assert second != first
    expect(officer.page.locator("#preview")).to_contain_text(second)
    keys.press("k")
    assert officer.page.inner_text(selected) == first
    keys.press("/")
    assert officer.page.evaluate("document.activeElement.name") == "q"
    keys.type("j")
    assert officer.page.inner_text(selected) == first, "whoever types a word moves nothing"
    keys.press("Escape")
    officer.page.focus(selected)
    keys.press("?")
    officer.page.wait_for_selector("#keys[open]")
    officer.looks()
    keys.press("Escape")
    with officer.page.expect_navigation():
        officer.page.focus(selected)
        keys.press("Enter")
    assert first in officer.page.inner_text("h1")


@pytest.mark.parametrize("desks", ["desk"], indirect=True)
def test_back_to_a_form_that_had_faults_finds_what_was_typed(desks: Desks) -> None:
    officer, path = desks(desks.house.cast.officer), f"/start/withdrawal_act/{desks.house.ids['case']}"
    officer.opens(path).fills(reason="栏目来函更正，问题已不存在。").sends(is_refused=True)
    officer.page.click(".crumbs a")
    officer.page.wait_for_load_state("load")
    assert f"/cases/{desks.house.ids['case']}" in officer.page.url
    officer.page.go_back()
    assert path in officer.page.url
    expect(officer.page.locator('[name="reason"]')).to_have_value("栏目来函更正，问题已不存在。")


def test_every_other_screen_is_accessible_and_fits(desks: Desks) -> None:
    house = desks.house
    cast, ids = house.cast, house.ids
    screens = {
        "officer": (
            "/done",
            "/started",
            "/to-read",
            "/me",
            "/cases",
            "/cases/search?q=清水河",
            "/no/such/page",
            "/admin/calendar",
        ),
        "sg": (f"/work/{ids['approve']}/transfer", f"/work/{ids['approve']}/return", f"/work/{ids['approve']}/signer"),
        "director": (f"/start/merge_or_split_act/{ids['initiated']}", f"/cases/papers/{ids['letter']}"),
        "liaison_a": (f"/unit/tracks/{ids['track_a']}", f"/unit/tracks/{ids['track_a']}/letter", "/inbox"),
        "business_admin": (
            "/admin/calendar?year=2026",
            "/admin/calendar?year=2027",
            "/admin/calendar/day?day=2026-04-20",
        ),
        "sys_admin": ("/keeping/incidents", "/keeping/processes", "/api/v1/docs"),
        "outsider": ("/inbox",),
    }
    for name, paths in screens.items():
        desk = desks(getattr(cast, name))
        for path in paths:
            desk.opens(path)


def test_who_comes_second_finds_his_text_on_an_accessible_page(desks: Desks) -> None:
    house = desks.house
    path, typed = f"/work/{house.ids['weigh']}", "我已与来源通过电话，对方确认照片是上月所拍。"
    slow = desks(house.cast.officer2).opens(path)
    slow.chooses(decision="REJECT").chooses(reject_reason="UNCLEAR").fills(reject_text=typed)
    answer = {"decision": "REJECT", "reject_reason": "UNCLEAR", "reject_text": "现有材料不足以说明问题，请补充。"}
    house.enter(house.cast.officer).submit(path, **answer)
    slow.sends()
    assert "陈晓岚" in slow.text()
    assert typed in slow.page.content()
