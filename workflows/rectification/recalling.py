"""X14: taking a letter back that went, or would go, to the wrong unit; and making a letter anew."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from engine import commands, definitions, moves
from engine.actors import Actor
from engine.interpreter import Run
from engine.models import InstanceState, TaskState
from workflows.cases.models import Case
from workflows.documents import drafts, numbers
from workflows.documents.models import Document, DocumentKind, DocumentStatus
from workflows.rectification import tracks
from workflows.rectification.host import domain
from workflows.rectification.states import TrackState
from workflows.rectification.targets import open_of
from workflows.supervision.preparation import units

DRAFTING = "draft_letter"
HOW_FAR = {
    DocumentStatus.SIGNED: "SIGNED",
    DocumentStatus.NUMBERED: "NUMBERED",
    DocumentStatus.SEALED: "SEALED",
    DocumentStatus.ISSUED: "SENT",
}
OUTCOMES = {
    "SIGNED": "SIGN_OFF_WITHDRAWN",
    "NUMBERED": "NUMBER_VOID",
    "SEALED": "COPIES_DESTROYED",
    "SENT": "RECALLED",
}
WITHDRAWN = "误送，已收回"


def letter_of(session: Session, case_id: int) -> Document | None:
    """The case's letter that is neither void nor recalled."""
    return drafts.of_case(session, case_id, DocumentKind.LETTER)


def how_far(letter: Document) -> str | None:
    """SIGNED, NUMBERED, SEALED or SENT; None before it is signed."""
    return HOW_FAR.get(letter.status)


def take_back(session: Session, case_id: int, data: Mapping[str, Any], actor: Actor) -> str:
    """Undo what the document's state asks for, put the right unit in the wrong one's place, and go back to drafting."""
    letter = letter_of(session, case_id)
    if letter is None:
        raise ValueError("checked before: the case has a letter")
    if data["state"] == "SENT":
        _withdraw_unit(session, case_id, data["wrong_unit"], data["reason"], actor)
        letter.status = DocumentStatus.RECALLED
    elif data["state"] != "SIGNED":
        numbers.void(session, letter, data["reason"], actor)
        letter.status = DocumentStatus.VOID
    else:
        letter.status = DocumentStatus.DRAFT
        letter.frozen_revision_id = letter.frozen_hash = letter.signed_on = None
    _put_right(session, case_id, data["wrong_unit"], data["right_unit"], actor)
    _draft_again(session, case_id, actor)
    return OUTCOMES[data["state"]]


def _withdraw_unit(session: Session, case_id: int, unit_id: int, reason: str, actor: Actor) -> None:
    """The wrong unit owes nothing and sees nothing but that it was a mistake."""
    track = open_of(session, case_id, unit_id)
    if track is None:
        return
    if track.instance_id is not None:
        commands.terminate(session, domain(), track.instance_id, reason, actor=actor)
    tracks.end(session, track, TrackState.WITHDRAWN, f"{WITHDRAWN}：{reason}", actor)


def _put_right(session: Session, case_id: int, wrong: int, right: int | None, actor: Actor) -> None:
    """A letter can be addressed to responsible units alone, so that the new draft needs the right one among them."""
    role = next((row.track_role for row in units.of_case(session, case_id) if row.unit_id == wrong), "SEPARATE")
    units.succeed(session, case_id, wrong, right, role, actor.person_id)


def make_anew(session: Session, case_id: int, reason: str, actor: Actor) -> None:
    """Revoke the letter (its number stays used) and draft another."""
    letter = letter_of(session, case_id)
    if letter is not None:
        letter.status = DocumentStatus.RECALLED
    _draft_again(session, case_id, actor)


def _draft_again(session: Session, case_id: int, actor: Actor) -> None:
    """The case goes back to the drafting of its letter, if it has passed it."""
    case = session.get_one(Case, case_id)
    if case.instance_id is None:
        return
    instance = moves.lock(session, case.instance_id)
    if instance.status is not InstanceState.ACTIVE:
        return
    run = Run.load(definitions.spec(session, instance.definition_id), instance.state)
    if DRAFTING in run.passed():
        moves.move(
            session,
            domain(),
            instance,
            actor,
            lambda state: state.send_back(DRAFTING),
            gone=TaskState.TAKEN_BACK,
        )
