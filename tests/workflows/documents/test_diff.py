"""A comparison is for reading: nothing is cut in two, nothing is markup by accident."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.documents import diff


def _texts(found: diff.Comparison, kind: str) -> list[str]:
    return [part.text for paragraph in found.paragraphs for part in paragraph if part.kind == kind]


@pytest.mark.parametrize(
    ("old", "new", "gone", "come"),
    [
        ("于2027年1月底前完成", "于2026年12月31日前完成", "2027年1月底", "2026年12月31日"),
        ("完成率达到85.5%以上", "完成率达到95%以上", "85.5%", "95%"),
        ("接入PLC平台", "接入IoT平台", "PLC", "IoT"),
    ],
)
def test_dates_numbers_and_latin_words_stay_whole(old: str, new: str, gone: str, come: str) -> None:
    found = diff.compare(old, new)
    assert _texts(found, "del") == [gone]
    assert _texts(found, "ins") == [come]
    assert [(change.before, change.after) for change in found.changes] == [(gone, come)]
    assert diff.words(found.changes[0]) == f"{gone} → {come}"


def test_a_new_paragraph_does_not_shift_the_others() -> None:
    found = diff.compare("第一段内容\n第二段内容", "新加的一段话\n第一段内容\n第二段内容")
    assert [[part.kind for part in paragraph] for paragraph in found.paragraphs] == [["ins"], ["same"], ["same"]]


def test_a_paragraph_that_went_and_one_that_changed_are_told_apart() -> None:
    old = "一、主要情况已经好转\n二、电梯停运三次未修\n三、原因在于维护基金不足"
    new = "一、主要情况已经好转\n三、原因在于维修基金不足"
    found = diff.compare(old, new)
    assert [(change.before, change.after) for change in found.changes] == [
        ("二、电梯停运三次未修", ""),
        ("护", "修"),
    ]


def test_each_change_has_an_anchor_to_jump_to() -> None:
    found = diff.compare("甲在3月办\n乙在4月办", "甲在5月办\n乙在6月办")
    assert [change.anchor for change in found.changes] == ["change-1", "change-2"]
    assert 'id="change-2"' in found.html


def test_nothing_in_a_text_becomes_markup() -> None:
    found = diff.compare("甲", '甲<script>alert("1")</script>')
    assert "<script" not in found.html
    assert "&lt;script&gt;" in found.html


@given(st.text(max_size=80), st.text(max_size=80))
def test_both_texts_can_be_read_from_the_comparison(old: str, new: str) -> None:
    found = diff.compare(old, new)
    kept = ["".join(part.text for part in paragraph if part.kind != "ins") for paragraph in found.paragraphs]
    made = ["".join(part.text for part in paragraph if part.kind != "del") for paragraph in found.paragraphs]
    assert "".join(kept) == old.replace("\n", "")
    assert "".join(made) == new.replace("\n", "")
