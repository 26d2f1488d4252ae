"""What is typed and not submitted is kept; what was submitted does not come back as a draft."""

from sqlalchemy import Engine, select

from engine import clock, requests
from engine.db import transaction
from engine.models import Job
from tests.cast import settle
from tests.workflows.approval.paper import Desk
from workflows import tidying
from workflows.bootstrap import DOMAIN
from workflows.cases import drafts
from workflows.cases.drafts import Draft

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


def test_the_night_deletes_what_was_typed_for_steps_that_are_over(sqlite: Engine) -> None:
    with transaction(sqlite) as session:
        cast = settle(session)
        desk = Desk(session, cast)
        desk.writes()
        signed, waits = desk.items("approve")[:2]
        desk.agrees(cast.director)
        for item in (signed, waits):
            drafts.keep(session, cast.editor.id, drafts.of_item(item.id), TYPED)
        drafts.keep(session, cast.editor.id, "start:supervision:0", TYPED)
        tidying.plan(session)
        night = session.scalars(select(Job).where(Job.kind == tidying.KEY)).one()
        tidying.tidy(session, night, None, DOMAIN)
        assert set(session.scalars(select(Draft.key))) == {drafts.of_item(waits.id), "start:supervision:0"}
        next_night = session.scalars(select(Job.run_at).where(Job.kind == tidying.KEY, Job.id != night.id)).one()
        assert next_night > clock.now()


def test_a_draft_that_arrives_after_its_form_was_submitted_is_not_kept(sqlite: Engine) -> None:
    with transaction(sqlite) as session:
        requests.remember(session, "key-00000001", 7, "digest", {})
        drafts.drop(session, 7, "work:1")
    with transaction(sqlite) as session:
        assert drafts.keep(session, 7, "work:1", TYPED, "key-00000001") is None
    with transaction(sqlite, read_only=True) as session:
        assert drafts.find(session, 7, "work:1") is None
