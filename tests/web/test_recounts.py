"""The dates that move with the calendar, on their page: who keeps it looks at old and new, and agrees once."""

from datetime import date

import pytest

from engine import clock
from engine.runners.sweep import drain
from tests.web.conftest import House, Visitor, words
from workflows.bootstrap import DOMAIN

DAY = {"kind": "HOLIDAY", "name": "市庆", "source": "市人民政府公告〔2026〕1号"}


@pytest.fixture
def admin(house: House) -> Visitor:
    return house.enter(house.cast.business_admin)


def next_workday() -> date:
    day = clock.today()
    return date.fromordinal(day.toordinal() + 1 + (2 if day.weekday() == 4 else 1 if day.weekday() == 5 else 0))


def test_a_changed_day_leads_to_the_dates_that_move_with_it(house: House, admin: Visitor) -> None:
    page = admin.post("/admin/calendar/day", day=str(next_workday()), scope="", **DAY)
    assert page.startswith("/admin/recounts/")
    assert "正在核算" in words(admin.get(page))
    assert "待核算" in words(admin.get("/inbox"))
    drain(house.database, DOMAIN)
    shown = words(admin.get(page))
    assert "同意，调整期限" in shown and "新期限" in shown
    done = admin.post(f"{page}/agree", request_key="agree-once")
    assert admin.post(f"{page}/agree", request_key="agree-once") == done  # the same answer again
    drain(house.database, DOMAIN)
    assert "已完成" in words(admin.get(page))
    assert "待核算" not in words(admin.get("/inbox"))
    admin.post(f"{page}/agree", 403, request_key="agree-twice")


def test_the_dates_may_stay_as_they_are(house: House, admin: Visitor) -> None:
    page = admin.post("/admin/calendar/day", day=str(next_workday()), scope="", **DAY)
    drain(house.database, DOMAIN)
    admin.post(f"{page}/drop", request_key="drop-it")
    assert "未调整" in words(admin.get(page))
    admin.post(f"{page}/drop", 403, request_key="drop-it-again")
    admin.post(f"{page}/agree", 403, request_key="agree-after-all")


def test_a_recount_that_is_none_is_not_found(admin: Visitor) -> None:
    admin.get("/admin/recounts/424242", 404)
