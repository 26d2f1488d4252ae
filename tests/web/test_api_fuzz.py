"""Whatever a program sends to the API: an answer that its description promises, and never a fault of ours."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from engine import clock
from tests.web.conftest import House, copied, serve
from tests.web.town import Town

EXAMPLES = 30
CHECKS = [
    schemathesis.checks.not_a_server_error,
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
]
ITEMS = ("weigh", "approve", "sign_a", "assign", "claim", "submitted", "other_weigh")
CASES = ("case", "initiated", "new", "other")
PEOPLE = ("officer", "sg", "intake", "liaison_a", "outsider")


@pytest.fixture(scope="module")
def fuzzed(built_town: Town, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    town = copied(built_town, tmp_path_factory.mktemp("fuzzed"))
    app, database = serve(town)
    with clock.at(town.now + timedelta(hours=6)):
        yield House(town, app, database)
    database.dispose()


def seeded(house: House) -> dict[str, st.SearchStrategy[Any]]:
    """Addresses that lead somewhere, by the name of their parameter."""
    ids = house.ids
    return {
        "item_id": st.sampled_from([ids[name] for name in ITEMS]),
        "case_id": st.sampled_from([ids[name] for name in CASES]),
        "process": st.sampled_from(["supervision", "merge_or_split_act", "progress_report_act", "rectification"]),
        "subject_id": st.sampled_from([0, ids["case"], ids["track_a"]]),
        "element": st.sampled_from(["register_lead", "weigh_lead", "approve", "initiation"]),
    }


def test_every_answer_of_the_api_is_one_that_its_description_promises(fuzzed: House) -> None:
    bearers = [fuzzed.bearer(getattr(fuzzed.cast, name)) for name in PEOPLE]
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", fuzzed.app, headers=bearers[0])
    found = [operation.ok() for operation in schema.get_all_operations()]
    assert len(found) >= 16
    for operation in found:
        walk(operation, bearers, seeded(fuzzed))


def walk(operation: Any, bearers: list[dict[str, str]], seeds: dict[str, st.SearchStrategy[Any]]) -> None:
    """Send invented requests to one operation, most of them to addresses that exist."""

    @settings(
        max_examples=EXAMPLES, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
    )
    @given(case=operation.as_strategy(), data=st.data())
    def sent(case: Any, data: st.DataObject) -> None:
        for name in case.path_parameters or {}:
            if name in seeds and data.draw(st.integers(0, 9)) > 0:
                case.path_parameters[name] = data.draw(seeds[name])
        answer = case.call(headers=data.draw(st.sampled_from(bearers)))
        case.validate_response(answer, checks=CHECKS)

    sent()


def test_a_body_that_is_no_json_or_no_text_is_refused_in_words(fuzzed: House) -> None:
    client, bearer = fuzzed.app.test_client(), fuzzed.bearer(fuzzed.cast.officer)
    path = f"/api/v1/work-items/{fuzzed.ids['weigh']}/complete"
    headers = {**bearer, "Idempotency-Key": "a-key-for-this", "Content-Type": "application/json"}
    odd = '{"decision": "REJECT", "reject_reason": "UNCLEAR", "reject_text": "\\ud800 and some more words"}'
    bodies = (
        "{",
        f'{{"answer": {odd}, "confirmed": true}}',
        '"x"',
        "[]",
        "null",
        '{"answer": {"decision": "\\ud800"}}',
    )
    for body in (*bodies, "[" * 5000, '{"answer": {"decision": 1e400}}', '{"answer": 9' + "9" * 5000 + "}"):
        answer = client.post(path, data=body, headers=headers)
        assert answer.status_code in (400, 422), (body[:60], answer.status_code)
        assert answer.content_type == "application/problem+json"
        assert answer.get_json()["title"]
