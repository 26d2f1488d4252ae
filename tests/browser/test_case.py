"""One case on its way through its people, at the desk and on the phone; every screen is accessible."""

from tests.browser.conftest import Desks
from tests.browser.walking import Desk
from tests.cast import PASSWORD, Cast
from tests.web.town import Townsfolk, picture
from workflows.rectification.models import Track

PROBLEM = "城北街道和平里小区三号楼电梯一个月内四次困人，居民多次投诉后仍未大修，老人出行十分不便。"
TITLE = "老旧电梯频繁困人"


def test_a_lead_goes_through_its_people_to_the_reply_of_a_unit(desks: Desks) -> None:
    house = desks.house
    cast = house.cast
    folk = Townsfolk(house.database, cast, house.town.folder / "files")
    intake = signs_in(desks(), cast)
    case = registers(intake)
    intake.opens("/inbox").opens(f"/work/{folk.item(case, 'assign_lead')}").picks("committee", "城建").sends()
    assert "已办：分办" in intake.text()

    officer = desks(cast.officer).opens("/inbox")
    assert TITLE in officer.text()
    weighs(officer.opens(f"/work/{folk.item(case, 'weigh_lead')}"), cast)
    director = desks(cast.director).opens(f"/work/{folk.item(case, 'weigh_lead')}")
    director.chooses(decision="APPROVE").sends()
    initiates(officer.opens(f"/work/{folk.item(case, 'initiation')}"))

    sg = desks(cast.sg).opens("/inbox").opens(f"/work/{folk.item(case, 'approve')}")
    approves(sg, "同意立项，请注意收集物业台账")
    officer.opens(f"/cases/{case}")
    assert "同意立项，请注意收集物业台账" in officer.page.inner_text("body")
    officer.opens(f"/cases/{case}?tab=diagram").page.wait_for_selector(".djs-container svg")

    folk.signed(case, cast.vice_chair, cast.chair)
    folk.to_the_units(case)
    desks.served.now = folk.now()
    officer.opens(f"/cases/{case}").opens("/cases/overdue")
    liaison = desks(cast.liaison_a).opens("/unit")
    assert TITLE in liaison.text()
    replies(liaison.opens(f"/work/{folk.item(case, 'sign_receipt', f'unit_liaison@unit:{cast.unit_a.id}')}"))
    with house.reading() as session:
        assert session.get_one(Track, folk.track(case, cast.unit_a)).handler_name == "陶经办"


def signs_in(intake: Desk, cast: Cast) -> Desk:
    """By name and password, once; the others come in with their session."""
    intake.opens("/login").fills(username=cast.intake.pinyin, password=PASSWORD)
    with intake.page.expect_navigation():
        intake.page.click("form.card .button-primary")
    return intake.looks()


def registers(intake: Desk) -> int:
    """An empty form first: the error summary takes the focus. Then the lead; its case."""
    intake.opens("/start/supervision/0").sends()
    assert intake.page.evaluate("document.activeElement.hasAttribute('data-faults')")
    assert intake.page.title().startswith("错误：")
    intake.chooses(source_kind="HOTLINE", category="SAFETY")
    intake.fills(title=TITLE, problem=PROBLEM, noticed_on="2026-03-01", location="城北街道和平里小区")
    intake.attaches("evidence", "电梯.jpg", picture()).looks().sends()
    if intake.page.locator('[name="confirmed"]').count():
        intake.page.check('[name="confirmed"]')
        intake.sends()
    assert "已提交" in intake.text()
    return int(intake.page.url.rsplit("/", 1)[1])


def weighs(officer: Desk, cast: Cast) -> None:
    """Taken up, with two units to answer for it."""
    officer.chooses(decision="ACCEPT").looks()
    officer.chooses(priority="NORMAL", is_common_problem="false", confidentiality="INTERNAL")
    officer.picks("committee", "城建").picks("district", "甲区")
    for number, name in enumerate((cast.unit_a.name, cast.unit_c.name)):
        officer.page.click('[data-rows="responsible_units"] > [data-add-row]')
        officer.picks(f"responsible_units-{number}-unit", name)
        officer.chooses(**{f"responsible_units-{number}-track_role": "SEPARATE"})
    officer.looks().sends()


def initiates(officer: Desk) -> None:
    officer.chooses(topic_source="SECTOR", planned="false", is_sensitive="false")
    officer.fills(topic_title="老旧小区电梯安全", unplanned_reason="热线集中反映，年度计划未列入")
    officer.fills(basis="群众反映强烈，涉及多个部门，宜以民主监督推动。")
    officer.fills(period_start="2026-03-02", period_end="2026-06-30").picks("lead_leader", "林书华").sends()


def approves(signer: Desk, opinion: str) -> None:
    """At the desk beside the paper; on the phone after reading to its end, on a sheet that says what is recorded."""
    if not signer.on_phone:
        signer.chooses(decision="APPROVE").fills(opinion=opinion).sends()
        return
    signer.page.locator("[data-letter-end]").scroll_into_view_if_needed()
    signer.page.locator('.thumbbar [data-confirm="APPROVE"]').click()
    signer.looks().page.locator("#confirm textarea:visible").fill(opinion)
    with signer.page.expect_navigation():
        signer.page.locator("#confirm [data-confirm-send]:visible").click()
    signer.looks()


def replies(liaison: Desk) -> None:
    liaison.chooses(action="SIGN").looks()
    liaison.fills(handler_office="办公室", handler_name="陶经办", handler_phone="0571-88001234").sends()
