from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from engine.errors import BadAnswer
from engine.forms import load
from tests.web.forms.sample_form import Sample
from web.forms import decode

NAMES = ["title", "places", "found_on", "held_at", "kinds", "copy_to", "is_common", "in_month", "place", "findings"]
NAMES += ["items-0-unit", "items-0-text", "items-0-measures-3-what", "items--order", "fact_check-done", "decision"]
ODD = ["９９", "2026年13月45日", "1" * 5000, "二〇二六", "٣", "\ud800", "20260231", "9999-12-31T23:59", "١/٢/٣", "-0"]
values = st.one_of(st.text(max_size=40), st.sampled_from(ODD), st.from_regex(r"[0-9]{1,4}[-年/][0-9]{1,2}[月日:T ]*"))
posts = st.lists(st.tuples(st.one_of(st.sampled_from(NAMES), st.text(max_size=30)), values), max_size=20)


def posted(*pairs: tuple[str, str]) -> MultiDict[str, str]:
    return MultiDict(list(pairs))


@given(posts)
def test_whatever_is_posted_is_decoded_and_loaded_or_refused_in_words(pairs):
    found = decode(Sample, posted(*pairs))
    try:
        load(Sample, found)
    except BadAnswer as error:
        assert error.errors


def test_numbers_are_read_in_full_width_and_with_separators():
    assert decode(Sample, posted(("places", "１２")))["places"] == 12
    assert decode(Sample, posted(("places", "1,240")))["places"] == 1240
    assert decode(Sample, posted(("places", "约12")))["places"] == "约12"


def test_days_are_read_as_people_write_them():
    for written in ("2026-03-05", "2026/3/5", "2026年3月5日", "２０２６．３．５", "20260305", " 2026 年 3 月 5 日 "):
        assert decode(Sample, posted(("found_on", written)))["found_on"] == "2026-03-05"


def test_a_day_that_does_not_exist_stays_as_it_was_typed_and_is_refused():
    found = decode(Sample, posted(("found_on", "2026年2月30日")))
    assert found["found_on"] == "2026年2月30日"
    try:
        load(Sample, found)
    except BadAnswer as error:
        assert "2026-03-05" in error.errors["found_on"][0].zh


def test_instants_are_the_citys_unless_a_zone_is_given():
    for written in ("2026-03-05T14:30", "2026年3月5日 14时30分", "2026/3/5 14:30", "2026年3月5日14点30分"):
        assert decode(Sample, posted(("held_at", written)))["held_at"] == "2026-03-05T14:30:00+08:00"
    assert decode(Sample, posted(("held_at", "2026-03-05T06:30:00+00:00")))["held_at"].endswith("+00:00")
    assert decode(Sample, posted(("held_at", "2026-03-05")))["held_at"] == "2026-03-05"
    assert decode(Sample, posted(("held_at", "2026年3月5日 25时")))["held_at"] == "2026年3月5日 25时"


def test_months_places_and_yes_or_no_are_read():
    found = decode(Sample, posted(("in_month", "2026年3月"), ("place", "30.25，120.16"), ("is_common", "是")))
    assert (found["in_month"], found["place"], found["is_common"]) == ("2026-03", "30.25,120.16", True)
    assert decode(Sample, posted(("is_common", "否")))["is_common"] is False
    assert decode(Sample, posted(("is_common", "也许")))["is_common"] == "也许"


def test_blank_is_not_given():
    found = decode(Sample, posted(("title", "  "), ("places", ""), ("items--order", "0"), ("items-0-text", " ")))
    assert set(found.values()) == {None}


def test_text_is_kept_as_typed_even_where_digits_are_full_width():
    assert decode(Sample, posted(("title", "“看见”第１１期")))["title"] == "“看见”第１１期"


def test_lists_take_every_input_and_every_separator():
    found = decode(Sample, posted(("copy_to", "3"), ("copy_to", "4"), ("findings", "1、3，5"), ("kinds", "A")))
    assert (found["copy_to"], found["findings"], found["kinds"]) == ([3, 4], [1, 3, 5], ["A"])


def test_rows_follow_the_order_in_which_they_stand_on_the_page():
    pairs = [("items--order", "2"), ("items-2-text", "乙"), ("items--order", "0"), ("items-0-text", "甲")]
    assert [row["text"] for row in decode(Sample, posted(*pairs))["items"]] == ["乙", "甲"]
    assert [row["text"] for row in decode(Sample, posted(pairs[1], pairs[3]))["items"]] == ["甲", "乙"]


def test_a_row_left_blank_is_no_row_but_a_row_in_a_row_counts():
    pairs = [("items-0-text", ""), ("items-7-measures-1-what", "排查"), ("items-9-unit", "12")]
    found = decode(Sample, posted(*pairs))["items"]
    assert [(row["unit"], row["measures"]) for row in found] == [
        (None, [{"what": "排查", "due_on": None}]),
        (12, None),
    ]
