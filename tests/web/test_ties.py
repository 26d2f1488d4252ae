"""申报关系: whoever is related to a unit says so himself, and keeps out of its matters from then on."""

from tests.web.conftest import House, words
from workflows.people.recusal import recusal


def test_who_declares_a_relation_is_barred_from_that_units_matters(house: House) -> None:
    cast, case = house.cast, house.ids["case"]
    director = house.enter(cast.director)
    assert "/me/ties" in director.get("/me")
    assert "没有申报过关系" in director.get("/me/ties")
    director.submit("/me/ties", unit=cast.unit_a.id, note="弟弟在该区任职")
    assert "弟弟在该区任职" in words(director.get("/me/ties"))
    with house.reading() as session:
        assert "已申报" in recusal(session, cast.director.id, [cast.unit_a.id], case).zh
        assert recusal(session, cast.director.id, [cast.unit_c.id], case) is None


def test_it_is_declared_once_with_what_it_is_and_ended_by_whom_it_concerns_alone(house: House) -> None:
    archivist = house.enter(house.cast.archivist)
    page = archivist.submit("/me/ties", 422, unit=house.cast.unit_d.id, note="")
    assert "请填写" in page
    assert "已经申报" in archivist.submit("/me/ties", 422, unit=house.cast.unit_d.id, note="配偶在该单位任职")
    house.enter(house.cast.director).post(f"/me/ties/{house.ids['tie']}/end", 404)
    archivist.get("/me/ties")
    archivist.post(f"/me/ties/{house.ids['tie']}/end")
    assert "今天仍须回避" in archivist.get("/me/ties")
