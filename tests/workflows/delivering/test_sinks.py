"""SMS and DingTalk: one line a message in a file that the gateway's program takes from, short enough, and once."""

import stat
from dataclasses import replace
from datetime import date

import pytest

from engine.text import Text
from tests.workflows.delivering.post import BASE, Post
from workflows.delivering import templates
from workflows.delivering.sinks import FileSink, Sms
from workflows.delivering.templates import Facts
from workflows.delivering.ways import NotSent, Outgoing
from workflows.notices.kinds import CHOSEN, NoticeKind

MESSAGE = Outgoing("7-1", "13800000001", "催办", "…", "【政协】催办", BASE, "zh")


def test_an_urge_comes_as_an_sms_that_names_title_step_date_and_way_and_nothing_else(post: Post) -> None:
    _, item = post.asked_to_sign()
    post.urges(item)
    liaison = post.cast.liaison_a
    [notice] = post.told(liaison, NoticeKind.URGED)
    [line] = [one for one in post.sent("sms") if one["to"] == liaison.phone]
    assert (
        line["text"] == f"【甲乙市政协】催办：《清水河为何一到雨天就变脸》签收，3月5日到期 {BASE}/notices/{notice.id}"
    )
    assert set(line) == {"key", "to", "text"}


def test_dingtalk_gets_a_link_that_leads_to_the_item(post: Post) -> None:
    _, item = post.asked_to_sign()
    post.urges(item)
    [line] = [one for one in post.sent("dingtalk") if one["mobile"] == post.cast.liaison_a.phone]
    link = line["msg"]["link"]
    assert line["msg"]["msgtype"] == "link"
    assert link["title"] == "催办：清水河为何一到雨天就变脸"
    assert link["messageUrl"].startswith(f"{BASE}/notices/") and link["messageUrl"] in link["text"]


def test_the_files_are_for_their_owner_alone_and_a_message_stands_in_them_once(post: Post) -> None:
    path = post.folder / "gateway" / "out.jsonl"
    sms = Sms(FileSink(path))
    for _ in range(2):
        sms.send(MESSAGE)
    sms.send(replace(MESSAGE, key="77-1"))
    assert len(path.read_text("utf-8").splitlines()) == 2
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_file_that_cannot_be_written_says_so_and_is_tried_again(post: Post) -> None:
    (post.folder / "taken").mkdir()
    with pytest.raises(NotSent) as caught:
        Sms(FileSink(post.folder / "taken")).send(MESSAGE)
    assert caught.value.text == Text("通知文件 taken 无法写入。", "The file of notices taken cannot be written.")


def facts(kind: NoticeKind, title: str = "清水河为何一到雨天就变脸", link: str = f"{BASE}/work/123456") -> Facts:
    step = Text("方案与监督小组", "Plan and team")
    return Facts(kind, "澜江市政协", title, "KJ-2026-001", step, date(2026, 11, 24), None, link)


@pytest.mark.parametrize("kind", CHOSEN)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_kind_has_its_words_in_both_languages_and_an_sms_is_one_message(kind: NoticeKind, language: str) -> None:
    found = facts(kind, title="关于城区老旧小区加装电梯后消防通道长期被占用问题的民主监督")
    short, body = templates.short(found, language), templates.body(found, language, BASE)
    assert len(short) <= templates.SMS_LENGTH
    assert short.endswith(found.link) and found.city in short
    assert kind.label.in_language(language) in templates.subject(found, language)
    has_chinese = [line for line in body.splitlines() if any("一" <= one <= "鿿" for one in line)]
    if language == "en":
        assert [line for line in has_chinese if not line.startswith("Item: ")] == []
    else:
        assert f"编号：{found.number}" in has_chinese
