"""kanjian serve and worker: the web server with its embedded runner, or a runner alone."""

import signal
from threading import Event

import click
from sqlalchemy import Engine
from waitress import create_server

from engine.db import transaction
from engine.runners.embedded import EmbeddedRunner
from web import create_app
from web.cli.opening import open_store
from web.settings import Settings, from_environment
from workflows.bootstrap import DOMAIN, deploy, plan_mornings
from workflows.delivering import OUTSIDE


@click.command()
def serve() -> None:
    """Serve the product; jobs and timers are done by a runner in the same process."""
    settings = from_environment()
    run(settings, open_store(settings))


def run(settings: Settings, database: Engine, ready: str = "") -> None:
    """Serve until stopped. `ready` is printed once the port is open."""
    settings.check()
    with transaction(database) as session:
        deploy(session)
        plan_mornings(session)
    app = create_app(settings, database)
    runner = EmbeddedRunner(database, DOMAIN, OUTSIDE)
    app.extensions["runner"] = runner
    try:
        server = create_server(app, host=settings.host, port=settings.port, threads=settings.threads, ident=None)
    except OSError as error:
        raise click.ClickException(
            f"端口 {settings.port} 无法使用，可设置 KANJIAN_PORT 换一个 · port {settings.port} cannot be used; "
            f"choose another with KANJIAN_PORT ({error.strerror})"
        ) from error
    runner.start()
    signal.signal(signal.SIGTERM, _stop)
    click.echo(ready or f"http://{settings.host}:{settings.port}")
    try:
        server.run()
    finally:
        runner.stop()
        database.dispose()


def _stop(_signal: int, _frame: object) -> None:
    raise SystemExit(0)


@click.command()
def worker() -> None:
    """Do jobs and timers without serving pages."""
    settings = from_environment()
    database = open_store(settings)
    with transaction(database) as session:
        plan_mornings(session)
    runner = EmbeddedRunner(database, DOMAIN, OUTSIDE)
    runner.start()
    click.echo("worker: ready")
    stopped = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    stopped.wait()
    runner.stop()
