"""The secretary-general's answer to what was entered for him, and taking it back: the three acts of two screens."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, redirect, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from engine.actors import Actor
from engine.text import Text
from web import shell
from web.auth import actor
from web.screens import form_page, house
from workflows.keeping.agreement import Agreement
from workflows.people.models import Proposal

REFUSED = Text("已答复不同意。", "Refused; nothing has changed.")
TAKEN_BACK = Text("已撤回。", "Taken back.")


def answers(
    pages: Blueprint, agreement: Agreement, agree: Callable[[Session, int, Actor], Proposal], agreed: Text
) -> None:
    """Let the pages of one kind take the answer; `agree` does what follows from consent, and `agreed` says so."""

    def done(proposal_id: int, act: Callable[[Session], Proposal], said: Text) -> Response:
        def once(session: Session) -> dict[str, Any]:
            return {"id": act(session).id}

        form_page.do(once)
        shell.say(said)
        return redirect(url_for(f"{pages.name}.show", proposal_id=proposal_id))

    @pages.post("/<int:proposal_id>/confirm")
    def confirm(proposal_id: int) -> Response:
        return done(proposal_id, lambda session: agree(session, proposal_id, actor()), agreed)

    @pages.post("/<int:proposal_id>/refuse")
    def refuse(proposal_id: int) -> Response:
        reason = house.reason()
        return done(proposal_id, lambda session: agreement.refuse(session, proposal_id, reason, actor()), REFUSED)

    @pages.post("/<int:proposal_id>/take-back")
    def take_back(proposal_id: int) -> Response:
        return done(proposal_id, lambda session: agreement.take_back(session, proposal_id, actor()), TAKEN_BACK)
