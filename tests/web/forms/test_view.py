from datetime import UTC, date, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import BadAnswer
from engine.forms import load
from engine.text import Text
from tests.web.forms.drawn_page import Page, draw
from tests.web.forms.sample_form import Sample, option
from web.forms import decode, form_view

ids = st.lists(st.integers(1, 2**53), max_size=3, unique=True)
words = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=30).filter(
    str.strip
)
LAST = date(2199, 12, 31)
SUMMER_TIME_ENDED = date(1992, 1, 1)  # until then the city's clock was +09:00 on some days
days = st.dates(date(1900, 1, 1), LAST).map(date.isoformat)
measure = st.fixed_dictionaries({"what": words, "due_on": st.none() | days})
item = st.fixed_dictionaries(
    {
        "unit": st.integers(1, 2**53),
        "text": words | st.just("一行\n又一行"),
        "category": st.none() | st.sampled_from(["NOW", "LATER"]),
        "measures": st.lists(measure, max_size=2).map(lambda found: found or None),
    }
)


def many(inner):
    return inner.map(lambda found: found or None)


answers = st.fixed_dictionaries(
    {
        "decision": st.sampled_from(["APPROVE", "RETURN"]),
        "title": words,
        "opinion": st.none() | words,
        "places": st.none() | st.integers(1, 500),
        "is_common": st.none() | st.booleans(),
        "found_on": st.none() | days,
        "held_at": st.none() | st.dates(SUMMER_TIME_ENDED, LAST).map(lambda day: f"{day}T14:30:00+08:00"),
        "in_month": st.none() | st.just("2026-03"),
        "place": st.none() | st.just("30.25,120.16"),
        "kinds": many(st.lists(st.sampled_from("ABC"), unique=True).map(sorted)),
        "copy_to": many(ids),
        "findings": many(st.lists(st.integers(1, 999), max_size=4)),
        "photos": many(ids),
        "fact_check": st.none() | st.fixed_dictionaries({"done": st.booleans(), "why_not": st.none() | words}),
        "items": many(st.lists(item, max_size=3)),
    }
)


@settings(max_examples=60, deadline=None)
@given(answers)
def test_what_a_page_shows_is_what_it_posts_back(answer):
    assert decode(Sample, Page(draw(form_view(Sample, answer))).posted) == answer


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=20).filter(lambda found: "\r" not in found and "\x00" not in found and found.strip()))
def test_what_could_not_be_read_is_shown_again_as_it_was_typed(typed):
    fields = ("places", "found_on", "held_at", "in_month", "place")
    once = dict.fromkeys(fields, typed)
    page = Page(draw(form_view(Sample, once)))
    assert {name: page.posted[name] for name in fields} == once


def test_values_of_the_domain_fill_the_inputs():
    values = {"found_on": date(2026, 3, 5), "held_at": datetime(2026, 3, 5, 6, 30, tzinfo=UTC), "is_common": False}
    page = Page(draw(form_view(Sample, values)))
    assert page.posted["found_on"] == "2026-03-05"
    assert page.posted["held_at"] == "2026-03-05T14:30"
    assert page.posted["is_common"] == "false"


def test_nothing_is_preselected():
    posted = Page(draw(form_view(Sample))).posted
    assert not {"decision", "is_common", "fact_check-done", "kinds"} & set(posted)


def test_every_error_stands_in_the_summary_and_leads_to_its_field():
    values = {"title": "", "places": "很多", "items": [{"unit": 12, "text": "甲"}, {"text": "乙"}], "copy_to": ["x"]}
    try:
        load(Sample, values)
    except BadAnswer as error:
        view = form_view(Sample, values, errors=error.errors)
    html = draw(view)
    page = Page(html)
    anchors = [fault.anchor for fault in view.faults]
    assert "f-items-1-unit" in anchors and "f-copy_to" in anchors and "f-title" in anchors
    assert all(anchor in page.ids and f"#{anchor}" in page.links for anchor in anchors)
    assert "第2项 责任单位：请填写。" in html


def test_an_error_without_a_field_is_said_all_the_same():
    view = form_view(Sample, errors={"other.thing": [Text("没有这一栏。", "No such field.")]}, language="en")
    assert [(fault.anchor, fault.message) for fault in view.faults] == [("", "No such field.")]
    assert "No such field." in draw(view, "en")


def test_ids_are_given_once():
    page = Page(draw(form_view(Sample, {"items": [{"measures": [{"what": "甲"}]}, {}]})))
    assert len(page.ids) == len(set(page.ids))


def test_choices_of_the_case_replace_those_of_the_form_and_reach_into_rows():
    options = {"items.unit": [option("12", "市住建局"), option("13", "市水务局")]}
    view = form_view(Sample, {"items": [{"unit": 13}]}, options=options)
    unit = view.fields[-1].rows[0].fields[0]
    assert [(found.text, found.selected) for found in unit.options] == [("市住建局", False), ("市水务局", True)]
    assert decode(Sample, Page(draw(view)).posted)["items"][0]["unit"] == 13


def test_markup_that_was_typed_stays_text():
    html = draw(form_view(Sample, {"title": '"><script>alert(1)</script>', "opinion": "</textarea><b>x"}))
    assert "<script>" not in html and "<b>x" not in html


def test_conditions_and_limits_reach_the_page():
    html = draw(form_view(Sample, language="en"), "en")
    assert 'data-required-when="decision=RETURN"' in html
    assert 'data-prefix="fact_check-"' in html and 'data-shown-when="done=false"' in html
    assert 'data-limit="500"' in html and 'data-advise-min="20"' in html
    assert "To the office" in html and "In full" in html
