"""Beginning a lead, and letting one that was not taken up come once more."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine import clock, commands
from engine.actors import Actor
from engine.errors import NotPermitted
from engine.models import Instance
from engine.process import Host
from engine.text import Text
from workflows.cases.models import Case, CaseKind, CaseState
from workflows.people.models import Cppcc, Person

PROCESS_KEY = "supervision"
UNTITLED = "（未提交的线索）"
MOST_ROUNDS = 2
NOT_REJECTED = Text("只有暂不纳入的线索可以再次提交。", "Only a lead that was not taken up may come again.")
NOT_OWN = Text("只能由原登记人再次提交。", "Only who registered it may submit it again.")
ONCE_ONLY = Text("该线索已再次提交过，不能再提交。", "This lead has come again already.")


def begin(session: Session, host: Host, *, actor: Actor) -> Instance:
    """A draft of a lead; its first step is the registration, on the actor's own list."""
    case = Case(
        kind=CaseKind.SUPERVISION,
        cppcc_id=_cppcc_of(session, actor),
        title=UNTITLED,
        clocks_on=clock.today(),
        created_by=actor.person_id,
        created_at=clock.now(),
    )
    session.add(case)
    session.flush()
    return _start(session, host, case, actor)


def come_again(session: Session, host: Host, case_id: int, *, actor: Actor) -> Instance:
    """A rejected lead comes once more, under its own number; the registration then asks for new evidence."""
    case = session.get_one(Case, case_id, with_for_update=True)
    if case.created_by != actor.person_id:
        raise NotPermitted(reason=NOT_OWN)
    if case.state is not CaseState.REJECTED:
        raise NotPermitted(reason=NOT_REJECTED)
    if rounds(session, case_id) >= MOST_ROUNDS:
        raise NotPermitted(reason=ONCE_ONLY)
    return _start(session, host, case, actor)


def rounds(session: Session, case_id: int) -> int:
    """How often the lead has come, the present time included."""
    count = select(func.count()).where(Instance.matter_id == case_id, Instance.process == PROCESS_KEY)
    return session.scalar(count) or 0


def _start(session: Session, host: Host, case: Case, actor: Actor) -> Instance:
    instance = commands.start(session, host, PROCESS_KEY, ("case", case.id), case.id, {}, actor=actor)
    case.instance_id = instance.id
    return instance


def _cppcc_of(session: Session, actor: Actor) -> int:
    """The body that the registrar belongs to; else the first, which is the city's."""
    person = session.get(Person, actor.person_id)
    if person is not None and person.cppcc_id is not None:
        return person.cppcc_id
    return session.scalars(select(Cppcc.id).order_by(Cppcc.id).limit(1)).one()
