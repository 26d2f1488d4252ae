"""What a morning's round over all open cases costs."""

import time

from sqlalchemy import Engine

from engine import jobs
from engine.db import transaction
from workflows import guarding
from workflows.bootstrap import DOMAIN


def round_of(database: Engine) -> tuple[int, float]:
    """Cases looked at, and CPU seconds."""
    with transaction(database) as session:
        guarding.plan(session)
    began = time.process_time()
    while (leased := jobs.lease(database)) is not None:
        assert jobs.run(database, DOMAIN, *leased)
    spent = time.process_time() - began
    with transaction(database, read_only=True) as session:
        last = guarding.last_run(session)
    assert last is not None
    return last.cases, spent
