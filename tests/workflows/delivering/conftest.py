import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine import clock
from engine.db import connect
from tests.acceptance.conftest import ready  # noqa: F401 - a fixture: the city, settled once
from tests.cast import Cast
from tests.scenario import MORNING
from tests.workflows.delivering.mail_server import MailServer, serving
from tests.workflows.delivering.post import Post


@pytest.fixture
def server() -> Iterator[MailServer]:
    with serving() as found:
        yield found


@pytest.fixture
def post(ready: tuple[Path, Cast], tmp_path: Path, server: MailServer) -> Iterator[Post]:  # noqa: F811
    """The city at nine on a Monday, with its mail server."""
    path, cast = ready
    shutil.copy(path, tmp_path / "store.db")
    database = connect(f"sqlite:///{tmp_path}/store.db")
    with clock.at(MORNING):
        made = Post(database, cast, tmp_path / "files", server)
        made.waits_before_sending(0)  # stories of the outbox say otherwise
        yield made
    database.dispose()
