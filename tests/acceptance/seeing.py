"""What stands at the end of a story: which letters count, what a unit's user finds when he looks."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.errors import NotFound
from tests.scenario import Scenario
from workflows.bootstrap import DOMAIN
from workflows.documents import issue
from workflows.documents.models import Document, DocumentKind
from workflows.people.models import Person
from workflows.reading.page import CasePage, View, case_page


def letters(scenario: Scenario, case: int) -> int:
    """How many letters of the case count (M02)."""
    with scenario.reading() as session:
        made = session.scalars(select(Document).where(Document.case_id == case, Document.kind == DocumentKind.LETTER))
        return sum(issue.counts_as_letter(found) for found in made)


def page(scenario: Scenario, case: int, person: Person, view: View) -> CasePage:
    """The page of a case as that person sees it."""
    with scenario.reading() as session:
        return case_page(session, DOMAIN, case, scenario.as_(person).actor(session), view)


def opened(scenario: Scenario, person: Person, what: Any, look: Callable[[Session, Actor, int], Any]) -> list[int]:
    """Ids of those rows of a table that the person can open; `look` is a function of `workflows.access`."""
    found = []
    with scenario.reading() as session:
        actor = scenario.as_(person).actor(session)
        for row_id in session.scalars(select(what).order_by(what)):
            try:
                look(session, actor, row_id)
            except NotFound:
                continue
            found.append(row_id)
    return found
