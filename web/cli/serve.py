"""kanjian serve, worker and scheduler: the pages, and who does jobs and timers, as KANJIAN_RUNNER says."""

import os
import signal
import sys
from threading import Event
from typing import TYPE_CHECKING

import click
from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError
from waitress import create_server

from engine.db import transaction
from engine.runners.embedded import EmbeddedRunner
from web import create_app
from web.cli.opening import open_store
from web.settings import Settings, from_environment
from workflows.bootstrap import DOMAIN, deploy, plan_mornings
from workflows.delivering import OUTSIDE

if TYPE_CHECKING:
    from engine.runners.celery import Broker, Ringer, Worker


@click.command()
@click.option("--processes", default=1, show_default=True, help="of more than one, gunicorn keeps so many alive")
def serve(processes: int) -> None:
    """Serve the product; jobs and timers are done by a runner in the same process, or rung for."""
    settings = from_environment()
    if processes == 1:
        run(settings, open_store(settings))
        return
    settings.check()
    os.execv(sys.executable, [sys.executable, "-m", "gunicorn", *_gunicorn(settings, processes)])


def _gunicorn(settings: Settings, processes: int) -> list[str]:
    bind = f"{settings.host}:{settings.port}"
    words = ["--bind", bind, "--workers", str(processes), "--threads", str(settings.threads), "--no-control-socket"]
    return [*words, "web.cli.serve:application()"]


def run(settings: Settings, database: Engine, ready: str = "") -> None:
    """Serve until stopped. `ready` is printed once the port is open."""
    app = opened(settings, database)
    try:
        server = create_server(app, host=settings.host, port=settings.port, threads=settings.threads, ident=None)
    except OSError as error:
        raise click.ClickException(
            f"端口 {settings.port} 无法使用，可设置 KANJIAN_PORT 换一个 · port {settings.port} cannot be used; "
            f"choose another with KANJIAN_PORT ({error.strerror})"
        ) from error
    runner = app.extensions["runner"]
    runner.start()
    signal.signal(signal.SIGTERM, _stop)
    click.echo(ready or f"http://{settings.host}:{settings.port}")
    try:
        server.run()
    finally:
        runner.stop()
        database.dispose()


def application() -> Flask:
    """The app for each process of a WSGI server."""
    settings = from_environment()
    app = opened(settings, open_store(settings))
    app.extensions["runner"].start()
    return app


def opened(settings: Settings, database: Engine) -> Flask:
    """The app with the diagrams of this version deployed, and its runner, which is not started yet."""
    settings.check()
    try:
        _prepare(database)
    except IntegrityError:
        _prepare(database)  # another process has deployed the same meanwhile
    app = create_app(settings, database)
    app.extensions["runner"] = _runner(settings, database)
    return app


def _prepare(database: Engine) -> None:
    with transaction(database) as session:
        deploy(session)
        plan_mornings(session)


def _runner(settings: Settings, database: Engine) -> "EmbeddedRunner | Ringer":
    if settings.runner == "embedded":
        return EmbeddedRunner(database, DOMAIN, OUTSIDE)
    from engine.runners.celery import Ringer

    return Ringer(broker_of(settings))


def broker_of(settings: Settings) -> "Broker":
    """The broker of the settings. Celery is imported here, so that whoever does without it does not wait for it."""
    from engine.runners.celery import Broker

    return Broker(settings.broker, settings.queue)


def _stop(_signal: int, _frame: object) -> None:
    raise SystemExit(0)


def _stopped() -> Event:
    """Set when the process is told to end."""
    stopped = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    return stopped


def _celery_worker(settings: Settings, database: Engine) -> "Worker":
    from engine.runners.celery import Worker

    return Worker(broker_of(settings), database, DOMAIN, OUTSIDE)


@click.command()
def worker() -> None:
    """Do jobs and timers without serving pages."""
    settings = from_environment()
    database = open_store(settings)
    with transaction(database) as session:
        plan_mornings(session)
    click.echo("worker: ready")
    if settings.runner == "celery":
        _celery_worker(settings, database).run()
        return
    stopped = _stopped()
    runner = EmbeddedRunner(database, DOMAIN, OUTSIDE)
    runner.start()
    stopped.wait()
    runner.stop()


@click.command()
def scheduler() -> None:
    """Look every few seconds for what is due, and ring the Celery workers; any number may run."""
    settings = from_environment()
    if settings.runner != "celery":
        raise click.ClickException(
            "KANJIAN_RUNNER=embedded 时 kanjian worker 自行巡查，不需要 scheduler · "
            "with KANJIAN_RUNNER=embedded a worker looks by itself, and no scheduler is needed"
        )
    from engine.runners.celery import Scheduler

    stopped = _stopped()
    watching = Scheduler(_celery_worker(settings, open_store(settings)))
    click.echo("scheduler: ready")
    watching.run(stopped)
