"""What one is told of outside, chosen under 我的; and the settings of the servers behind it."""

import pytest

from engine import clock
from engine.db import transaction
from tests.web.conftest import House, words
from web.cli.opening import ways_of
from web.settings import BadSetting, Settings
from workflows.notices.kinds import NoticeKind, Way
from workflows.notices.models import Preference
from workflows.notices.news import open_ways

SERVED = Settings(smtp_host="mail.city.example", smtp_from="kanjian@city.example", sms_file="/var/spool/sms.jsonl")


def preference(house: House) -> Preference | None:
    with house.reading() as session:
        return session.get(Preference, house.cast.officer.id)


def test_where_nothing_is_set_up_the_page_says_so_and_asks_for_no_address(house: House) -> None:
    page = house.enter(house.cast.officer).get("/me")
    assert "邮件、短信和钉钉尚未开通" in page and 'name="mail"' not in page


def test_a_person_gives_an_address_and_chooses_what_comes_there(house: House) -> None:
    open_ways(house.database, ways_of(SERVED))
    officer = house.enter(house.cast.officer)
    page = officer.get("/me")
    assert 'name="MAIL" value="TODO" checked' in page and 'name="SMS" value="URGED" checked' in page
    assert 'name="SMS" value="TODO" checked' not in page and 'name="DINGTALK"' not in page
    officer.post("/me/notices", mail=" chen@city.example ", MAIL=["TODO", "URGED", "nonsense"], SMS=[])
    kept = preference(house)
    assert kept is not None and kept.mail == "chen@city.example"
    assert kept.ways == {"MAIL": ["TODO", "URGED"], "SMS": []}
    assert kept.wants(Way.DINGTALK, NoticeKind.URGED), "what was not asked stays as it is by default"
    page = officer.get("/me")
    assert 'value="chen@city.example"' in page and 'name="SMS" value="URGED" checked' not in page


@pytest.mark.parametrize("bad", ["chen", "chen@", "@city", "chen@city", "a b@city.cn", "x@y.z\nBcc: a@b.cn", "é@a.bc"])
def test_what_is_no_address_is_said_and_what_was_typed_stays(house: House, bad: str) -> None:
    open_ways(house.database, ways_of(SERVED))
    officer = house.enter(house.cast.officer)
    page = officer.post("/me/notices", 422, mail=bad, MAIL=["URGED"])
    assert "邮箱地址不完整，应如 name@example.org。" in page
    assert 'name="MAIL" value="URGED" checked' in page and 'name="MAIL" value="TODO" checked' not in page
    assert preference(house) is None
    assert "The address is not complete" in house.enter(house.cast.officer, "en").post("/me/notices", 422, mail=bad)


def test_an_address_that_bounced_is_said_until_it_is_saved_anew(house: House) -> None:
    open_ways(house.database, ways_of(SERVED))
    officer = house.enter(house.cast.officer)
    officer.post("/me/notices", mail="old@city.example", MAIL=["URGED"])
    with transaction(house.database) as session:
        kept = session.get_one(Preference, house.cast.officer.id)
        kept.refused_at, kept.refusal = clock.now(), ["邮件服务器拒收（550），请核对邮箱地址。", "refused (550)"]
    assert "邮件服务器拒收（550），请核对邮箱地址。更正后保存，即恢复发送。" in words(officer.get("/me"))
    officer.post("/me/notices", mail="new@city.example", MAIL=["URGED"])
    kept = preference(house)
    assert kept is not None and kept.refused_at is None and "550" not in officer.get("/me")


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"smtp_from": ""}, "KANJIAN_SMTP_FROM"),
        ({"smtp_security": "ssl"}, "KANJIAN_SMTP_SECURITY"),
        ({"smtp_security": "none", "smtp_password": "x"}, "KANJIAN_SMTP_SECURITY"),
        ({"smtp_timeout": 30}, "KANJIAN_SMTP_TIMEOUT"),
        ({"public_url": "kanjian.city.example"}, "KANJIAN_PUBLIC_URL"),
        ({"behind_tls": True}, "KANJIAN_PUBLIC_URL"),
    ],
)
def test_a_setting_that_cannot_work_is_named_before_anything_is_served(wrong: dict[str, object], named: str) -> None:
    fields = {"smtp_host": "mail.city.example", "smtp_from": "kanjian@city.example", **wrong}
    with pytest.raises(BadSetting) as caught:
        Settings(**fields).check()  # type: ignore[arg-type]
    assert named in caught.value.text.zh and named in caught.value.text.en


def test_the_password_of_the_mailbox_is_shown_nowhere() -> None:
    settings = Settings(smtp_host="mail.city.example", smtp_from="k@city.example", smtp_password="hidden-2026")
    assert "hidden-2026" not in repr(settings) + repr(ways_of(settings))


def test_links_lead_to_where_people_reach_the_product() -> None:
    assert Settings(public_url="https://kanjian.city.example/").address == "https://kanjian.city.example"
    assert Settings(port=9000).address == "http://127.0.0.1:9000"
