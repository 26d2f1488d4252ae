"""A person's dates in his calendar program: the address is the key, and opens what his pages show at that moment."""

import logging
import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from icalendar import Calendar
from sqlalchemy import text

from engine import clock, journal
from engine.db import transaction
from engine.models import Deadline, JournalEntry
from tests.acceptance import answering
from tests.scenario import Scenario
from tests.web.conftest import House, Visitor, words
from tests.web.test_undercover import PLACE, PROBLEM, SECRET
from tests.web.town import Townsfolk
from workflows.cases.models import Case
from workflows.people import accounts
from workflows.people.models import Account, Person, Post

Entry = dict[str, str]
GRUMBLE = "城南菜场后巷垃圾堆放两年，摊贩与居民多次反映，清运单位互相推诿，至今没有固定的清运时间和责任人。"


def subscribes(house: House, person: Person, language: str = "") -> str:
    """On his own page the person makes an address, or renews it; the path of what the page shows."""
    page = house.enter(person, language).post("/me/calendar", 200)
    found = re.search(r'id="new-feed">([^<]+)<', page)
    assert found, "the address is shown"
    assert found[1].startswith("http://localhost/calendar/")
    return urlsplit(found[1]).path


def read(house: House, path: str, status: int = 200) -> str:
    """What a calendar program gets, which is signed in nowhere."""
    answer = house.app.test_client().get(path)
    assert answer.status_code == status, path
    return answer.get_data(as_text=True)


def entries(file: str) -> list[Entry]:
    """The events of a file, unfolded, by property without its parameters."""
    lines = file.replace("\r\n ", "").split("\r\n")
    found: list[Entry] = []
    for line in lines:
        name, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            found.append({})
        elif found and line != "END:VEVENT":
            found[-1][name.partition(";")[0]] = value
    return found


def dates(house: House, person: Person, language: str = "") -> list[Entry]:
    return entries(read(house, subscribes(house, person, language)))


def told(listed: list[Entry]) -> list[str]:
    return [one["SUMMARY"] for one in listed]


def account(house: House, person: Person) -> int:
    with house.reading() as session:
        return session.query(Account.id).filter(Account.person_id == person.id).scalar()


@pytest.fixture
def folk(house: House) -> Scenario:
    return Scenario(house.database, house.cast, house.town.folder / "files")


def promised(house: House, folk: Scenario) -> None:
    """Both units have signed, and 甲区's plan has passed: its recommendation is due in weeks."""
    for unit in (house.cast.unit_a, house.cast.unit_c):
        answering.signs(folk, house.ids["case"], unit)
    answering.plans(folk, house.ids["case"], house.cast.unit_a)
    answering.plan_passes(folk, house.ids["case"], house.cast.unit_a)


def test_the_officer_subscribes_and_reads_his_dates(house: House) -> None:
    path = subscribes(house, house.cast.officer)
    answer = house.app.test_client().get(path)
    assert answer.content_type == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "private, no-store"
    officer = house.enter(house.cast.officer)
    mine = {one["URL"]: one for one in entries(answer.get_data(as_text=True)) if one["SUMMARY"].startswith("待办")}
    weigh = mine[f"http://localhost/work/{house.ids['weigh']}"]
    due = house.item("weigh").due_at
    assert due is not None
    assert weigh["DTSTART"] == f"{clock.day_of(due):%Y%m%d}"
    assert re.fullmatch(r"待办：线索研判 · KJ-2026-\d{3}", weigh["SUMMARY"])
    assert weigh["DESCRIPTION"] == "窨井盖缺失无人补装"
    assert weigh["UID"] == f"item-{house.ids['weigh']}@localhost"
    inbox = set(re.findall(r'href="(/work/\d+)"', officer.get("/inbox")))
    assert {urlsplit(url).path for url in mine} == inbox, "the same as on the first page"


def test_every_entry_opens_the_thing_itself(house: House, folk: Scenario) -> None:
    promised(house, folk)
    for person in (house.cast.officer, house.cast.director, house.cast.liaison_a, house.cast.head_a):
        visitor = house.enter(person)
        listed = dates(house, person)
        assert listed, person.name
        for one in listed:
            assert one["DESCRIPTION"] in visitor.get(one["URL"].removeprefix("http://localhost"))


def test_the_committee_reads_what_its_units_owe_however_far_ahead(house: House, folk: Scenario) -> None:
    promised(house, folk)
    [owed] = answering.track(folk, house.ids["case"], house.cast.unit_a).obligations
    assert owed.due_on is not None
    for person in (house.cast.officer, house.cast.director):
        listed = {one["UID"]: one for one in dates(house, person)}
        row = listed[f"obligation-{owed.id}@localhost"]
        assert re.fullmatch(r"整改期限：建议第1条 · 甲区 · KJ-2026-\d{3}", row["SUMMARY"])
        assert row["DTSTART"] == f"{owed.due_on:%Y%m%d}"
        assert any(re.match("待单位办理：整改方案 · 市环境局", words_) for words_ in told(list(listed.values())))
        assert not [one for one in told(list(listed.values())) if "整改反馈" in one], "on that same day, so told once"
    for person in (house.cast.other_officer, house.cast.sg, house.cast.county_officer):
        assert not [one for one in told(dates(house, person)) if "甲区" in one or "市环境局" in one], person.name


def test_a_liaison_and_a_head_see_their_own_units_dates_alone(house: House, folk: Scenario) -> None:
    promised(house, folk)
    liaison = told(dates(house, house.cast.liaison_a))
    assert [one for one in liaison if one.startswith("整改期限：建议第1条 · 甲区")]
    assert [one for one in liaison if one.startswith("待办：整改反馈 · 甲区")]
    assert not [one for one in liaison if "甲区" not in one]
    head = told(dates(house, house.cast.head_a))
    assert [one for one in head if one.startswith("整改期限：建议第1条 · 甲区")]
    other = told(dates(house, house.cast.liaison_c))
    assert other
    assert not [one for one in other if "甲区" in one]


def test_what_stands_still_has_no_date(house: House, folk: Scenario) -> None:
    promised(house, folk)
    case, cast = house.ids["case"], house.cast
    path = subscribes(house, cast.liaison_a)
    assert entries(read(house, path))
    answer = {
        "scope": "CASE",
        "reason_kind": "LITIGATION",
        "reason": "责任单位已就该事项进入诉讼程序，判决前暂不能推进整改，拟予挂起。",
        "expected_resume": folk.workday(40),
    }
    folk.as_(cast.director).starts("suspend_act", ("case", case), case, **answer)
    folk.as_(cast.vice_chair).fills("approve", case, decision="APPROVE")
    still = read(house, path)
    assert entries(still) == []
    assert "BEGIN:VTIMEZONE" in still, "a calendar without events holds something"
    assert not [one for one in told(dates(house, cast.officer)) if "甲区" in one or "市环境局" in one]


def test_a_unit_that_has_reported_owes_nothing_more(house: House, folk: Scenario) -> None:
    promised(house, folk)
    answering.reports(folk, house.ids["case"], house.cast.unit_a)
    assert dates(house, house.cast.liaison_a) == []


def test_the_old_address_stops_when_it_is_renewed_or_removed(house: House) -> None:
    officer = house.cast.officer
    first = subscribes(house, officer)
    second = subscribes(house, officer)
    assert first != second
    read(house, first, 404)
    read(house, second)
    page = house.enter(officer)
    assert second.removeprefix("/calendar/").removesuffix(".ics") not in page.get("/me"), "shown once"
    page.post("/me/calendar/remove")
    read(house, second, 404)
    page.post("/me/calendar/remove", 404)
    with house.reading() as session:
        rows = session.query(JournalEntry).filter(JournalEntry.stream == "accounts").order_by(JournalEntry.seq)
        written = [row.facts().get("what") for row in rows]
        assert [what for what in written if what and what.startswith("feed")] == [
            "feed_issued",
            "feed_renewed",
            "feed_removed",
        ]
        assert list(journal.verify(session)) == []


def test_the_page_says_when_the_address_was_made_and_last_read(house: House) -> None:
    officer = house.enter(house.cast.officer)
    assert "生成订阅地址" in words(officer.get("/me"))
    path = subscribes(house, house.cast.officer)
    assert "尚未读取" in words(officer.get("/me"))
    read(house, path)
    assert re.search(r"最近读取 今天 \d\d:\d\d", words(officer.get("/me")))
    assert "更换地址" in words(officer.get("/me"))
    assert "last read today" in words(house.enter(house.cast.officer, "en").get("/me"))


def test_an_address_is_made_only_from_ones_own_page(house: House) -> None:
    officer = house.enter(house.cast.officer)
    officer.token = "made-up"
    officer.post("/me/calendar", 400)
    officer.post("/me/calendar/remove", 400)
    nobody = Visitor(house.app.test_client())
    nobody.get("/login")
    nobody.post("/me/calendar", 401)


def test_an_outsider_gets_no_address_and_whose_posts_have_ended_reads_nothing(house: House) -> None:
    outsider = house.enter(house.cast.outsider)
    assert "日历订阅" not in outsider.get("/me")
    outsider.post("/me/calendar", 403)
    for guessed in ("x", "kj_" + "a" * 43, "..%2f..", "日历", "%ff"):
        read(house, f"/calendar/{guessed}.ics", 404)
    path = subscribes(house, house.cast.officer)
    with transaction(house.database) as session:
        for post in session.query(Post).filter(Post.person_id == house.cast.officer.id):
            post.valid_until = clock.today() - timedelta(days=1)
    read(house, path, 404)


def test_a_disabled_account_and_one_with_a_first_password_give_nothing(house: House) -> None:
    cast, path = house.cast, subscribes(house, house.cast.officer)
    admin = cast.sys_admin
    with transaction(house.database) as session:
        row = session.get_one(Account, account(house, cast.officer))
        accounts.reset_password(session, row, row.password_hash, cast.act(session, admin))
    read(house, path, 404)
    with transaction(house.database) as session:
        row = session.get_one(Account, account(house, cast.officer))
        row.must_change = False
    read(house, path)
    with transaction(house.database) as session:
        row = session.get_one(Account, account(house, cast.officer))
        accounts.disable(session, row, cast.act(session, admin))
    read(house, path, 404)


def test_the_secret_stands_neither_in_the_store_nor_in_a_log(house: House, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        path = subscribes(house, house.cast.officer)
        secret = path.removeprefix("/calendar/").removesuffix(".ics")
        read(house, path)
        read(house, path.replace(".ics", "x.ics"), 404)
    assert secret not in caplog.text
    with house.reading() as session:
        tables = [name for (name,) in session.execute(text("select name from sqlite_master where type = 'table'"))]
        kept = "\n".join(str(row) for table in tables for row in session.execute(text(f'select * from "{table}"')))
    assert secret not in kept


def test_whoever_tries_addresses_is_slowed_down(house: House) -> None:
    house.app.extensions["limiter_of_app"].enabled = True
    tried = [house.app.test_client().get("/calendar/guess.ics").status_code for _ in range(31)]
    assert tried == [404] * 30 + [429]


def test_the_calendar_speaks_the_language_of_the_account(house: House) -> None:
    file = read(house, subscribes(house, house.cast.officer, "en"))
    assert "X-WR-CALNAME:Kanjian dates" in file
    assert [one for one in told(entries(file)) if one.startswith("To do: Weigh the lead · KJ-2026-")]
    assert "X-WR-CALNAME:看见 · 办理时限" in read(house, subscribes(house, house.cast.officer, "zh"))


def test_nobodys_calendar_says_anything_of_a_complainant_or_of_an_undercover_plan(house: House) -> None:
    cast = house.cast
    town = Townsfolk(house.database, cast, house.town.folder / "files")
    person = {"name": "贾某某", "phone": "13900003333"}
    town.assigned(town.registers(cast.intake, title="菜场后巷垃圾", problem=GRUMBLE, complainant=person))
    hidden = town.started(town.registers(title="货场夜间扬尘", location=PLACE, problem=PROBLEM))
    town.planned(hidden, undercover=True, methods=["UNDERCOVER_VISIT"], objective=SECRET, told=[cast.clerk.id])
    for name in ("officer", "director", "intake", "clerk", "archivist", "other_officer", "editor", "member1"):
        file = read(house, subscribes(house, getattr(cast, name))).replace("\r\n ", "")
        assert [word for word in ("贾某某", "13900003333", SECRET, "暗访") if word in file] == [], name
        if name in ("archivist", "other_officer", "editor"):
            assert "货场夜间扬尘" not in file, name
    assert "菜场后巷垃圾" in read(house, subscribes(house, cast.officer)).replace("\r\n ", "")


def test_dates_go_thirty_days_back_and_stay_in_their_place_when_they_move(house: House, folk: Scenario) -> None:
    promised(house, folk)
    path = subscribes(house, house.cast.liaison_a)
    [owed] = answering.track(folk, house.ids["case"], house.cast.unit_a).obligations
    assert owed.due_on is not None
    late = clock.now() + (owed.due_on - clock.today())
    with clock.at(late + timedelta(days=30)):
        assert f"obligation-{owed.id}@localhost" in [one["UID"] for one in entries(read(house, path))]
    with clock.at(late + timedelta(days=31)):
        assert entries(read(house, path)) == []
        assert entries(read(house, subscribes(house, house.cast.officer))) == []
    with transaction(house.database) as session:
        [row] = session.query(Deadline).filter_by(subject_kind="obligation", subject_id=owed.id, state="RUNNING")
        row.due_at += timedelta(days=7)
    moved = {one["UID"]: one["DTSTART"] for one in entries(read(house, path))}
    assert moved[f"obligation-{owed.id}@localhost"] == f"{owed.due_on + timedelta(days=7):%Y%m%d}"


def test_a_title_with_marks_and_many_characters_is_written_as_the_standard_asks(house: House) -> None:
    title = "东门桥头A,B两段;护栏\\栏杆缺失，行人车辆混行，夜间照明不足存在安全隐患，群众反映多次"
    town = Townsfolk(house.database, house.cast, house.town.folder / "files")
    town.assigned(town.registers(house.cast.intake, title=title, location="东门桥", problem=GRUMBLE))
    file = read(house, subscribes(house, house.cast.officer))
    assert all(len(line.encode()) <= 75 for line in file.split("\r\n"))
    assert "\n" not in file.replace("\r\n", "")
    assert file.endswith("END:VCALENDAR\r\n")
    assert [one for one in entries(file) if "A\\,B两段\\;护栏\\\\栏杆" in one["DESCRIPTION"]]


def test_lines_are_folded_and_a_calendar_program_reads_every_title_as_it_is(house: House) -> None:
    title = "一,二;三\\四" + "长" * 60
    with transaction(house.database) as session:
        session.get_one(Case, house.ids["case"]).title = title
    file = read(house, subscribes(house, house.cast.officer))
    assert max(len(line.encode()) for line in file.split("\r\n")) <= 75
    events = Calendar.from_ical(file).walk("VEVENT")
    assert title in {str(one["DESCRIPTION"]) for one in events}
    assert all(one.decoded("DTEND") - one.decoded("DTSTART") == timedelta(days=1) for one in events)


def test_a_longer_list_than_five_hundred_shows_what_comes_first(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    everything = dates(house, house.cast.officer)
    assert [one["DTSTART"] for one in everything] == sorted(one["DTSTART"] for one in everything)
    monkeypatch.setattr("workflows.reading.due_dates.MOST", 2)
    assert [one["UID"] for one in dates(house, house.cast.officer)] == [one["UID"] for one in everything[:2]]
