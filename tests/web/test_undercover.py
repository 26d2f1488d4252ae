"""An undercover plan on the pages: who is told opens it and is listed, the rest of the office finds nothing of it."""

import pytest

from tests.web.conftest import House
from tests.web.test_api import Program
from tests.web.town import Townsfolk
from workflows.documents.models import DocumentKind

PLACE, PROBLEM = "东郊货场", "东郊货场夜间扬尘扰民三年，居民投诉五次，检查时停工，检查一走又开工，始终没有解决。"
SECRET = "凌晨两点到货场门口取证"


@pytest.fixture
def folk(house: House) -> Townsfolk:
    return Townsfolk(house.database, house.cast, house.town.folder / "files")


@pytest.fixture
def case(house: House, folk: Townsfolk) -> int:
    case = folk.started(folk.registers(title="货场夜间扬尘", location=PLACE, problem=PROBLEM))
    return folk.planned(
        case, undercover=True, methods=["UNDERCOVER_VISIT"], objective=SECRET, told=[house.cast.clerk.id]
    )


def test_who_is_told_opens_the_plan_and_is_listed_on_the_case(house: House, folk: Townsfolk, case: int) -> None:
    plan = folk.document(case, DocumentKind.PLAN)
    clerk = house.enter(house.cast.clerk)
    assert "查阅过方案" not in clerk.get(f"/cases/{case}")
    assert SECRET in clerk.get(f"/cases/papers/{plan}")
    page = house.enter(house.cast.director).get(f"/cases/{case}")
    told, opened = page.index("暗访知情人员"), page.index("查阅过方案")
    assert "韩会务" in page[told:opened]
    assert "韩会务" in page[opened : opened + 200]


def test_the_rest_of_the_office_finds_the_case_and_no_word_of_the_plan(
    house: House, folk: Townsfolk, case: int
) -> None:
    archivist = house.enter(house.cast.archivist)
    page = archivist.get(f"/cases/{case}")
    assert [word for word in (SECRET, "暗访", "监督方案", "柏委员") if word in page] == []
    assert "货场夜间扬尘" in archivist.get("/cases")
    archivist.get(f"/cases/papers/{folk.document(case, DocumentKind.PLAN)}", 404)
    archivist.get(f"/work/{folk.done(case, 'draft_plan')}", 404)
    archivist.get(f"/cases/{case}/diagram/dispatch_response.bpmn", 404)
    program = Program(house, "archivist")
    program.get(f"/cases/{case}/journal", 404)
    assert program.get(f"/cases/{case}")["open_items"] == []
    house.enter(house.cast.outsider).get(f"/cases/{case}", 404)


def test_the_list_tells_the_next_date_to_those_alone_who_may_know(house: House, case: int) -> None:
    def told(name: str) -> str:
        page = house.enter(getattr(house.cast, name)).get("/cases?q=货场夜间扬尘")
        return page.partition("<tbody>")[2].partition("</tbody>")[0]

    for name in ("officer", "director", "sg", "clerk", "member1"):
        assert "pill" in told(name), name
    for name in ("archivist", "editor", "other_officer", "business_admin"):
        assert "货场夜间扬尘" in told(name), name
        assert "pill" not in told(name), name
    assert "货场夜间扬尘" not in house.enter(house.cast.member5).get("/cases?q=货场夜间扬尘").partition("<tbody>")[2]
    house.enter(house.cast.outsider).get("/cases", 404)
