"""The scripts of a form, walked in Chromium on a page that the product's own macro has drawn."""

from collections.abc import Iterator
from threading import Thread

import pytest
from flask import Flask, jsonify, request
from playwright.sync_api import Browser, Page
from werkzeug.datastructures import MultiDict
from werkzeug.serving import make_server

from tests.web.forms.drawn_page import TEMPLATES, draw
from tests.web.forms.sample_form import Sample
from web.forms import decode, form_view

pytestmark = pytest.mark.browser
PAGE = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="csrf-token" content="x">
<script type="module" src="/static/js/task.js"></script></head><body>
<form method="post" action="/" novalidate data-task-form data-draft-url="/draft" data-draft-key="{key}">{fields}
<button data-submit data-words="~">提交</button></form><p data-draft-state data-words-saved="已保存 ~"
data-words-offline="离线" data-words-found="已恢复"><span data-draft-words></span></p></body></html>"""


class Desk:
    """The page, and what it has posted."""

    def __init__(self, page: Page, posts: list[MultiDict[str, str]]) -> None:
        self.page, self.posts = page, posts

    def answer(self) -> dict[str, object]:
        with self.page.expect_navigation():
            self.page.keyboard.press("Control+Enter")
        return decode(Sample, self.posts[-1])


def _served(posts: list[MultiDict[str, str]]) -> Flask:
    app = Flask(__name__, static_folder=str(TEMPLATES.parent / "static"))

    @app.route("/", methods=["GET", "POST"])
    def page() -> str:
        if request.method == "POST":
            posts.append(MultiDict(request.form.items(multi=True)))
        fields = draw(form_view(Sample, {"items": [{"text": "第一条"}]}))
        return PAGE.format(key="one", fields=fields)

    app.add_url_rule("/draft", view_func=lambda: ("", 503), endpoint="draft", methods=["POST"])
    app.add_url_rule("/pick/unit", view_func=lambda: jsonify(items=[{"id": 12, "label": "市住建局"}]), endpoint="pick")
    app.add_url_rule("/files", view_func=lambda: jsonify(id=7, name="a"), endpoint="files", methods=["POST"])
    return app


@pytest.fixture
def desk(chromium: Browser) -> Iterator[Desk]:
    posts: list[MultiDict[str, str]] = []
    server = make_server("127.0.0.1", 0, _served(posts), threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    page = chromium.new_page()
    page.set_default_timeout(5000)
    page.goto(f"http://127.0.0.1:{server.port}/")
    page.wait_for_function("document.querySelectorAll('[data-ready]').length > 0")
    yield Desk(page, posts)
    page.close()
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_form_is_filled_by_keyboard_and_posts_what_it_shows(desk):
    page = desk.page
    assert page.locator("[data-submit]").is_disabled(), "a decision comes first"
    assert page.locator('[name="fact_check-why_not"]').is_hidden()
    page.check('[name="fact_check-done"][value="false"]')
    page.fill('[name="fact_check-why_not"]', "暗访")
    page.check('[name="decision"][value="RETURN"]')
    page.click("[data-rows='items'] > [data-add-row]")
    page.keyboard.type("住建")
    page.wait_for_selector(".picker-list:not([hidden]) [role=option]")
    page.keyboard.press("Enter")
    page.fill('[name="items-1-text"]', "第二条")
    page.locator("[data-rows='items'] [data-row-up]").nth(1).click()
    found = desk.answer()
    assert found["decision"] == "RETURN"
    assert found["fact_check"] == {"done": False, "why_not": "暗访"}
    assert [(row["text"], row["unit"]) for row in found["items"]] == [("第二条", 12), ("第一条", None)]


def test_a_hidden_part_is_not_posted(desk):
    desk.page.check('[name="decision"][value="APPROVE"]')
    desk.page.check('[name="fact_check-done"][value="false"]')
    desk.page.fill('[name="fact_check-why_not"]', "不再需要")
    desk.page.check('[name="fact_check-done"][value="true"]')
    assert desk.answer()["fact_check"] == {"done": True, "why_not": None}


def test_what_was_typed_offline_is_there_again_with_its_rows(desk):
    page = desk.page
    page.fill('[name="title"]', "断网时写的标题")
    page.click("[data-rows='items'] > [data-add-row]")
    page.fill('[name="items-1-text"]', "第二条")
    page.focus('[name="title"]')
    page.wait_for_function("document.querySelector('[data-draft-words]').textContent === '离线'")
    page.reload()
    page.wait_for_function("document.querySelector('[data-draft-words]').textContent === '已恢复'")
    assert page.input_value('[name="title"]') == "断网时写的标题"
    assert page.input_value('[name="items-1-text"]') == "第二条"


def test_files_go_up_at_once_and_large_ones_are_refused_in_words(desk):
    page = desk.page
    page.set_input_files("#f-photos-input", {"name": "a.txt", "mimeType": "text/plain", "buffer": b"a"})
    page.wait_for_selector('[name="photos"][value="7"]', state="attached")
    page.evaluate(
        """() => { const input = document.getElementById('f-photos-input'); const box = new DataTransfer();
        box.items.add(new File([new Uint8Array(50 * 1024 * 1024 + 1)], 'big.jpg')); input.files = box.files;
        input.dispatchEvent(new Event('change')); }"""
    )
    assert "超过 50 MB" in page.inner_text(".upload.has-failed")
