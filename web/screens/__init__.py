"""The pages. Each module is a blueprint; `access.TABLE` says who may reach each endpoint."""

from flask import Flask, Response
from flask_limiter import Limiter

from web.screens import (
    account,
    appointments,
    board,
    calendar,
    cases,
    delegations,
    feed,
    files,
    health,
    journal,
    keeping,
    liaisons,
    lookup,
    morning,
    notices,
    organisation,
    people,
    plan,
    recounts,
    reorganisations,
    routes,
    rules,
    start,
    task,
    terms,
    ties,
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
        appointments,
        board,
        calendar,
        cases,
        delegations,
        feed,
        files,
        health,
        journal,
        keeping,
        liaisons,
        lookup,
        morning,
        notices,
        organisation,
        people,
        plan,
        recounts,
        reorganisations,
        routes,
        rules,
        start,
        task,
        terms,
        ties,
        units,
        why,
        work,
    ):
        app.register_blueprint(module.pages)
    for door in ("account.enter", "feed.read"):
        limit = limiter.limit("30/minute", deduct_when=_is_refused)
        app.view_functions[door] = limit(app.view_functions[door])


def _is_refused(answer: Response) -> bool:
    """Guesses are counted alone: an office behind one address may come in all at once."""
    return answer.status_code >= 400
