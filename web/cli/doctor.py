"""kanjian doctor: what is right and what is not, in one look."""

import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import click
from sqlalchemy import Engine, func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from engine import calendar, clock, journal, queries
from engine.db import connect, transaction
from engine.models import Definition
from web.cli.opening import ways_of
from web.cli.process import check_all
from web.cli.serve import broker_of
from web.settings import Settings, from_environment
from workflows import guarding, migrations
from workflows.cases.models import Case
from workflows.delivering.mail import Smtp
from workflows.delivering.ways import NotSent
from workflows.notices.kinds import Way

Line = tuple[bool, str]
TOO_LONG = timedelta(hours=36)  # a morning was left out


@click.command()
def doctor() -> None:
    """Look at settings, store, diagrams, calendar, record, guard and incidents; exit 1 if something is wrong."""
    settings = from_environment()
    lines = [*_machine(settings), *_store(settings)]
    for good, words in lines:
        click.echo(f"{'✓' if good else '✗'} {words}")
    if not all(good for good, _ in lines):
        raise SystemExit(1)


def _machine(settings: Settings) -> Iterator[Line]:
    yield sys.version_info >= (3, 11), f"Python {sys.version.split()[0]}"
    var = Path(settings.var)
    yield var.is_dir(), f"数据目录 · data folder: {var}"
    ways = ways_of(settings)
    mail = ways.channels.get(Way.MAIL) if ways else None
    if isinstance(mail, Smtp):
        yield _mail(mail)
    if settings.runner == "celery":
        silence = broker_of(settings).probe()
        yield silence is None, f"消息服务 · broker: {silence or '✓'}"
    findings = check_all()
    yield not findings, f"流程图 · diagrams: {len(findings)} 处问题 · findings (kanjian process check)"


def _mail(mail: Smtp) -> Line:
    try:
        mail.probe()
    except NotSent as error:
        return False, f"邮件 · mail: {error.text.zh} · {error.text.en}"
    return True, f"邮件 · mail: {mail.at}"


def _store(settings: Settings) -> Iterator[Line]:
    database = connect(settings.store)
    try:
        version = migrations.current(database)
    except OperationalError as error:
        yield False, f"数据库 · store: {str(error.orig).strip().splitlines()[0]}"
        return
    yield version == migrations.head(), f"数据库 · store: {version or 'empty'} (kanjian db upgrade)"
    if version == migrations.head():
        yield from _contents(database)


def _contents(database: Engine) -> Iterator[Line]:
    with transaction(database, read_only=True) as session:
        deployed = session.scalar(select(func.count()).select_from(Definition)) or 0
        yield deployed > 0, f"已部署流程 · deployed definitions: {deployed}"
        this_year = clock.today()
        official = calendar.load(session).is_official(this_year)
        yield (
            official,
            f"{this_year.year}年放假安排 · holidays of {this_year.year}: {'✓' if official else 'weekdays only'}",
        )
        broken = list(journal.verify(session))
        yield not broken, f"办理记录 · journal: {len(broken)} 处断裂 · broken"
        yield _guarded(session)
        incidents = queries.open_incidents(session)
        yield not incidents, f"异常 · open incidents: {len(incidents)}"


def _guarded(session: Session) -> Line:
    """Whether the cases, if there are any, were looked through since yesterday morning."""
    what, last = "在办巡查 · open cases looked through", guarding.last_run(session)
    if last is None:
        is_empty = session.scalar(select(Case.id).limit(1)) is None
        return is_empty, f"{what}: 从未 · never (kanjian guard)"
    words = f"{last.at.astimezone(clock.CITY):%Y-%m-%d %H:%M}, {last.cases} 件 · {last.found} 处问题 · findings"
    return clock.now() - last.at < TOO_LONG, f"{what}: {words}"
