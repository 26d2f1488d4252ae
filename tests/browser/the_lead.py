"""From the lead to its initiation, by clicks."""

from tests.browser.walking import Desk
from tests.cast import PASSWORD, Cast
from tests.web.town import picture

PROBLEM = "城北街道和平里小区三号楼电梯一个月内四次困人，居民多次投诉后仍未大修，老人出行十分不便。"
TITLE = "老旧电梯频繁困人"


def signs_in(intake: Desk, cast: Cast) -> Desk:
    """By name and password, once; the others come in with their session."""
    intake.opens("/login").fills(username=cast.intake.pinyin, password=PASSWORD)
    with intake.page.expect_navigation():
        intake.page.click("form.card .button-primary")
    return intake.looks()


def registers(intake: Desk) -> int:
    """An empty form first: the error summary takes the focus. Then the lead; its case."""
    intake.opens("/start/supervision/0").sends(is_refused=True)
    assert intake.page.evaluate("document.activeElement.hasAttribute('data-faults')")
    assert intake.page.title().startswith("错误：")
    intake.chooses(source_kind="HOTLINE", category="SAFETY")
    intake.fills(title=TITLE, problem=PROBLEM, noticed_on="2026-03-01", location="城北街道和平里小区")
    intake.attaches("evidence", "电梯.jpg", picture()).looks().sends()
    assert "已提交" in intake.text()
    return int(intake.page.url.rsplit("/", 1)[1])


def weighs(officer: Desk, cast: Cast) -> None:
    """Taken up, with two units to answer for it."""
    officer.chooses(decision="ACCEPT").looks()
    officer.chooses(priority="NORMAL", is_common_problem="false", confidentiality="INTERNAL")
    officer.picks("committee", "城乡建设").picks("district", "甲区")
    for unit in (cast.unit_a, cast.unit_c):
        row = officer.adds("responsible_units")
        officer.picks(f"{row}unit", unit.name).chooses(**{f"{row}track_role": "SEPARATE"})
    officer.looks().sends()


def initiates(officer: Desk, cast: Cast) -> None:
    officer.chooses(topic_source="SECTOR", planned="false", is_sensitive="false")
    officer.fills(topic_title="老旧小区电梯安全", unplanned_reason="热线集中反映，年度计划未列入")
    officer.fills(basis="群众反映强烈，涉及多个部门，宜以民主监督推动。")
    officer.fills(period_start="2026-03-02", period_end="2026-09-30").picks("lead_leader", cast.vice_chair.name).sends()
