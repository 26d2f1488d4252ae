"""The pages. Each module is a blueprint; `access.TABLE` says who may reach each endpoint."""

from flask import Flask
from flask_limiter import Limiter

from web.screens import (
    account,
    board,
    calendar,
    cases,
    delegations,
    feed,
    files,
    health,
    keeping,
    lookup,
    notices,
    plan,
    recounts,
    rules,
    start,
    task,
    units,
    verbs,
    why,
    work,
)


def register(app: Flask, limiter: Limiter) -> None:
    """Mount every page."""
    assert verbs.pages is task.pages, "one blueprint in two files: the step, and its other verbs"
    for module in (
        account,
        board,
        calendar,
        cases,
        delegations,
        feed,
        files,
        health,
        keeping,
        lookup,
        notices,
        plan,
        recounts,
        rules,
        start,
        task,
        units,
        why,
        work,
    ):
        app.register_blueprint(module.pages)
    for door in ("account.enter", "feed.read"):
        app.view_functions[door] = limiter.limit("30/minute")(app.view_functions[door])
