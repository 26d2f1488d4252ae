"""The administrator brings a year of holidays in and changes a day, by keyboard too, at the desk and on the phone."""

import pytest

from tests.browser.conftest import Desks

NOTICE = "国办发明电〔2026〕9号"
GOOD = f"日期,类型,名称,来源\n2027-01-01,放假,元旦,{NOTICE}\n2027-02-14,上班,春节,{NOTICE}\n"


def test_a_year_comes_in_from_a_file_after_its_mistakes_are_corrected(desks: Desks) -> None:
    admin = desks(desks.house.cast.business_admin).opens("/admin/calendar?year=2027")
    for content, said in ((GOOD.replace("01-01", "02-30"), "不是日期"), (GOOD, "将改变的日子")):
        admin.page.goto("/admin/calendar?year=2027")
        file = {"name": "2027.csv", "mimeType": "text/csv", "buffer": content.encode()}
        admin.page.set_input_files("#holiday-file", file)
        with admin.page.expect_navigation():
            admin.page.get_by_role("button", name="检查文件").click()
        assert said in admin.looks().page.inner_text("main")
    with admin.page.expect_navigation():
        admin.page.get_by_role("button", name="确认导入").press("Enter")
    assert "尚未公布" not in admin.looks().page.inner_text("main")


@pytest.mark.parametrize("desks", ["desk"], indirect=True)
def test_a_day_is_changed_by_keyboard_from_the_months(desks: Desks) -> None:
    admin = desks(desks.house.cast.business_admin).opens("/admin/calendar?year=2026")
    with admin.page.expect_navigation():
        admin.page.locator("a.day", has_text="休").first.press("Enter")
    assert admin.page.input_value('[name="day"]') == "2026-01-01"
    admin.fills(name="新年")
    with admin.page.expect_navigation():
        admin.page.keyboard.press("Enter")
    assert "已更改1天" in admin.page.inner_text("main")


def test_the_office_reads_the_year_without_a_thing_to_press(desks: Desks) -> None:
    officer = desks(desks.house.cast.officer).opens("/admin/calendar?year=2026")
    assert officer.page.locator(".months a, main form").count() == 0
