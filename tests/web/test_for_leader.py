"""A leader's secretary finds what waits for the leader, reads it out, and enters what was signed on paper."""

from tests.web.conftest import House, words
from tests.web.town import Townsfolk


def test_the_secretary_finds_what_waits_for_the_leader_and_nothing_else(house: House) -> None:
    cast, case = house.cast, house.ids["initiated"]
    folk = Townsfolk(house.database, cast, house.town.folder / "files")
    secretary = house.enter(cast.secretary)
    assert "领导没有待办" in words(secretary.get("/for-leader"))
    for person in (cast.sg, cast.vice_chair):
        house.enter(person).submit(f"/work/{folk.item(case, 'approve')}", decision="APPROVE")
    page = words(secretary.get("/for-leader"))
    assert "消防通道" in page and cast.chair.name in page
    assert "实际办理人" in words(secretary.get(f"/work/{folk.item(case, 'approve')}?entry=1"))
    assert "消防通道" not in words(secretary.get("/inbox"))
    house.enter(cast.officer).get("/for-leader", 403)


def test_the_secretary_records_a_call_to_a_unit_of_a_case_that_he_sees(house: House) -> None:
    case, secretary = house.ids["case"], house.enter(house.cast.secretary)
    assert "联系记录" in secretary.get(f"/cases/{case}")
    assert "联系单位" in words(secretary.get(f"/start/contact_record_act/{case}"))
    house.enter(house.cast.archivist).get(f"/start/contact_record_act/{case}", 404)


def test_the_list_is_one_tap_away_on_a_phone(house: House) -> None:
    page = house.enter(house.cast.secretary).get("/inbox")
    assert "/for-leader" in page.partition('class="tabbar')[2].partition("</nav>")[0]
