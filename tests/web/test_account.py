"""Signing in and out, and what an account may change."""

from datetime import timedelta

import pytest
from flask import Flask

from engine import clock
from tests.cast import PASSWORD, Cast
from tests.web.conftest import Doors, House, Visitor


def test_nobody_gets_in_without_signing_in(nobody: Visitor) -> None:
    assert nobody.client.get("/inbox").headers["Location"].startswith("/login")
    assert nobody.client.get("/api/v1/work-items").status_code == 401


def test_there_is_no_way_in_by_demo_outside_the_demo(nobody: Visitor, cast: Cast) -> None:
    text = nobody.get("/login")
    assert "演示" not in text
    nobody.post("/login", 401, username="chenmin", password="")


def test_a_wrong_password_says_no_more_than_that(nobody: Visitor, cast: Cast) -> None:
    nobody.get("/login")
    unknown = nobody.post("/login", 401, username="nobody-at-all", password="x")
    assert "登录名或密码不正确" in unknown


def test_whoever_tries_passwords_is_slowed_down(nobody: Visitor, app: Flask) -> None:
    nobody.get("/login")
    app.extensions["limiter_of_app"].enabled = True
    form = {"csrf_token": nobody.token, "username": "nobody-at-all", "password": "x"}
    assert [nobody.client.post("/login", data=form).status_code for _ in range(31)] == [401] * 30 + [429]


def test_an_office_behind_one_address_comes_in_all_at_once(enter: Doors, cast: Cast, app: Flask) -> None:
    app.extensions["limiter_of_app"].enabled = True
    for _ in range(31):
        enter(cast.officer)


def test_after_signing_out_the_old_cookie_opens_nothing(enter: Doors, cast: Cast, app: Flask) -> None:
    officer = enter(cast.officer)
    cookie = officer.client.get_cookie("kanjian")
    assert cookie is not None
    officer.post("/logout")
    thief = app.test_client()
    thief.set_cookie("kanjian", cookie.value)
    assert thief.get("/inbox").status_code == 302
    assert thief.get("/inbox").headers["Location"].startswith("/login")


def test_whoever_was_away_too_long_reads_so_at_the_door(enter: Doors, cast: Cast, nobody: Visitor) -> None:
    officer = enter(cast.officer)
    assert "登录已过期" not in nobody.get("/login")
    with clock.at(clock.now() + timedelta(hours=1)):
        assert officer.client.get("/inbox").status_code == 302
        assert "登录已过期" in officer.get("/login")


def test_a_form_without_its_token_is_refused(enter: Doors, cast: Cast) -> None:
    officer = enter(cast.officer)
    officer.token = "made-up"
    officer.post("/me/language", 400, language="en")


def test_english_is_complete_once_chosen(enter: Doors, cast: Cast) -> None:
    officer = enter(cast.officer)
    officer.post("/me/language", language="en")
    assert "To do" in officer.get("/inbox")


def test_the_language_chosen_at_the_door_is_the_language_inside(nobody: Visitor, cast: Cast) -> None:
    nobody.get("/language/en", 302)
    nobody.get("/login")
    nobody.post("/login", username="ouyangwai", password=PASSWORD)
    assert "To do" in nobody.get("/inbox")


def test_the_language_chosen_inside_is_the_one_at_the_next_sign_in(nobody: Visitor, cast: Cast) -> None:
    nobody.get("/language/en", 302)
    for language, words in (("zh", "待办"), ("en", "To do")):
        nobody.get("/login")
        nobody.post("/login", username="ouyangwai", password=PASSWORD)
        nobody.get("/me")
        nobody.post("/me/language", language=language)
        nobody.get("/me")
        nobody.post("/logout")
        nobody.get("/login")
        nobody.post("/login", username="ouyangwai", password=PASSWORD)
        assert words in nobody.get("/inbox")


def test_a_new_password_must_be_good_and_ends_other_sessions(enter: Doors, cast: Cast) -> None:
    here, elsewhere = enter(cast.officer), enter(cast.officer)
    here.post("/me/password", 422, old=PASSWORD, new="short")
    here.post("/me/password", 422, old="wrong-old-one", new="Another-Good-1")
    here.post("/me/password", old=PASSWORD, new="Another-Good-1")
    here.get("/me")
    assert elsewhere.client.get("/me").status_code == 302


@pytest.mark.parametrize("bad", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"])
def test_signing_in_leads_only_to_pages_of_the_product(nobody: Visitor, cast: Cast, bad: str) -> None:
    nobody.get("/login")
    login = "ouyangwai"
    place = nobody.post("/login", username=login, password=PASSWORD, next=bad)
    assert place == "/inbox"


def test_every_answer_carries_the_security_headers(nobody: Visitor) -> None:
    headers = nobody.client.get("/login").headers
    assert "script-src 'self'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"


def test_a_token_opens_the_api_until_it_is_revoked(enter: Doors, cast: Cast, app: Flask) -> None:
    officer = enter(cast.officer)
    page = officer.post("/me/tokens", 200, name="脚本")
    token = page.split("kj_")[1].split("<")[0].split('"')[0].strip()
    bearer = {"Authorization": f"Bearer kj_{token}"}
    program = app.test_client()
    assert program.get("/api/v1/work-items", headers=bearer).status_code == 200
    officer.get("/me")
    officer.post("/me/tokens/1/revoke")
    assert program.get("/api/v1/work-items", headers=bearer).status_code == 401


def test_health_says_what_runs(nobody: Visitor, cast: Cast) -> None:
    answer = nobody.client.get("/healthz")
    assert answer.status_code == 200
    assert answer.get_json()["definitions"] > 0


def test_an_address_that_leads_nowhere_says_so_in_the_language_of_the_account(house: House) -> None:
    reader, nowhere = house.enter(house.cast.officer, "en"), "/no/such/page"
    assert "Not found" in reader.get(nowhere, 404, headers={"Accept-Language": "zh-CN"})
    program = {**house.bearer(house.cast.officer), "Accept-Language": "zh-CN"}
    told = house.app.test_client().get(f"/api/v1{nowhere}", headers=program).get_json()
    assert told["title"].startswith("There is no such page")
    stranger = Visitor(house.app.test_client())
    assert "没有找到" in stranger.get(nowhere, 404, headers={"Accept-Language": "zh-CN"})
