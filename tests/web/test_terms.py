"""换届切换 on its pages: everything that changes hands is seen before it does."""

from engine import clock
from tests.web.conftest import House, words

NEW = "/admin/terms/new"


def test_what_changes_hands_is_seen_first_and_the_secretary_general_confirms(house: House) -> None:
    cast = house.cast
    admin = house.enter(cast.business_admin)
    form = admin.filled(NEW, closing_date=str(clock.today()))
    rows = {"post_map--order": ["0"], "post_map-0-old_holder": cast.chair.id, "post_map-0-new_holder": cast.member1.id}
    page = words(admin.post(NEW, 200, **form, **rows))
    assert "市政协主席（甲乙市政协） 郑明远 → 柏委员" in page
    assert "待办随岗位交接" in page
    where = admin.post(NEW, 302, **form, **rows, confirmed="yes")
    assert "确认换届" not in admin.get(where)
    sg = house.enter(cast.sg)
    assert "郑明远 → 柏委员" in words(sg.get(where))
    sg.post(f"{where}/confirm")
    assert "已生效" in words(sg.get(where))


def test_a_vacancy_is_said_before_it_comes(house: House) -> None:
    cast = house.cast
    admin = house.enter(cast.business_admin)
    form = admin.filled(NEW, closing_date=str(clock.today()))
    rows = {"post_map--order": ["0"], "post_map-0-old_holder": cast.chair.id}
    assert "空缺" in words(admin.post(NEW, 200, **form, **rows))
    assert "请至少登记一项" in words(admin.post(NEW, 422, **form))
