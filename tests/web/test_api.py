"""The API as a program uses it: by token, with keys that make a repeat harmless, and problems with stable codes."""

import pytest

from engine.forms import json_schema
from tests.web.conftest import House
from workflows.catalog import processes

REJECT = {"decision": "REJECT", "reject_reason": "UNCLEAR", "reject_text": "现有材料不足以说明问题，请来源补充。"}


class Program:
    """Calls in the name of a person."""

    def __init__(self, house: House, name: str) -> None:
        self.client, self.bearer = house.app.test_client(), house.bearer(getattr(house.cast, name))

    def get(self, path: str, status: int = 200, **headers: str) -> dict:
        answer = self.client.get(f"/api/v1{path}", headers={**self.bearer, **headers})
        assert answer.status_code == status, answer.get_data(as_text=True)
        return answer.get_json()

    def post(self, path: str, body: object, key: str, status: int = 200) -> dict:
        headers = {**self.bearer, "Idempotency-Key": key}
        answer = self.client.post(f"/api/v1{path}", json=body, headers=headers)
        assert answer.status_code == status, answer.get_data(as_text=True)
        return answer.get_json()


def test_a_program_reads_its_list_answers_an_item_and_sees_what_opened(house: House) -> None:
    officer = Program(house, "officer")
    listed = officer.get("/work-items")
    assert {item["element"] for item in listed["items"]} == {"weigh_lead"}
    assert [item["id"] for item in listed["items"]] == [house.ids["weigh"], house.ids["claim"]]
    item = officer.get(f"/work-items/{house.ids['weigh']}")
    assert item["form"]["properties"]["decision"]
    assert item["initial"]["committee"] == house.cast.urban.id
    path = f"/work-items/{house.ids['weigh']}/complete"
    done = officer.post(path, {"answer": REJECT, "confirmed": True}, "first-key")
    assert not done["task_completed"], "the director has to agree"
    assert officer.get(f"/work-items/{house.ids['weigh']}")["answer"]["decision"] == "REJECT"


def test_a_list_is_read_on_page_by_page(house: House) -> None:
    officer = Program(house, "officer")
    first = officer.get("/work-items?limit=1")
    second = officer.get(f"/work-items?limit=1&after={first['next'].replace('+', '%2B')}")
    assert [item["id"] for item in (*first["items"], *second["items"])] == [house.ids["weigh"], house.ids["claim"]]


def test_the_same_key_gives_the_same_answer_and_another_body_under_it_is_refused(house: House) -> None:
    officer, path = Program(house, "officer"), f"/work-items/{house.ids['weigh']}/complete"
    once = officer.post(path, {"answer": REJECT, "confirmed": True}, "one-key-only")
    assert officer.post(path, {"answer": REJECT, "confirmed": True}, "one-key-only") == once
    other = {"answer": {**REJECT, "reject_text": "另一段理由，与前一次不同，不应被接受。"}, "confirmed": True}
    assert officer.post(path, other, "one-key-only", 409)["code"] == "request_key_reused"
    assert officer.post(path, {"answer": REJECT, "confirmed": True}, "another-key", 409)["code"] == "task_not_ready"


def test_what_is_wrong_is_said_by_field_and_in_the_language_of_the_account(house: House) -> None:
    officer, path = Program(house, "officer"), f"/work-items/{house.ids['weigh']}/complete"
    found = officer.post(path, {"answer": {"decision": "REJECT"}}, "wrong-answer", 422)
    assert found["code"] == "bad_answer"
    assert found["errors"]["reject_text"] == ["请填写。"]
    officer.post(path, {"answer": {"decision": "REJECT", "made_up": 1}}, "wrong-field", 422)
    officer.post(path, {"answer": REJECT}, "short", 422)


@pytest.mark.parametrize("bearer", ["", "Bearer nonsense", "Basic YTpi", "Bearer kj_" + "x" * 43])
def test_who_has_no_token_gets_a_problem_and_no_page(house: House, bearer: str) -> None:
    answer = house.app.test_client().get("/api/v1/work-items", headers={"Authorization": bearer})
    assert answer.status_code == 401
    assert answer.content_type == "application/problem+json"
    assert answer.get_json()["code"] == "not_signed_in"


def test_a_browsers_session_may_read_the_api_and_change_nothing_through_it(house: House) -> None:
    officer = house.enter(house.cast.officer)
    assert officer.client.get("/api/v1/work-items").status_code == 200
    path = f"/api/v1/work-items/{house.ids['weigh']}/claim"
    assert officer.client.post(path, headers={"Idempotency-Key": "a-ridden-session"}).status_code == 401


def test_a_case_is_told_in_one_sentence_with_its_record(house: House) -> None:
    officer = Program(house, "officer")
    found = officer.get(f"/cases/{house.ids['initiated']}")
    assert "市政协秘书长" in found["sentence"]
    assert [item["element"] for item in found["open_items"]] == ["approve"]
    entries = officer.get(f"/cases/{house.ids['initiated']}/journal?limit=200")["entries"]
    assert [entry["seq"] for entry in entries][:2] == [1, 2]
    assert {len(entry["hash"]) for entry in entries} == {64}
    Program(house, "liaison_a").get(f"/cases/{house.ids['initiated']}", 404)


def test_every_form_is_described_with_its_conditions(house: House) -> None:
    forms = Program(house, "officer").get("/forms")["forms"]
    assert len(forms) == sum(len(process.by_element) for process in processes().values())
    task = processes()["supervision"].task("weigh_lead")
    shown = Program(house, "officer").get("/forms/supervision/weigh_lead")
    assert shown["schema"] == json_schema(task.form, "zh")


def test_the_description_can_be_read_and_browsed(house: House) -> None:
    officer = Program(house, "officer")
    described = officer.get("/openapi.json")
    assert described["openapi"].startswith("3.1")
    assert len(described["paths"]) >= 16
    page = house.enter(house.cast.officer).get("/api/v1/docs")
    assert page.startswith("<!doctype html>")
