"""Whoever reads English reads no Chinese but names, titles and what people wrote."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree
from sqlalchemy import text

from engine.journal import Event
from tests.web.conftest import House
from workflows.people.models import Person
from workflows.reading import ahead, flow_words, journal

BPMN = Path(__file__).parents[2] / "bpmn"
PAPER = re.compile(r'<(div|article|section)[^>]*class="paper.*?</\1>', re.S)  # a letter is Chinese for everybody
CHINESE = re.compile(
    r"[\u4e00-\u9fff]+(?:[、：（][\u4e00-\u9fff]+)*"
)  # names in a row are listed as English lists them
WRITTEN = ("person", "unit", "committee", "district", "post", "case", "cppcc", "attachment", "document", "revision")
WRITTEN += ("recommendation_item", "document_number", "route", "activity", "lead", "source", "calendar_day", "tie")
ALWAYS = ("见", "中文")  # the product's mark, and the way back to Chinese


def everything_written(house: House) -> str:
    """All that people have put into the store, in one text."""
    with house.reading() as session:
        tables = {name for (name,) in session.execute(text("select name from sqlite_master where type = 'table'"))}
        found = []
        for table in sorted(tables & set(WRITTEN)):
            found += [str(value) for row in session.execute(text(f'select * from "{table}"')) for value in row]
        found += [str(row) for row in session.execute(text("select answer, opinion, post from work_item"))]
        found += [str(row) for row in session.execute(text("select answer from task"))]
    return "\n".join(found)


def walks(house: House) -> Iterator[tuple[Person, str]]:
    cast, ids = house.cast, house.ids
    own = ("/inbox", "/done", "/started", "/to-read", "/me")
    own += ("/me/delegations", "/me/delegations/new", "/me/absences/new")
    yield from ((cast.officer, path) for path in (*own, "/cases", "/board?view=units", f"/work/{ids['weigh']}"))
    yield from ((cast.officer, f"/cases/{ids[case]}") for case in ("case", "initiated", "new"))
    yield from ((cast.officer, f"/cases/{ids['case']}?tab={tab}") for tab in ("diagram", "units", "documents"))
    yield from ((cast.officer, f"/work/{ids['weigh']}/{verb}") for verb in ("transfer", "return"))
    yield from ((cast.officer, path) for path in ("/cases/424242", f"/work/{ids['sign_a']}?entry=1"))
    yield from ((cast.sg, f"/work/{ids['approve']}{more}") for more in ("", "/signer", "/return"))
    yield from ((cast.intake, path) for path in ("/start/supervision/0", f"/work/{ids['assign']}"))
    yield from (
        (cast.liaison_a, path) for path in ("/unit", f"/work/{ids['sign_a']}", f"/unit/tracks/{ids['track_a']}")
    )
    yield from ((cast.sys_admin, path) for path in ("/keeping/incidents", "/keeping/processes", "/api/v1/docs"))
    kept = ("/admin/people", f"/admin/people/{cast.officer2.id}", "/admin/posts", "/admin/appointments?state=all")
    yield from ((cast.sys_admin, path) for path in (*kept, "/admin/people/new", "/admin/units", "/admin/committees"))
    yield from ((cast.sec_admin, path) for path in ("/admin/delegations", f"/admin/people/{cast.officer2.id}/post"))
    yield cast.audit_admin, "/admin/journal"
    yield from ((cast.business_admin, f"/admin/terms{more}") for more in ("", "/new"))
    yield from ((person, f"/liaisons{more}") for person in (cast.officer, cast.liaison_a) for more in ("", "/new"))
    yield from ((cast.business_admin, f"/admin/{path}") for path in ("routes", "routes/LETTER", "routes/LETTER/change"))
    yield from ((cast.clerk, f"/admin/{path}") for path in (f"units/{cast.unit_a.id}", "units/new", "committees/new"))
    yield from ((cast.clerk, f"/admin/reorganisations{more}") for more in ("", "/new"))
    calendars = ("?year=2026", "?year=2027", "/day?day=2026-02-16")
    yield from ((cast.business_admin, f"/admin/calendar{more}") for more in calendars)
    yield cast.director, f"/start/merge_or_split_act/{ids['initiated']}"
    yield cast.officer, f"/start/contact_record_act/{ids['case']}"
    yield cast.archivist, "/me/ties"
    yield cast.secretary, "/for-leader"


def test_no_page_mixes_its_languages(house: House) -> None:
    written, wrong = everything_written(house), {}
    for person, path in walks(house):
        page = house.enter(person, "en").client.get(path).get_data(as_text=True)
        shown = re.sub(r"<script.*?</script>", "", PAPER.sub("", page), flags=re.S)
        runs = {run for run in CHINESE.findall(shown) if run not in ALWAYS and run not in written}
        if runs:
            wrong[path] = sorted(runs)
    assert wrong == {}


def test_numbers_and_opinions_are_joined_as_english_joins_them(house: House) -> None:
    home = house.enter(house.cast.liaison_a, "en").get("/unit")
    assert "recommendation 1<" in home
    assert "unit(s)" not in house.enter(house.cast.officer, "en").get(f"/cases/{house.ids['case']}")
    done = house.enter(house.cast.chair, "en").get("/done")
    assert "Approved: " in done
    assert "Approved：" not in done


def test_what_is_to_be_corrected_is_said_as_english_says_it(house: House) -> None:
    officer = house.enter(house.cast.officer, "en")
    page = officer.submit(f"/start/withdrawal_act/{house.ids['case']}", 422)
    faults = page.partition("data-faults")[2].partition("</ul>")[0]
    assert "Reason: This is required." in faults
    assert "：" not in faults


def test_whatever_may_come_next_has_an_english_name() -> None:
    drawn = {
        node.get("id")
        for file in BPMN.rglob("*.bpmn")
        for node in etree.parse(file).iter("{*}userTask", "{*}receiveTask", "{*}intermediateCatchEvent")
    }
    assert drawn - ahead.english().keys() == set()


def test_so_has_every_event_of_the_journal() -> None:
    assert set(journal.WORDS) == set(Event)
    assert [words for words in journal.WORDS.values() if CHINESE.search(words.en)] == []


def test_so_has_every_answer_that_leads_there() -> None:
    missing = []
    for file in BPMN.rglob("*.bpmn"):
        root = etree.parse(file)
        gateways = {node.get("id") for node in root.iter("{*}exclusiveGateway")}
        for flow in root.iter("{*}sequenceFlow"):
            if flow.get("sourceRef") in gateways and flow.get("name"):
                answer = flow_words.answer(flow.get("sourceRef"), flow.get("name"))
                missing += [answer.zh] if answer.en == answer.zh else []
    assert missing == []


@pytest.mark.parametrize("field", ["title", "location"])
def test_what_is_wrong_is_said_in_english_too(house: House, field: str) -> None:
    intake = house.enter(house.cast.intake, "en")
    page = intake.submit("/start/supervision/0", 422, title="老旧电梯" if field != "title" else "")
    summary = page.partition("data-faults")[2].partition("</section>")[0]
    assert "Please correct" in summary
    assert not CHINESE.search(summary)
