"""申报关系: a relation to a unit that one declares oneself (decisions D20). It bars from that unit's matters like an
employer or a post there: from team, re-inspection, ballot and approval."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock, journal
from engine.actors import Actor
from engine.errors import BadAnswer, NotFound
from engine.forms import Form, line, ref
from engine.text import Text
from workflows.people.lookup import is_open
from workflows.people.models import Tie, TieKind, Unit

STREAM = "accounts"
CLOSED = Text("该单位已不在册。", "This unit is closed.")
KNOWN = Text("与该单位的关系已经申报。", "The relation to this unit is declared already.")


class TieForm(Form):
    unit = ref("unit", "有关单位", "Unit", required=True)
    note = line(200, "关系说明", "What the relation is", required=True)


def declared(session: Session, person_id: int) -> Sequence[tuple[Tie, Unit]]:
    """What the person has declared and not ended, the latest first."""
    found = (
        select(Tie, Unit)
        .join(Unit, Unit.id == Tie.unit_id)
        .where(Tie.person_id == person_id, Tie.kind == TieKind.DECLARED, Tie.valid_on(clock.today()))
    )
    return [(tie, unit) for tie, unit in session.execute(found.order_by(Tie.id.desc()))]


def declare(session: Session, unit_id: int, note: str, actor: Actor) -> Tie:
    """Declare one's own relation, from today on. BadAnswer for a closed unit and for one that is declared already."""
    unit = session.get(Unit, unit_id)
    if unit is None or not is_open(unit):
        raise BadAnswer({"unit": [CLOSED]})
    if any(known.unit_id == unit_id for known, _ in declared(session, actor.person_id)):
        raise BadAnswer({"unit": [KNOWN]})
    made = Tie(person_id=actor.person_id, unit_id=unit_id, kind=TieKind.DECLARED, note=note, valid_from=clock.today())
    session.add(made)
    session.flush()
    _note(session, actor, made, "tie_declared")
    return made


def end(session: Session, tie_id: int, actor: Actor) -> None:
    """End one's own declared relation; it counts until the end of today. NotFound for anybody else's."""
    found = session.get(Tie, tie_id)
    if found is None or found.person_id != actor.person_id or found.kind is not TieKind.DECLARED:
        raise NotFound
    found.valid_until = clock.today()
    session.flush()
    _note(session, actor, found, "tie_ended")


def _note(session: Session, actor: Actor, one: Tie, what: str) -> None:
    facts: dict[str, Any] = {"person": one.person_id, "unit": one.unit_id}
    journal.write(session, STREAM, journal.Event.ACCOUNT_CHANGED, actor, what=what, **facts)
