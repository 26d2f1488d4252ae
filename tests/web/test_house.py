"""三员分立: who enters somebody, who proposes his post, who confirms it, and who reads what was done."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from engine import clock
from engine.db import transaction
from engine.models import ItemState, JournalEntry, WorkItem
from tests.web.conftest import House, words
from workflows.people.models import Account, Person, Post, Proposal, ProposalState
from workflows.people.roles import Role

PEOPLE = "/admin/people"


def person(house: House, name: str) -> Person:
    with house.reading() as session:
        return session.scalars(select(Person).where(Person.name == name)).one()


def entered(house: House, name: str = "郭新来") -> Person:
    """The system administrator enters somebody."""
    admin = house.enter(house.cast.sys_admin)
    admin.submit(f"{PEOPLE}/new", name=name, phone="13900009999")
    return person(house, name)


def proposed(house: House, who: Person, status: int = 302, **wish: object) -> str:
    """The security administrator proposes a post in 城建委 for somebody, from today on."""
    answer = {"role": "case_officer", "title": "城建委干部", "committee": house.cast.urban.id, **wish}
    return house.enter(house.cast.sec_admin).submit(f"{PEOPLE}/{who.id}/post", status, **answer)


def holds(house: House, who: Person) -> list[Post]:
    with house.reading() as session:
        return list(session.scalars(select(Post).where(Post.person_id == who.id)))


def told(house: House, what: str) -> list[dict[str, object]]:
    with house.reading() as session:
        found = select(JournalEntry).where(JournalEntry.stream == "accounts").order_by(JournalEntry.seq)
        return [one.facts() for one in session.scalars(found) if one.facts().get("what") == what]


def test_somebody_new_can_work_when_two_officers_have_agreed_and_not_before(house: House) -> None:
    cast, new = house.cast, entered(house)
    admin = house.enter(cast.sys_admin)
    page = admin.post(f"{PEOPLE}/{new.id}/account", 200, login="guoxinlai")
    password = re.search(r'<pre class="api-code">([^<]+)', page)
    assert password is not None
    assert password[1] not in admin.get(f"{PEOPLE}/{new.id}")  # told once

    where = proposed(house, new)
    assert holds(house, new) == []
    assert "只能由提出的人" not in house.enter(cast.sec_admin).get(where)
    page = words(admin.get(where))
    assert "无职务" in page
    assert "城建委干部" in page
    admin.post(f"{where}/confirm")
    [post] = holds(house, new)
    assert (post.role, post.valid_from) == (Role.CASE_OFFICER, clock.today())
    [given] = told(house, "granted")
    assert given["after"] == {"title": "城建委干部", "from": str(clock.today()), "until": None}
    with house.reading() as session:
        assert "case_officer@any" in house.cast.act(session, new).standings


def test_whoever_proposes_does_not_confirm_and_nobody_confirms_for_himself(house: House) -> None:
    cast, new = house.cast, entered(house)
    where = proposed(house, new)
    assert "/confirm" not in house.enter(cast.sec_admin).get(where)
    house.enter(cast.sec_admin).post(f"{where}/confirm", 403)
    house.enter(cast.audit_admin).post(f"{where}/confirm", 403)
    assert holds(house, new) == []
    page = words(proposed(house, cast.sec_admin, 422))
    assert "不能为本人任命" in page


def test_of_two_who_decide_one_is_told_who_was_first(house: House) -> None:
    cast, new = house.cast, entered(house)
    where = proposed(house, new)
    first, second = house.enter(cast.sys_admin), house.enter(cast.sec_admin)
    first.post(f"{where}/confirm")
    assert f"{cast.sys_admin.name}处理" in words(second.post(f"{where}/take-back", 403))
    assert len(holds(house, new)) == 1


def test_what_is_refused_says_why_and_changes_nothing(house: House) -> None:
    cast, new = house.cast, entered(house)
    where = proposed(house, new)
    house.enter(cast.sys_admin).post(f"{where}/refuse", reason="名额已满")
    assert "名额已满" in words(house.enter(cast.sec_admin).get(where))
    assert holds(house, new) == []
    with house.reading() as session:
        assert session.scalars(select(Proposal)).one().state is ProposalState.REFUSED


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        ({"valid_from": "2020-01-01"}, "最早从今天起任职"),
        ({"valid_until": "2020-01-01"}, "任职止日早于起日"),
        ({"committee": ""}, "请填写"),
        ({"role": "leader_secretary"}, "请填写"),
        ({"role": "team_leader"}, "请在所列选项中选择"),
    ],
)
def test_a_post_that_cannot_be_is_answered_at_its_field(house: House, wish: dict[str, str], said: str) -> None:
    new = entered(house)
    assert said in words(proposed(house, new, 422, **wish))


def test_an_officer_of_the_three_takes_on_no_case_work_and_no_second_office(house: House) -> None:
    cast = house.cast
    assert "不得兼任业务职务" in words(proposed(house, cast.audit_admin, 422))
    answer = {"role": "sys_admin", "title": "系统管理员", "committee": ""}
    assert "须分设" in words(proposed(house, cast.officer, 422, **answer))
    assert "须分设" in words(proposed(house, cast.audit_admin, 422, **answer))


def test_the_same_post_is_neither_proposed_twice_nor_given_twice(house: House) -> None:
    new = entered(house)
    where = proposed(house, new)
    assert "已在等待复核" in words(proposed(house, new, 422))
    house.enter(house.cast.sys_admin).post(f"{where}/confirm")
    assert "已任此职" in words(proposed(house, new, 422))


def test_the_last_of_the_three_officers_stays_until_somebody_follows(house: House) -> None:
    cast, security = house.cast, house.enter(house.cast.sec_admin)
    [post] = holds(house, cast.audit_admin)
    assert "三员不能缺位" in words(security.submit(f"/admin/posts/{post.id}/end", 422, anyway="true"))
    page = words(house.enter(cast.sys_admin).post(f"{PEOPLE}/{cast.audit_admin.id}/account/close", 403))
    assert "最后一名可以登录的审计管理员" in page
    assert "不能停用本人的账号" in words(
        house.enter(cast.sys_admin).post(f"{PEOPLE}/{cast.sys_admin.id}/account/close", 403)
    )


def test_the_last_holder_of_a_post_goes_only_when_that_is_meant(house: House) -> None:
    cast, security = house.cast, house.enter(house.cast.sec_admin)
    [post] = holds(house, cast.director)
    assert "最后一名担任" in words(security.submit(f"/admin/posts/{post.id}/end", 422))
    security.submit(f"/admin/posts/{post.id}/end", anyway="true")
    [ended] = holds(house, cast.director)
    assert ended.valid_until == clock.today() - timedelta(days=1)
    [note] = told(house, "ended")
    assert (note["before"]["until"], note["after"]["until"]) == (None, str(ended.valid_until))


def test_a_post_does_not_end_in_the_past(house: House) -> None:
    [post] = holds(house, house.cast.officer)
    security = house.enter(house.cast.sec_admin)
    assert "最早从今天起" in words(security.submit(f"/admin/posts/{post.id}/end", 422, from_day="2020-01-01"))


def test_who_leaves_gives_back_what_he_had_claimed_and_signs_in_no_more(house: House) -> None:
    cast, ids = house.cast, house.ids
    house.enter(cast.officer2).post(f"/work/{ids['claim']}/claim")
    assert house.item("claim").assignee_id == cast.officer2.id
    leaving = clock.today() + timedelta(days=2)
    house.enter(cast.sec_admin).submit(f"{PEOPLE}/{cast.officer2.id}/leave", from_day=leaving)
    house.drain()
    assert house.item("claim").assignee_id == cast.officer2.id  # not yet
    clock.move(timedelta(days=2))
    house.drain()
    item = house.item("claim")
    assert (item.state, item.assignee_id) == (ItemState.OPEN, None)
    assert "case_officer" in item.groups[0]
    assert house.enter(cast.officer).get(f"/work/{ids['claim']}")
    with house.reading() as session:
        account = session.scalars(select(Account).where(Account.person_id == cast.officer2.id)).one()
    assert account.disabled_at is not None


def test_an_item_handed_over_by_name_goes_back_to_the_post_that_it_came_from(house: House) -> None:
    cast, ids = house.cast, house.ids
    house.enter(cast.officer).submit(
        f"/work/{ids['claim']}/transfer", person=cast.officer2.id, reason="当日公出，请代为办理"
    )
    with house.reading() as session:
        [post] = session.scalars(select(Post).where(Post.person_id == cast.officer2.id))
    house.enter(cast.sec_admin).submit(f"/admin/posts/{post.id}/end")
    house.drain()
    with house.reading() as session:
        item = session.get_one(WorkItem, ids["claim"])
    assert item.assignee_id is None
    assert not any(group.startswith("person:") for group in item.groups)


def test_people_are_found_by_initials_and_role_and_the_list_goes_on(house: House) -> None:
    with transaction(house.database) as session:
        session.add_all(Person(name=f"甲{n:03}", cppcc_id=house.cast.cppcc.id) for n in range(60))
    admin = house.enter(house.cast.sys_admin)
    page = admin.get(f"{PEOPLE}?q=cxl")
    assert "陈晓岚" in page
    assert "周敬文" not in page
    assert "周敬文" in admin.get(f"{PEOPLE}?role=committee_director")
    first = admin.get(f"{PEOPLE}?state=free")
    more = re.search(r'href="([^"]*after=\d+[^"]*)">下一页', first)
    assert more is not None
    assert "state=free" in more[1]
    assert "甲059" in admin.get(more[1].replace("&amp;", "&"))
    assert "没有符合条件" in admin.get(f"{PEOPLE}?q=没有这个人")


def test_two_people_of_one_name_are_told_apart_by_telephone(house: House) -> None:
    entered(house)
    admin = house.enter(house.cast.sys_admin)
    assert "姓名和电话都相同" in words(admin.submit(f"{PEOPLE}/new", 422, name="郭新来", phone="13900009999"))
    admin.submit(f"{PEOPLE}/new", name="郭新来", phone="13900008888")


def test_the_auditor_reads_what_the_others_did_and_that_it_is_whole(house: House) -> None:
    cast, new = house.cast, entered(house)
    where = proposed(house, new)
    house.enter(cast.sys_admin).post(f"{where}/confirm")
    auditor = house.enter(cast.audit_admin)
    page = words(auditor.get(f"/admin/journal?stream=accounts&person={cast.sys_admin.id}"))
    assert "人员权限变动" in page
    assert "granted" in page
    assert cast.sec_admin.name not in page.partition("操作人")[2]
    assert "全部记录完整" in words(auditor.post("/admin/journal/verify", 200))
    with transaction(house.database) as session:
        row = session.scalars(select(JournalEntry).where(JournalEntry.stream == "accounts")).first()
        row.data = row.data.replace("granted", "Granted").replace("what", "whaT")
    assert "断裂" in words(auditor.post("/admin/journal/verify", 200))


def test_what_people_wrote_in_a_case_stays_hidden_from_the_auditor(house: House) -> None:
    cast, ids = house.cast, house.ids
    reason = "第三段的数字与附件不一致，请核对后重报"
    house.enter(cast.sg).submit(f"/work/{ids['approve']}/return", element="initiation", reason=reason)
    page = house.enter(cast.audit_admin).get("/admin/journal?stream=instance:")
    assert "退回" in page
    assert reason not in page


def test_another_chain_holds_from_a_day_to_come_and_can_be_taken_back(house: House) -> None:
    admin = house.enter(house.cast.business_admin)
    day = clock.today() + timedelta(days=10)
    form = admin.filled("/admin/routes/PLAN/change", valid_from=str(day))
    form = {name: value for name, value in form.items() if not name.startswith("seats-1-")}
    form["seats--order"] = ["0"]
    preview = words(admin.post("/admin/routes/PLAN/change", 200, **form))
    assert "审核：专委会主任（本专委会） → 审核：分管副主席（本专委会）" in preview
    assert f"{day}起提交的文件适用" in preview
    admin.post("/admin/routes/PLAN/change", **form, confirmed="yes")
    page = admin.get("/admin/routes/PLAN")
    assert "未生效" in page
    assert "已有一项更改" in words(admin.post("/admin/routes/PLAN/change", 422, **form))
    admin.post(f"/admin/routes/PLAN/take-back/{day}")
    assert "未生效" not in admin.get("/admin/routes/PLAN")


def test_a_letters_chain_keeps_its_sign_off_and_begins_tomorrow_at_the_earliest(house: House) -> None:
    admin = house.enter(house.cast.business_admin)
    form = admin.filled("/admin/routes/LETTER/change", valid_from=str(clock.today()))
    assert "最早从明天起" in words(admin.post("/admin/routes/LETTER/change", 422, **form))
    form["valid_from"] = str(clock.today() + timedelta(days=5))
    last = max(int(name.split("-")[1]) for name in form if re.match(r"seats-\d+-seat", name))
    form[f"seats-{last}-kind"] = "REVIEW"
    assert "须以“签发”结束" in words(admin.post("/admin/routes/LETTER/change", 422, **form))


def test_the_office_enters_a_unit_and_a_committee(house: House) -> None:
    clerk = house.enter(house.cast.clerk)
    where = clerk.submit("/admin/units/new", name="市园林局", short="园林局", kind="DEPARTMENT", aliases="市园林绿化局")
    assert "市园林绿化局" in clerk.get(where)
    assert "已有同名的单位" in words(clerk.submit("/admin/units/new", 422, name="市园林局", kind="DEPARTMENT"))
    clerk.submit(f"{where}/edit", short="市园林局")
    assert "市园林局" in clerk.get("/admin/units?q=sylj")
    where = clerk.submit("/admin/committees/new", code="wy", name="委员工作委员会", short="委员委")
    assert "WY" in clerk.get(where)
    assert "代码已被" in words(clerk.submit("/admin/committees/new", 422, code="CJ", name="城建", short="城建"))


def test_a_committee_is_not_closed_under_those_who_sit_in_it(house: House) -> None:
    clerk = house.enter(house.cast.clerk)
    where = f"/admin/committees/{house.cast.urban.id}/edit"
    day = str(clock.today() + timedelta(days=30))
    assert "仍有4人在此任职" in words(clerk.submit(where, 422, valid_until=day))
