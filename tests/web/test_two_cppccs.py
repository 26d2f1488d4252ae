"""Two CPPCCs work in one store: each sees its own cases, and of the other's not a word, on any page or in any list."""

import pytest
from sqlalchemy import select

from engine.errors import NotFound
from tests.web.conftest import House
from tests.web.test_api import Program
from tests.web.town import Townsfolk
from workflows import access
from workflows.cases.models import Case, CaseState
from workflows.people.actors import actor_of
from workflows.reading import ledger

TITLE, PLACE = "码头夜间偷排废油", "乙县东港码头"
PROBLEM = "乙县东港码头夜间多次偷排废油，渔民投诉三次，水面油污至今没有清理，附近养殖户损失很大。"


@pytest.fixture
def theirs(house: House) -> int:
    """A case of the county: its own officer has registered the lead."""
    folk = Townsfolk(house.database, house.cast, house.town.folder / "files")
    photo = folk.keeps(house.cast.county_officer, "码头.jpg")
    return folk.registers(house.cast.county_officer, title=TITLE, location=PLACE, problem=PROBLEM, evidence=[photo])


def test_a_lead_belongs_to_the_cppcc_of_whoever_registers_it(house: House, theirs: int) -> None:
    with house.reading() as session:
        assert session.get_one(Case, theirs).cppcc_id == house.cast.county.id
    page = house.enter(house.cast.county_sg).get(f"/cases/{theirs}")
    assert TITLE in page
    assert house.cast.county.name in page
    assert house.cast.cppcc.name not in page


@pytest.mark.parametrize("name", ["sg", "chair", "officer", "intake", "secretary", "business_admin", "leader_viewer"])
def test_the_citys_office_comes_to_no_word_of_the_countys_case(house: House, theirs: int, name: str) -> None:
    reader = house.enter(getattr(house.cast, name))
    reader.get(f"/cases/{theirs}", 404)
    for path in ("/cases", f"/cases?q={PLACE}", f"/cases/search?q={PLACE}", f"/cases/similar?q={TITLE}&place={PLACE}"):
        assert TITLE not in reader.get(path), path
    with house.reading() as session:
        number = session.get_one(Case, theirs).case_no
    assert TITLE not in reader.get(f"/cases/search?q={number}"), "an exact number is no key either"
    if name != "leader_viewer":
        assert TITLE not in reader.get("/pick/case?q=码头")
    program = Program(house, name)
    assert TITLE not in str(program.get("/cases?limit=200"))
    program.get(f"/cases/{theirs}", 404)
    program.get(f"/cases/{theirs}/journal", 404)


def test_the_county_sees_its_own_case_and_none_of_the_citys(house: House, theirs: int) -> None:
    sg = house.enter(house.cast.county_sg)
    listed = sg.get("/cases")
    assert TITLE in listed
    assert [word for word in ("窨井盖", "清水河", "消防通道") if word in listed] == []
    assert "城建委" in listed and "经济委" not in listed, "the list is narrowed to committees of one's own"
    assert TITLE in sg.get(f"/cases/search?q={PLACE}")
    assert "清水河" not in sg.get("/cases/search?q=清水河").replace('value="清水河"', "").replace("“清水河”", "")
    assert "市环境局" not in sg.get("/board?view=units")
    sg.get(f"/files/{house.ids['evidence']}", 404)
    sg.get(f"/unit/tracks/{house.ids['track_a']}", 404)


def test_a_case_of_the_other_cannot_be_named_in_a_form(house: House, theirs: int) -> None:
    officer, path = Program(house, "officer"), f"/work-items/{house.ids['weigh']}/complete"
    merge = {"decision": "MERGE", "merge_into": theirs}
    errors = officer.post(path, {"answer": merge, "confirmed": True}, "merge-theirs", 422)["errors"]
    assert errors["merge_into"] == ["请从列表中选择。"]
    page = house.enter(house.cast.officer).submit(f"/work/{house.ids['weigh']}", 422, **merge)
    assert TITLE not in page


def test_every_list_holds_exactly_the_cases_that_open(house: House, theirs: int) -> None:
    with house.reading() as session:
        every = session.scalars(select(Case).order_by(Case.id.desc())).all()
        assert {case.cppcc_id for case in every} == {house.cast.cppcc.id, house.cast.county.id}
        for person in house.cast.everybody():
            actor = actor_of(session, person.id)
            opens = [case.id for case in every if _opens(session, actor, case)]
            assert [case.id for case in ledger.cases(session, actor, limit=500)] == opens, person.name


def _opens(session: object, actor: object, case: Case) -> bool:
    try:
        access.view_of(session, actor, case)
    except NotFound:
        return False
    return True


def test_somebody_elses_draft_is_nobodys_business(house: House, theirs: int) -> None:
    with house.reading() as session:
        draft = session.get_one(Case, house.ids["new"])
        draft.state = CaseState.DRAFT
        for name, sees in (("sg", False), ("officer", False), ("intake", True)):
            actor = actor_of(session, getattr(house.cast, name).id)
            assert _opens(session, actor, draft) is sees, name
        session.rollback()
