"""The morning sheet and the steps against a late unit in a browser, at the desk and on the phone."""

import pytest

from engine.db import transaction
from tests.acceptance import answering
from tests.browser.conftest import Desks
from tests.scenario import Scenario
from tests.web.test_why import house_item
from workflows import morning_sheet, reminding


@pytest.fixture
def late(desks: Desks) -> Desks:
    """市环境局 has signed, and its plan is weeks late; the morning rounds are made."""
    cast, case = desks.house.cast, desks.house.ids["case"]
    folk = Scenario(desks.house.database, cast, desks.house.town.folder / "files")
    answering.signs(folk, case, cast.unit_c)
    with transaction(desks.house.database) as session:
        reminding.plan(session)
        morning_sheet.plan(session)
    desks.passes(44)
    return desks


def test_the_sheet_of_the_morning_leads_to_each_item(late: Desks) -> None:
    officer = late(late.house.cast.officer).opens("/morning").looks().says("等您办理")
    first = officer.page.locator(".row-title").first
    title = first.inner_text()
    with officer.page.expect_navigation():
        first.press("Enter")
    officer.looks().says(title)
    late(late.house.cast.seal).opens("/morning").looks().says("今天没有需要您马上办理的事项")


def test_an_urging_letter_goes_from_the_board_to_the_unit(late: Desks) -> None:
    cast, track = late.house.cast, late.house.ids["track_c"]
    officer = late(cast.officer).opens(f"/board?view=list&unit={cast.unit_c.id}").looks()
    with officer.page.expect_navigation():
        officer.page.get_by_role("link", name="催办函").first.click()
    officer.looks().says("关于商请加快办理")
    officer.chooses(action="SEND").looks()
    with officer.page.expect_navigation():
        officer.page.locator('[name="doc_no"]').press("Control+Enter")
    editor = late(cast.editor).opens(f"/work/{house_item(late.house, track, 'urging_letter').id}").looks()
    editor.says("现商请贵单位加快办理")
    agrees(late)
    for view in ("lanes", "units", "calendar"):
        late(cast.officer).opens(f"/board?view={view}&unit={cast.unit_c.id}").looks()
    late(cast.officer).opens(f"/cases/{late.house.ids['case']}").looks().says("催办函")
    unit = late(cast.liaison_c).opens(f"/unit/tracks/{track}").looks()
    with unit.page.expect_navigation():
        unit.page.get_by_role("link", name="办函").click()
    unit.looks().says("现商请贵单位加快办理")
    late(cast.director).opens(f"/start/unit_talk_act/{track}").looks().says("商定事项")
    late(cast.officer).opens(f"/start/inspection_request_act/{track}").looks().says("提请督查")
    late(cast.officer).opens(f"/work/{house_item(late.house, track, 'urging_receipt').id}").looks().says("电话确认")


def agrees(late: Desks) -> None:
    """The editor agrees."""
    folk = Scenario(late.house.database, late.house.cast, late.house.town.folder / "files")
    folk.as_(late.house.cast.editor).does("urging_letter", late.house.ids["case"], decision="APPROVE", opinion=None)
