"""What is typed and not submitted is kept; what was submitted does not come back as a draft."""

from sqlalchemy import Engine

from engine import requests
from engine.db import transaction
from workflows.cases import drafts

TYPED = [["title", "河边步道栏杆断了"]]


def test_the_last_draft_of_a_form_is_found_again_and_only_by_its_writer(sqlite: Engine) -> None:
    with transaction(sqlite) as session:
        drafts.keep(session, 7, "work:1", [["title", "初稿"]], "key-00000001")
        drafts.keep(session, 7, "work:1", TYPED, "key-00000001")
    with transaction(sqlite, read_only=True) as session:
        found = drafts.find(session, 7, "work:1")
        assert found is not None
        assert drafts.as_dict(found) == {"title": ["河边步道栏杆断了"]}
        assert drafts.find(session, 8, "work:1") is None


def test_a_draft_that_arrives_after_its_form_was_submitted_is_not_kept(sqlite: Engine) -> None:
    with transaction(sqlite) as session:
        requests.remember(session, "key-00000001", 7, "digest", {})
        drafts.drop(session, 7, "work:1")
    with transaction(sqlite) as session:
        assert drafts.keep(session, 7, "work:1", TYPED, "key-00000001") is None
    with transaction(sqlite, read_only=True) as session:
        assert drafts.find(session, 7, "work:1") is None
