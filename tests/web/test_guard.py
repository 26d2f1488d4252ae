"""The guard on the incidents page and on the command line: who is missing is read there, and what was done about it is
seen at once."""

from datetime import timedelta

from sqlalchemy import select

from engine import clock, queries
from engine.db import transaction
from engine.models import Incident
from engine.runners.sweep import drain
from tests.web.conftest import House, words
from workflows import guarding
from workflows.bootstrap import DOMAIN
from workflows.cases.models import Case
from workflows.people import posts
from workflows.people.models import Person, Post
from workflows.people.roles import Role, ScopeKind


def leaves(house: House, person: Person, role: Role) -> None:
    """His post ended yesterday."""
    with transaction(house.database) as session:
        post = session.scalars(select(Post).where(Post.person_id == person.id, Post.role == role)).one()
        yesterday = clock.today() - timedelta(days=1)
        posts.end_post(session, post, yesterday, house.cast.act(session, house.cast.sec_admin))


def looked_through(house: House) -> None:
    """The guard has gone its round."""
    with transaction(house.database) as session:
        guarding.plan(session)
    drain(house.database, DOMAIN)


def number_of(house: House, name: str) -> str:
    with house.reading() as session:
        found = session.get_one(Case, house.ids[name]).case_no
    assert found is not None
    return found


def test_an_administrator_reads_who_is_missing_and_sees_nothing_else_of_the_case(house: House) -> None:
    cast, number = house.cast, number_of(house, "other")
    leaves(house, cast.other_officer, Role.CASE_OFFICER)
    looked_through(house)
    for person in (cast.sys_admin, cast.sec_admin, cast.audit_admin):
        page = house.enter(person).get("/keeping/incidents")
        said = words(page)
        assert f"案件{number}的“线索研判”：经济委承办人无人在任" in said
        assert "夜市油烟" not in page
        assert f"/cases/{house.ids['other']}" not in page
    english = words(house.enter(cast.sec_admin, "en").get("/keeping/incidents"))
    assert f"Case {number}, “" in english
    assert "Case officer (经济委) is vacant" in english


def test_a_business_administrator_opens_the_case_from_there(house: House) -> None:
    leaves(house, house.cast.other_officer, Role.CASE_OFFICER)
    looked_through(house)
    page = house.enter(house.cast.business_admin).get("/keeping/incidents")
    assert f'href="/cases/{house.ids["other"]}"' in page
    assert "无人在任" in words(house.enter(house.cast.business_admin).get(f"/cases/{house.ids['other']}"))


def test_a_business_administrator_of_another_cppcc_reads_nothing_of_it(house: House) -> None:
    cast = house.cast
    leaves(house, cast.other_officer, Role.CASE_OFFICER)
    looked_through(house)
    with transaction(house.database) as session:
        county = (ScopeKind.CPPCC, cast.county.id)
        posts.grant(
            session, cast.outsider.id, Role.BUSINESS_ADMIN, county, "乙县业务管理员", cast.act(session, cast.sg)
        )
        [incident] = [one.id for one in queries.open_incidents(session)]
    elsewhere = house.enter(cast.outsider)
    assert number_of(house, "other") not in elsewhere.get("/keeping/incidents")
    elsewhere.post(f"/keeping/incidents/{incident}/look", status=404)


def test_when_somebody_was_appointed_looking_again_closes_the_incident(house: House) -> None:
    cast = house.cast
    leaves(house, cast.other_officer, Role.CASE_OFFICER)
    looked_through(house)
    admin = house.enter(cast.sec_admin)
    with house.reading() as session:
        [incident] = [one.id for one in queries.open_incidents(session)]
    admin.post(f"/keeping/incidents/{incident}/look")
    assert "问题仍在" in words(admin.get("/keeping/incidents"))
    with transaction(house.database) as session:
        scope = (ScopeKind.COMMITTEE, cast.economy.id)
        posts.grant(
            session, cast.outsider.id, Role.CASE_OFFICER, scope, "经济委干部", cast.act(session, cast.sec_admin)
        )
    admin.post(f"/keeping/incidents/{incident}/look")
    page = words(admin.get("/keeping/incidents"))
    assert "异常已关闭" in page
    assert "没有异常" in page
    with house.reading() as session:
        assert session.get_one(Incident, incident).resolved_by == cast.sec_admin.id


def test_the_page_says_when_the_cases_were_last_looked_through(house: House) -> None:
    admin = house.enter(house.cast.sys_admin)
    assert "尚未巡查过" in words(admin.get("/keeping/incidents"))
    looked_through(house)
    page = words(admin.get("/keeping/incidents"))
    assert "最近一次巡查：今天" in page
    assert "发现0处" in page
