"""The vice-chair is away: he lends his post, his delegate signs as 代, the list comes, and he objects to one thing."""

import re
from datetime import date, timedelta

import pytest

from engine import clock, journal, queries
from engine.db import transaction
from engine.models import Job, JobState, JournalEntry, WorkItem
from engine.text import day_in_words
from tests.web.conftest import House, Visitor, words
from tests.web.town import Townsfolk
from workflows.bootstrap import instances_of
from workflows.notices.kinds import NoticeKind
from workflows.notices.models import Notice
from workflows.people.models import DelegateObjection, Delegation, Person, Post
from workflows.people.roles import ScopeKind

NEW = "/me/delegations/new"
MEETING = "2026年第2次主席会议决定"


def post(house: House, person: Person, kind: ScopeKind = ScopeKind.COMMITTEE) -> int:
    """The person's first post of a kind of place."""
    with house.reading() as session:
        found = session.query(Post).filter_by(person_id=person.id, scope_kind=kind).order_by(Post.id)
        return found.first().id


def lent(house: House, days: int = 3) -> Delegation:
    """The vice-chair in charge lends his committee's post to the director, from today for so many days."""
    cast = house.cast
    last = clock.today() + timedelta(days=days - 1)
    answer = {"posts": post(house, cast.vice_chair), "to": cast.director.id, "last": last, "basis": MEETING}
    assert house.enter(cast.vice_chair).submit(NEW, **answer) == "/me/delegations"
    return latest(house)


def latest(house: House) -> Delegation:
    with house.reading() as session:
        return session.query(Delegation).order_by(Delegation.id.desc()).first()


def folk_of(house: House) -> Townsfolk:
    return Townsfolk(house.database, house.cast, house.town.folder / "files")


def waits(house: House, person: Person) -> int | None:
    """What the person may sign of the case that is being initiated."""
    with house.reading() as session:
        listed = queries.worklist(session, folk_of(house).as_(person).actor(session).groups, limit=500)
        found = [item for item, task in listed if task.element == "approve"]
        case = {one.id for one in instances_of(session, house.ids["initiated"])}
        return next((item.id for item in found if item.instance_id in case), None)


def signs(house: House, person: Person, opinion: str = "") -> int:
    """The person agrees to it."""
    item = waits(house, person)
    assert item is not None
    with house.reading() as session:
        kind = session.get_one(WorkItem, item).kind
    folk_of(house).as_(person).does("approve", item=item, item_kind=kind, decision="APPROVE", opinion=opinion or None)
    return item


def plan_signed(house: House) -> int:
    """The initiation passes, the plan is drafted, and the director signs it for himself and then for the vice-chair."""
    cast, folk = house.cast, folk_of(house)
    signs(house, cast.chair)
    folk.as_(cast.officer).does("draft_plan", case=house.ids["initiated"], **folk.plan())
    signs(house, cast.director)
    return signs(house, cast.director)


def over(house: House, days: int = 3) -> int:
    """The days pass and the runner does what is due; the address of the list."""
    one = latest(house)
    clock.move(timedelta(days=days))
    house.drain()
    return one.id


def told(visitor: Visitor, path: str = "/inbox") -> str:
    return words(visitor.get(path))


def test_the_vice_chair_is_away_his_delegate_signs_the_list_comes_and_he_objects_to_one(house: House) -> None:
    cast = house.cast
    lent(house)
    director = house.enter(cast.director)
    assert "您正在代行市政协副主席 林书华的职务" in told(director)
    signs(house, cast.sg)
    page = told(director, f"/work/{waits(house, cast.director)}")
    assert "代林书华办理" in page
    assert "周敬文（代） 2026年3月2日" in page
    item = signs(house, cast.director, "同意立项，注意衔接")
    page = told(house.enter(cast.officer), f"/cases/{house.ids['initiated']}")
    assert "市政协副主席 周敬文 代" in page
    other = plan_signed(house)

    number = over(house)
    chief = house.enter(cast.vice_chair)
    assert "委托期间，周敬文以您的名义办理了2项" in told(chief)
    listed = told(chief, f"/me/delegations/{number}")
    shown = ["市政协副主席（城建委）", MEETING, "审核立项审批单", "同意立项，注意衔接", "消防通道"]
    shown += ["最迟2026年3月12日可逐项提出异议"]
    assert [part for part in shown if part not in listed] == []
    assert "以您的名义办理了" not in told(chief), "once it was opened the first page is quiet"

    place = f"/me/delegations/{number}/objections/{item}"
    assert chief.post(place, reason="范围过大，应先试点") == f"/me/delegations/{number}"
    listed = told(chief, f"/me/delegations/{number}")
    assert "范围过大，应先试点" in listed
    assert listed.count("提交异议") == 1, "the other one"
    for person in (cast.director, cast.officer, cast.officer2):
        assert "委托人对“审核立项审批单”的代办有异议：范围过大，应先试点" in told(house.enter(person), "/to-read")
    assert "异议" not in told(house.enter(cast.other_director), "/to-read")
    page = told(house.enter(cast.officer), f"/cases/{house.ids['initiated']}")
    assert "委托人异议" in page
    assert "市政协副主席 林书华" in page
    with house.reading() as session:
        [entry] = session.query(JournalEntry).filter_by(event="delegate:objected")
        assert entry.facts()["item"] == item
        assert "试点" not in entry.data
        assert not list(journal.verify(session))
    assert "范围过大" in told(house.enter(cast.director), f"/me/delegations/{number}"), "the delegate reads it too"

    clock.move(timedelta(days=14))
    place, chief = f"/me/delegations/{number}/objections/{other}", house.enter(cast.vice_chair)
    late = words(chief.post(place, 422, reason="方案另有考虑"))
    assert "异议期限已于2026年3月12日截止，不能再提出异议。" in late
    with house.reading() as session:
        assert session.query(DelegateObjection).count() == 1


def test_too_late_the_list_is_read_only_and_says_so(house: House) -> None:
    lent(house)
    signs(house, house.cast.sg)
    item = signs(house, house.cast.director)
    number = over(house)
    clock.move(timedelta(days=14))
    chief = house.enter(house.cast.vice_chair)
    page = told(chief, f"/me/delegations/{number}")
    assert "异议期限已于2026年3月12日截止，仅供查阅。" in page
    assert "提出异议" not in page
    place = f"/me/delegations/{number}/objections/{item}"
    refused = words(chief.post(place, 422, reason="范围过大，应先试点"))
    assert "异议期限已于2026年3月12日截止，不能再提出异议。" in refused
    assert "范围过大，应先试点" in refused, "what was typed is still there"
    assert "以您的名义" not in told(chief)


def test_an_objection_has_a_reason_and_is_made_once_by_the_principal_alone(house: House) -> None:
    lent(house)
    signs(house, house.cast.sg)
    item = signs(house, house.cast.director)
    early = f"/me/delegations/{latest(house).id}/objections/{item}"
    chief = house.enter(house.cast.vice_chair)
    assert "委托还没有结束" in words(chief.post(early, 422, reason="范围过大，应先试点"))
    over(house)
    chief = house.enter(house.cast.vice_chair)
    assert "至少5字" in words(chief.post(early, 422, reason="不妥"))
    house.enter(house.cast.director).post(early, 404, reason="范围过大，应先试点")
    chief.post(f"{early}9999", 404, reason="范围过大，应先试点")
    chief.post(early, reason="范围过大，应先试点")
    assert "已对这一项提出过异议" in words(chief.post(early, 422, reason="再说一遍，范围过大"))
    with house.reading() as session:
        assert session.query(DelegateObjection).count() == 1


def test_the_list_comes_once_whoever_runs_the_job_and_however_often(house: House) -> None:
    one = lent(house)
    signs(house, house.cast.sg)
    signs(house, house.cast.director)
    with transaction(house.database) as session:
        [job] = session.query(Job).filter_by(kind="delegation_ended")
        job.run_at = clock.now()  # it comes too early, as a bell may
    house.drain()
    assert latest(house).reported_at is None
    house.enter(house.cast.vice_chair).post(f"/me/delegations/{one.id}/take-back")
    house.drain()
    first = latest(house)
    assert (first.decided, first.reported_at is not None) == (1, True)
    over(house)
    assert latest(house).reported_at == first.reported_at
    with house.reading() as session:
        kinds = [(job.kind, job.state) for job in session.query(Job).filter_by(kind="delegation_ended")]
        assert kinds == [("delegation_ended", JobState.DONE)] * 2


def test_taken_back_at_once_the_post_opens_nothing_to_the_delegate(house: House) -> None:
    one = lent(house)
    signs(house, house.cast.sg)
    assert waits(house, house.cast.director)
    house.enter(house.cast.vice_chair).post(f"/me/delegations/{one.id}/take-back")
    assert waits(house, house.cast.director) is None
    assert waits(house, house.cast.vice_chair)


def test_the_delegate_is_told_that_he_is_named_and_that_he_is_released(house: House) -> None:
    cast, one = house.cast, lent(house)
    house.enter(cast.vice_chair).post(f"/me/delegations/{one.id}/take-back")
    house.drain()
    director = house.enter(cast.director)
    page = told(director, "/notices")
    assert f"林书华委托您{in_words(one.valid_from)}至{in_words(one.valid_until)}代行“市政协副主席”（{MEETING}）" in page
    assert "林书华已收回“市政协副主席”的委托" in page
    with house.reading() as session:
        first = session.query(Notice).filter_by(person_id=cast.director.id, kind=NoticeKind.DELEGATED).first()
    answer = director.client.get(f"/notices/{first.id}")
    assert answer.location.endswith("/me/delegations")
    lent(house)
    over(house)
    assert "委托您代行“市政协副主席”已于" in told(house.enter(cast.director), "/notices")


def in_words(day: date | None) -> str:
    return day_in_words(day).zh


def test_taking_back_ends_the_absence_that_was_entered_with_it_and_says_so(house: House) -> None:
    cast, last = house.cast, clock.today() + timedelta(days=2)
    answer = {"posts": post(house, cast.vice_chair), "to": cast.director.id, "last": last, "basis": MEETING}
    leader = house.enter(cast.vice_chair)
    leader.submit(NEW, **answer, is_away="true")
    assert "/remove" in leader.get("/me/delegations")
    leader.post(f"/me/delegations/{latest(house).id}/take-back")
    page = leader.get("/me/delegations")
    assert "为此登记的请假" in page and "/remove" not in page


def test_a_return_that_a_delegate_makes_stands_on_the_list_too(house: House) -> None:
    lent(house)
    signs(house, house.cast.sg)
    director = house.enter(house.cast.director)
    director.post(f"/work/{waits(house, house.cast.director)}/return", element="initiation", reason="立项依据要写实")
    number = over(house)
    page = told(house.enter(house.cast.vice_chair), f"/me/delegations/{number}")
    assert "退回" in page
    assert "立项依据要写实" in page
    assert "代" in told(house.enter(house.cast.officer), f"/cases/{house.ids['initiated']}")


def test_where_nothing_was_decided_the_list_says_so_and_nobody_is_called(house: House) -> None:
    lent(house)
    number = over(house)
    chief = house.enter(house.cast.vice_chair)
    assert "以您的名义" not in told(chief)
    assert "没有以您的名义办理的事项" in told(chief, f"/me/delegations/{number}")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"posts": ""}, "委托的职务：请填写。"),
        ({"to": ""}, "受托人：请填写。"),
        ({"to": "424242"}, "受托人：请从列表中选择。"),
        ({"first": "2026-02-31"}, "开始日期：日期不正确，请按“2026-03-05”填写。"),
        ({"first": "2026-03-09"}, "结束日期：结束日期不能早于开始日期。"),
        ({"first": "2026-03-01"}, "开始日期：委托最早从今天开始。"),
        ({"last": "9999-12-31"}, "结束日期：一次最长登记366天。"),
        ({"basis": ""}, "授权依据：请填写。"),
        ({"basis": "长" * 201}, "授权依据：最多200字，现为201字。"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(
    house: House, wrong: dict[str, str], said: str
) -> None:
    cast = house.cast
    right = {"posts": post(house, cast.vice_chair), "to": cast.director.id, "last": "2026-03-05", "basis": MEETING}
    page = house.enter(cast.vice_chair).submit(NEW, 422, **{**right, **wrong})
    assert said in words(page.partition("data-faults")[2].partition("</section>")[0])
    assert wrong.get("basis", MEETING) in page
    assert latest(house) is None


def test_the_refusals_of_the_domain_are_said_on_the_page_in_both_languages(house: House) -> None:
    lent(house)
    director, answer = house.enter(house.cast.director), {"last": "2026-03-05", "basis": MEETING}
    chain = {"posts": post(house, house.cast.vice_chair), "to": house.cast.other_director.id}
    page = words(director.submit(NEW, 422, **answer, **chain))
    assert "“市政协副主席”是林书华委托给您的职务，不能再转委托；请林书华另行委托。" in page
    english = house.enter(house.cast.director, "en")
    assert "is lent to you by 林书华 and cannot be lent on" in words(english.submit(NEW, 422, **answer, **chain))
    own = {"posts": post(house, house.cast.director), "to": house.cast.director.id}
    assert "A post cannot be lent to its own holder." in words(english.submit(NEW, 422, **answer, **own))


def test_the_security_administrator_lends_for_one_who_is_away_and_reads_no_case(house: House) -> None:
    cast = house.cast
    admin = house.enter(cast.sec_admin)
    assert "/admin/delegations" in admin.get("/inbox")
    path = f"/admin/delegations/new?person={cast.vice_chair.id}"
    answer = {"posts": post(house, cast.vice_chair), "to": cast.director.id, "last": "2026-03-04", "basis": MEETING}
    assert admin.submit(path, **answer, is_away="true") == "/admin/delegations"
    page = told(admin, "/admin/delegations")
    assert "林书华 → 周敬文" in page
    one = latest(house)
    assert one.made_by == cast.sec_admin.id
    assert "办理人 孔安全" in told(house.enter(cast.vice_chair), "/me/delegations")
    assert "2026年3月4日" in told(house.enter(cast.vice_chair), "/me/delegations").partition("我委托他人")[0], "away"
    admin.get(f"/me/delegations/{one.id}", 404)
    assert admin.post(f"/me/delegations/{one.id}/take-back") == "/admin/delegations"


def test_holder_and_delegate_see_a_delegation_on_their_pages(house: House) -> None:
    lent(house)
    given = told(house.enter(house.cast.vice_chair), "/me/delegations")
    assert "周敬文 进行中 市政协副主席（城建委）" in given
    assert "收回" in given
    taken = told(house.enter(house.cast.director), "/me/delegations").partition("他人委托我")[2]
    assert "林书华 进行中 市政协副主席（城建委）" in taken
    assert "收回" not in taken


def test_an_absence_is_shown_where_work_is_given_out_and_blocks_nothing(house: House) -> None:
    cast = house.cast
    officer2 = house.enter(cast.officer2)
    assert officer2.submit("/me/absences/new", last="2026-03-06") == "/me/delegations"
    officer = house.enter(cast.officer)
    [found] = officer.client.get("/pick/person?q=沈一诺").get_json()["items"]
    assert found["note"].startswith("请假至2026年3月6日 · 城建委干部")
    [found] = house.enter(cast.officer, "en").client.get("/pick/person?q=沈一诺").get_json()["items"]
    assert found["note"].startswith("away until 6 Mar 2026")
    [found] = house.enter(cast.liaison_a).client.get("/pick/person?q=沈一诺").get_json()["items"]
    assert "请假" not in found["note"]
    officer = house.enter(cast.officer, "zh")
    officer.get(f"/work/{house.ids['weigh']}/transfer")
    place = officer.post(f"/work/{house.ids['weigh']}/transfer", person=cast.officer2.id, reason="公出")
    assert "已转办。沈一诺请假至2026年3月6日。" in told(officer, place)


def test_a_delegate_who_goes_away_is_told_for_whom_he_stands_in_and_his_principal_sees_it(house: House) -> None:
    lent(house)
    director = house.enter(house.cast.director)
    place = director.submit("/me/absences/new", last="2026-03-03")
    assert "您正受林书华委托，请告知其另行安排" in told(director, place)
    assert "周敬文2026年3月2日至2026年3月3日请假" in told(house.enter(house.cast.vice_chair), "/me/delegations")
    assert "请改选受托人" not in told(director, "/me/delegations"), "that is for the one who chose"
    number = re.search(r"/me/absences/(\d+)/remove", director.get("/me/delegations"))
    assert number is not None
    director.post(number.group())
    assert "请假，请改选" not in told(house.enter(house.cast.vice_chair), "/me/delegations")


def test_the_same_form_sent_twice_lends_once(house: House) -> None:
    cast = house.cast
    chief = house.enter(cast.vice_chair)
    more = {"posts": post(house, cast.vice_chair), "to": cast.director.id, "last": date(2026, 3, 4), "basis": MEETING}
    form = chief.filled(NEW, **more)
    assert chief.post(NEW, **form) == chief.post(NEW, **form)
    with house.reading() as session:
        assert session.query(Delegation).count() == 1
