"""Files on a form, as somebody chooses them in haste."""

from playwright.sync_api import expect

from tests.browser.conftest import Desks
from tests.web.town import picture


def test_a_picture_chosen_twice_is_told_and_attached_once(desks: Desks) -> None:
    intake = desks(desks.house.cast.intake).opens("/start/supervision/0")
    photo = picture()
    twice = [{"name": name, "mimeType": "image/jpeg", "buffer": photo} for name in ("电梯.jpg", "电梯(1).jpg")]
    intake.page.set_input_files("#f-evidence-input", twice)  # type: ignore[arg-type] # plain dicts will do
    expect(intake.page.locator(".upload.has-failed")).to_contain_text("已添加过：与“电梯.jpg”内容相同")
    intake.attaches("evidence", "电梯(2).jpg", photo)
    expect(intake.page.locator(".upload.has-failed")).to_have_count(2)
    expect(intake.page.locator("[data-retry]")).to_have_count(0)
    assert intake.page.locator('input[type=hidden][name="evidence"]').count() == 1
    intake.looks()
