"""机构调整 on its pages: what goes where is seen before anything moves, and the secretary-general decides."""

import re
from datetime import timedelta

from engine import clock
from tests.web.conftest import House, words

NEW = "/admin/reorganisations/new"


def merged(house: House, status: int = 200, **more: object) -> str:
    cast = house.cast
    answer = {
        "old_org": cast.unit_a.id,
        "kind": "MERGED",
        "successor": cast.unit_d.id,
        "effective_on": str(clock.today()),
        "doc_no": "甲编发〔2026〕3号",
        **more,
    }
    return house.enter(cast.clerk).submit(NEW, status, **answer)


def test_what_goes_where_is_seen_first_and_moves_when_the_secretary_general_confirms(house: House) -> None:
    cast = house.cast
    page = words(merged(house))
    assert "→ 市综合行政执法局" in page
    assert "环节和期限都不变" in page
    where = merged(house, 302, confirmed="yes")
    assert "确认调整" not in house.enter(cast.clerk).get(where)
    house.enter(cast.clerk).post(f"{where}/confirm", 404)
    sg = house.enter(cast.sg)
    assert "机构调整" in sg.get("/cases")
    sg.get(where)
    sg.post(f"{where}/confirm")
    house.drain()
    case = words(house.enter(cast.officer).get(f"/cases/{house.ids['case']}?tab=units"))
    assert "甲区人民政府（现市综合行政执法局）" in case
    english = words(house.enter(cast.officer, "en").get(f"/cases/{house.ids['case']}?tab=units"))
    assert "甲区人民政府 (now 市综合行政执法局)" in english
    assert "承接确认" in words(house.enter(cast.liaison_d).get("/unit"))


def test_a_split_asks_for_each_track_who_takes_it(house: House) -> None:
    cast = house.cast
    clerk = house.enter(cast.clerk)
    form = clerk.filled(NEW, old_org=cast.unit_a.id, kind="SPLIT", effective_on=str(clock.today()), doc_no="3号")
    heirs = {"successors--order": ["0", "1"], "successors-0-org": cast.unit_d.id, "successors-1-org": cast.unit_e.id}
    page = clerk.post(NEW, 200, **{**form, **heirs})
    [move] = re.findall(r'name="(move-\d+)"', page)
    where = clerk.post(NEW, 302, **{**form, **heirs, move: cast.unit_e.id, "confirmed": "yes"})
    assert "乙县人民政府" in words(clerk.get(where))


def test_the_day_before_yesterday_is_no_day_for_it(house: House) -> None:
    page = merged(house, 422, effective_on=str(clock.today() - timedelta(days=2)))
    assert "以往的日期不能改" in words(page)
    assert "承接单位不能是原单位本身" in words(merged(house, 422, successor=house.cast.unit_a.id))
