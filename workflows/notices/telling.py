"""Telling people: a notice for each, in the transaction of the act; nothing waits for them."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from engine import clock, commands
from engine.actors import SYSTEM, Actor, person_group
from engine.models import Instance, WorkItem
from engine.process import Came
from engine.text import Text
from workflows.notices.kinds import NoticeKind
from workflows.notices.models import Notice
from workflows.notices.news import report
from workflows.notices.personal import hider
from workflows.people import candidates

URGED = Text("请尽快办理这一事项。", "Please deal with this item soon.")
HANDED_OVER = Text("这一事项已转给您办理。", "This item was handed over to you.")


def came(session: Session, item: WorkItem, why: Came, actor: Actor, note: str) -> None:
    """An item has come to somebody; whoever has it in his list of work needs no notice of that."""
    if why is Came.OPENED:
        report(session, item, actor.person_id)
        return
    groups = [person_group(item.assignee_id)] if item.assignee_id else item.groups
    people = [person.id for group in groups for person in candidates.holders(session, group)]
    kind, words = (NoticeKind.URGED, URGED) if why is Came.URGED else (NoticeKind.HANDED_OVER, HANDED_OVER)
    instance = session.get_one(Instance, item.instance_id)
    _write(session, instance, people, Notice(kind=kind, why=list(words), note=note, work_item_id=item.id), actor)


def tell(
    session: Session,
    instance: Instance,
    people: Iterable[int],
    kind: NoticeKind,
    why: Text,
    actor: Actor,
    note: str = "",
) -> None:
    """A notice about a matter to each of these people, never to the one who acts."""
    _write(session, instance, people, Notice(kind=kind, why=list(why), note=note), actor)


def tell_person(session: Session, person_id: int, kind: NoticeKind, why: Text, actor: Actor) -> None:
    """A notice that is about no case, to one person."""
    made = Notice(
        person_id=person_id, kind=kind, why=list(why), note="", by_person_id=actor.person_id, created_at=clock.now()
    )
    session.add(made)
    report(session, made, actor.person_id)


def remind(session: Session, instance: Instance, people: Iterable[int], why: Text, item_id: int | None) -> None:
    """A reminder of a date, of an item or of what else the people owe; from nobody."""
    given = Notice(kind=NoticeKind.REMINDER, why=list(why), note="", work_item_id=item_id)
    _write(session, instance, people, given, SYSTEM)


def tell_groups(
    session: Session,
    instance: Instance,
    groups: Iterable[str],
    kind: NoticeKind,
    why: Text,
    actor: Actor,
    note: str = "",
) -> None:
    """The same to everybody behind these groups today."""
    people = [person.id for group in groups for person in candidates.holders(session, group)]
    tell(session, instance, people, kind, why, actor, note)


def _write(session: Session, instance: Instance, people: Iterable[int], given: Notice, actor: Actor) -> None:
    told = [person_id for person_id in dict.fromkeys(people) if person_id != actor.person_id]
    if not told:
        return
    hide = hider(session, [instance.matter_id])
    for person_id in told:
        made = Notice(
            person_id=person_id,
            kind=given.kind,
            why=[hide(words) for words in given.why],
            note=hide(given.note),
            work_item_id=given.work_item_id,
            by_person_id=actor.person_id,
            case_id=instance.matter_id,
            instance_id=instance.id,
            created_at=clock.now(),
        )
        session.add(made)
        report(session, made, actor.person_id)


def circulate(session: Session, instance: Instance, people: Iterable[int], note: str, actor: Actor) -> None:
    """Send something to people to read, and outside too to whoever wants that."""
    note = hider(session, [instance.matter_id])(note)
    for reading in commands.circulate(session, instance, list(people), note, actor=actor):
        report(session, reading, actor.person_id)
