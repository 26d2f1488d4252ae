"""What many tests share: SQLite in a file of its own, PostgreSQL and brokers where they can be reached, and a
browser."""

import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import OperationalError

import workflows.tables  # noqa: F401 - all tables belong to one metadata
from engine.db import Base, connect
from workflows.documents.storage import lay

NOT_RUN = "NOT RUN:"
INSTALL = "make services   (as root, on Debian)"
POSTGRESQL = os.environ.get("KANJIAN_TEST_POSTGRESQL", "postgresql+psycopg://postgres@127.0.0.1/postgres")
RABBITMQ = os.environ.get("KANJIAN_TEST_RABBITMQ", "amqp://guest:guest@127.0.0.1")
REDIS = os.environ.get("KANJIAN_TEST_REDIS", "redis://127.0.0.1/15")
CHROMIUM = ("/usr/bin/chromium", "chromium", "google-chrome")


def _reachable() -> bool:
    server = create_engine(POSTGRESQL, connect_args={"connect_timeout": 2})
    try:
        with server.connect():
            return True
    except OperationalError:
        return False
    finally:
        server.dispose()


@pytest.fixture(scope="session")
def postgresql_reachable() -> bool:
    return _reachable()


def answers(broker: str) -> bool:
    """Whether a broker can be reached."""
    from engine.runners.celery import Broker

    return Broker(broker, "probe").probe() is None


def forget(broker: str, queue: str) -> None:
    """Remove the queues of a store that is no more."""
    from engine.runners.celery import Broker

    bells = Broker(broker, queue)
    with bells.app.connection_for_write() as connection, connection.channel() as channel:
        for name in bells.queues.values():
            channel.queue_delete(name)


@contextmanager
def at_sqlite(folder: Path) -> Iterator[Engine]:
    """A store in a file of its own."""
    database = connect(f"sqlite:///{folder}/store.db")
    lay(database, folder / "files")
    Base.metadata.create_all(database)
    yield database
    database.dispose()


@contextmanager
def a_schema(folder: Path) -> Iterator[Engine]:
    """A store in a schema of its own on the PostgreSQL server."""
    schema = f"t{uuid.uuid4().hex[:12]}"
    database = connect(f"{POSTGRESQL}?options=-csearch_path%3D{schema}")
    lay(database, folder / "files")
    with database.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {schema}"))
    Base.metadata.create_all(database)
    yield database
    with database.begin() as connection:
        connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
    database.dispose()


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Engine]:
    with at_sqlite(tmp_path) as database:
        yield database


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database(request: pytest.FixtureRequest, tmp_path: Path, postgresql_reachable: bool) -> Iterator[Engine]:
    """The same test on both databases."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite")
        return
    if not postgresql_reachable:
        pytest.skip(f"{NOT_RUN} PostgreSQL")
    with a_schema(tmp_path) as database:
        yield database


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One for the whole run: the driver cannot be started twice in a process."""
    found = next((path for name in CHROMIUM if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip(f"{NOT_RUN} Chromium")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


def _not_run(reporter: pytest.TerminalReporter) -> dict[str, int]:
    """Services that were missing, and how many tests wanted each."""
    found: dict[str, int] = {}
    for report in reporter.stats.get("skipped", []):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        if NOT_RUN in reason:
            name = reason.split(NOT_RUN)[1].strip()
            found[name] = found.get(name, 0) + 1
    return found


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name what was not run for want of a service, with the line that installs it."""
    for name, count in sorted(_not_run(terminalreporter).items()):
        terminalreporter.write_line(f"NOT RUN: {count} tests need {name}; install it with: {INSTALL}", red=True)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """In CI a missing service is a failure, never a silent skip."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") == "true" and reporter is not None and _not_run(reporter):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
