from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from engine.db import Base, connect
from workflows.people.models import Cppcc, Level
from workflows.settings.defaults import seed


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """A session on a store with one CPPCC and the default settings."""
    database = connect(f"sqlite:///{tmp_path}/city.db")
    Base.metadata.create_all(database)
    with Session(database) as session:
        session.add(Cppcc(name="政协甲乙市委员会", short="甲乙市政协", level=Level.CITY))
        session.flush()
        seed(session)
        yield session
    database.dispose()
