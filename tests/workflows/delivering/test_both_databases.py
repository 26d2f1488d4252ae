"""The queue of notices on SQLite and on PostgreSQL: gathered overnight, failed together, sent again together."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from engine import clock, commands
from engine.db import transaction
from engine.models import Incident
from tests.acceptance import going
from tests.cast import settle
from tests.scenario import MORNING
from tests.workflows.delivering.mail_server import MailServer
from tests.workflows.delivering.post import Post
from workflows.bootstrap import deploy

EVENING = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)


@pytest.fixture
def everywhere(database: Engine, tmp_path: Path, server: MailServer) -> Post:
    with clock.at(MORNING), transaction(database) as session:
        cast = settle(session)
        deploy(session)
    return Post(database, cast, tmp_path / "files", server)


def test_a_night_a_server_that_is_down_and_one_act(everywhere: Post, server: MailServer) -> None:
    post = everywhere
    with clock.at(EVENING):
        going.assigned(post, going.registered(post))
        going.assigned(post, going.registered(post, **going.OTHER_PLACE))
        server.answers["HELLO"] = "421 closed"
        post.until(datetime(2026, 3, 3, 0, 0, tzinfo=UTC))
        post.tries_again()
        assert len(post.incidents()) == 1
        server.answers.clear()
        with transaction(post.database) as session:
            [incident] = session.scalars(select(Incident))
            commands.retry(session, incident.id, actor=post.as_(post.cast.sys_admin).actor(session))
        post.drain()
        assert post.incidents() == []
        assert [subject for subject, _ in post.letters(post.cast.officer)] == ["您有2条通知"]
