"""The message centre: what is new, why it came, and that each line leads to its item, also through the login."""

import re

from engine import commands
from engine.db import transaction
from tests.cast import PASSWORD
from tests.web.conftest import House, Visitor, words
from workflows.bootstrap import DOMAIN
from workflows.people.models import Account, Person, Post

PLEASE = "汛期将至，请本周内签收。"


def unread(page: str) -> int:
    """What the bell says."""
    bell = re.search(r'class="bell".*?</a>', page, flags=re.S)
    assert bell is not None
    found = re.search(r'class="badge">(\d+)<', bell.group())
    return int(found.group(1)) if found else 0


def rows(page: str) -> list[str]:
    """What the lines of the list say, from the top."""
    return [words(row) for row in re.findall(r"<li><div class=\"row notice.*?</li>", page, flags=re.S)]


def urges(house: House, item: str = "sign_a") -> None:
    house.enter(house.cast.officer).post(f"/work/{house.ids[item]}/urge", via="NOTICE", note=PLEASE)


def login(house: House, person: Person) -> str:
    with house.reading() as session:
        return session.query(Account).filter(Account.person_id == person.id).one().login


def test_a_new_task_is_news_until_it_is_opened(house: House) -> None:
    liaison = house.enter(house.cast.liaison_a)
    page = liaison.get("/notices")
    assert unread(page) == 1
    [row] = rows(page)
    assert "新待办" in row and "待您办理：签收" in row and "清水河为何一到雨天就变脸" in row
    liaison.get(f"/work/{house.ids['sign_a']}")
    page = liaison.get("/notices")
    assert (unread(page), rows(page)) == (0, [])
    assert "没有未读通知" in page
    assert len(rows(liaison.get("/notices?all=1"))) == 1


def test_an_urge_says_who_and_why_leads_to_the_item_and_is_read_by_opening(house: House) -> None:
    urges(house)
    liaison = house.enter(house.cast.liaison_a)
    before = unread(liaison.get("/inbox"))
    row = next(row for row in rows(liaison.get("/notices")) if "催办" in row)
    assert "请尽快办理这一事项。" in row and PLEASE in row
    assert "市政协" in row and house.cast.officer.name not in row, "a unit is not told which of our people it was"
    [address] = re.findall(r'href="(/notices/\d+)"', liaison.get("/notices"))
    answer = liaison.client.get(address)
    assert answer.headers["Location"] == f"/work/{house.ids['sign_a']}"
    assert unread(liaison.get("/inbox")) == before - 1


def test_after_the_item_is_done_the_notice_leads_to_the_units_own_page(house: House) -> None:
    urges(house)
    liaison = house.enter(house.cast.liaison_a)
    sign = {"action": "SIGN", "handler_office": "办公室", "handler_name": "陶经办", "handler_phone": "0571-88001234"}
    liaison.submit(f"/work/{house.ids['sign_a']}", **sign)
    [address] = re.findall(r'href="(/notices/\d+)"', liaison.get("/notices?all=1"))
    assert liaison.client.get(address).headers["Location"] == f"/unit/tracks/{house.ids['track_a']}"


def test_one_line_or_all_of_them_are_marked_as_read_without_opening(house: House) -> None:
    urges(house)
    liaison = house.enter(house.cast.liaison_a)
    page = liaison.get("/notices")
    [mark] = re.findall(r'action="(/notices/notice/\d+/read)"', page)
    assert liaison.post(mark) == "/notices"
    assert [row for row in rows(liaison.get("/notices")) if "催办" in row] == []
    liaison.post("/notices/read")
    page = liaison.get("/notices")
    assert (unread(page), rows(page)) == (0, [])
    assert len(rows(liaison.get("/notices?all=1"))) == 2


def test_nobody_reads_or_marks_what_is_told_to_another(house: House) -> None:
    urges(house)
    liaison = house.enter(house.cast.liaison_a)
    [address] = re.findall(r'href="(/notices/\d+)"', liaison.get("/notices"))
    for person in (house.cast.liaison_c, house.cast.officer, house.cast.outsider):
        other = house.enter(person)
        other.get(address, 404)
        other.post(address.replace("/notices/", "/notices/notice/") + "/read", 404)
        assert all(PLEASE not in row for row in rows(other.get("/notices?all=1")))
    assert any(PLEASE in row for row in rows(liaison.get("/notices")))


def test_a_link_from_outside_survives_the_login_a_wrong_password_and_another_language(house: House) -> None:
    urges(house)
    [address] = re.findall(r'href="(/notices/\d+)"', house.enter(house.cast.liaison_a).get("/notices"))
    visitor, name = Visitor(house.app.test_client()), login(house, house.cast.liaison_a)
    door = visitor.client.get(address).headers["Location"]
    page = visitor.get(door)
    [english] = re.findall(r'href="(/language/en[^"]*)"', page)
    page = visitor.get(visitor.client.get(english).headers["Location"])
    [wanted] = re.findall(r'name="next" value="([^"]*)"', page)
    assert wanted == address
    page = visitor.post("/login", 401, username=name, password="wrong", next=wanted)
    [wanted] = re.findall(r'name="next" value="([^"]*)"', page)
    assert visitor.post("/login", username=name, password=PASSWORD, next=wanted) == address


def test_who_must_change_his_password_first_comes_to_the_item_after_that(house: House) -> None:
    cast, item = house.cast, f"/work/{house.ids['sign_a']}"
    name = login(house, cast.liaison_a)
    with transaction(house.database) as session:
        session.query(Account).filter(Account.login == name).one().must_change = True
    visitor = Visitor(house.app.test_client())
    visitor.get(visitor.client.get(item).headers["Location"])
    visitor.post("/login", username=name, password=PASSWORD, next=item)
    visitor.get("/me")
    assert visitor.post("/me/password", old=PASSWORD, new="Another-2026-shi") == item


def test_the_door_leads_to_no_other_site(house: House) -> None:
    visitor = Visitor(house.app.test_client())
    for bad in ("//evil.example", "https://evil.example", "/\\evil.example"):
        page = visitor.get("/login?to=" + bad)
        assert 'name="next" value=""' in page
        assert visitor.client.get("/language/en?to=" + bad).headers["Location"] == "/login"


def test_a_step_that_came_back_says_so(house: House) -> None:
    cast = house.cast
    house.enter(cast.sg).post(
        f"/work/{house.ids['approve']}/return", element="initiation", reason="请补充立项依据和节目截图"
    )
    officer = house.enter(cast.officer)
    row = next(row for row in rows(officer.get("/notices")) if "消防通道" in row and "退回" in row)
    assert "退回给您重新办理。" in row


def test_the_page_is_english_for_who_reads_english(house: House) -> None:
    urges(house)
    liaison = house.enter(house.cast.liaison_a, "en")
    found = rows(liaison.get("/notices"))
    assert any("Urged" in row and "Please deal with this item soon." in row for row in found)
    assert any("New task" in row and "For you to do: Sign for receipt" in row for row in found)


def test_what_was_handed_over_leads_to_the_item(house: House) -> None:
    cast = house.cast
    with transaction(house.database) as session:
        actor = cast.act(session, cast.officer)
        commands.transfer(session, DOMAIN, house.ids["weigh"], cast.officer2.id, "当日公出，请代为办理", actor=actor)
    colleague = house.enter(cast.officer2)
    row = next(row for row in rows(colleague.get("/notices")) if "转办" in row)
    assert "当日公出，请代为办理" in row and cast.officer.name in row
    [address] = re.findall(r'href="(/notices/\d+)"', colleague.get("/notices"))
    assert colleague.client.get(address).headers["Location"] == f"/work/{house.ids['weigh']}"


def test_of_a_case_that_became_invisible_neither_title_nor_words_are_shown(house: House) -> None:
    cast = house.cast
    urges(house)
    liaison = house.enter(cast.liaison_a)
    with transaction(house.database) as session:
        for post in session.query(Post).filter(Post.person_id == cast.liaison_a.id):
            post.valid_until = post.valid_from
    found = rows(liaison.get("/notices?all=1"))
    assert len(found) == 1 and "您已不能查看这一案件" in found[0]
    assert PLEASE not in found[0] and "清水河" not in found[0]


def test_a_unit_reads_which_of_its_own_people_it_was(house: House) -> None:
    cast = house.cast
    with transaction(house.database) as session:
        actor = cast.act(session, cast.liaison_a)
        commands.transfer(session, DOMAIN, house.ids["sign_a"], cast.head_a.id, "请局长签收", actor=actor)
    row = next(row for row in rows(house.enter(cast.head_a).get("/notices")) if "转办" in row)
    assert cast.liaison_a.name in row and "市政协" not in row
