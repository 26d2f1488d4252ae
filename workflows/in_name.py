"""What was decided in somebody's name while his post was lent: told to him when it is over, and open to his objection.

An objection undoes nothing. It stands in the journal and on the case's page, and those who have the case get it to
read; whether anything follows from it is for them to decide.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from engine import clock, commands, journal, moves, projection
from engine.actors import SYSTEM, Actor
from engine.errors import BadAnswer, NotFound
from engine.forms import Form, load, longtext
from engine.journal import Event
from engine.models import Instance, ItemState, Job, JournalEntry, Task, WorkItem
from engine.process import Host, JobKind
from engine.text import Text, day_in_words
from workflows.cases.models import Case
from workflows.notices import telling
from workflows.notices.kinds import NoticeKind
from workflows.people import candidates, delegations
from workflows.people.models import DelegateObjection, Delegation, Person, Post
from workflows.people.roles import Role, ScopeKind
from workflows.people.standing_in import Wish
from workflows.settings import deadlines, in_force
from workflows.settings.models import ClockUnit

LIMIT = "delegation_objection"
RETURN = "RETURN"
NOT_YET = Text("委托还没有结束，结束后才能提出异议。", "The delegation still runs; you can object when it is over.")
TOO_LATE = Text("异议期限已于{day}截止，不能再提出异议。", "The time for objections ended on {day}.")
ALREADY = Text("您已对这一项提出过异议。", "You have objected to this one already.")
TOLD = Text("委托人对“{step}”的代办有异议：{reason}", "The principal objects to “{step}” done in his name: {reason}")
NAMED = Text(
    "{holder}委托您{first}至{last}代行“{post}”（{basis}）。这些天该职务的待办在您的列表中。",
    "{holder} lends you “{post}” from {first} to {last} ({basis}). Its tasks stand in your list on these days.",
)
TAKEN_BACK = Text(
    "{holder}已收回“{post}”的委托，您不再代行。", "{holder} has taken “{post}” back; you stand in for it no more."
)
RELEASED = Text(
    "{holder}委托您代行“{post}”已于{day}期满。",
    "The days on which you stood in for {holder} as “{post}” ended on {day}.",
)


class ObjectionForm(Form):
    reason = longtext(500, "异议及理由", "Objection and reason", required=True, minimum=5)


@dataclass(frozen=True)
class Decided:
    """One thing that a delegate decided for the holder of a post; `is_undone`: it was taken back afterwards."""

    item: WorkItem
    task: Task
    instance: Instance
    case: Case
    at: datetime
    decision: str | None
    opinion: str | None
    is_undone: bool


def decided(session: Session, one: Delegation) -> list[Decided]:
    """Everything that was decided under the delegation, the first first: items answered, and cases sent back."""
    found = [*_answered(session, one), *_sent_back(session, one)]
    return sorted(found, key=lambda line: (line.at, line.item.id))


def _rows() -> Select[WorkItem, Task, Instance, Case]:
    return (
        select(WorkItem, Task, Instance, Case)
        .join(Task, Task.id == WorkItem.task_id)
        .join(Instance, Instance.id == WorkItem.instance_id)
        .join(Case, Case.id == Instance.matter_id)
    )


def _answered(session: Session, one: Delegation) -> Iterator[Decided]:
    rows = session.execute(
        _rows().where(
            WorkItem.acted_by == one.to_person_id,
            WorkItem.acted_at >= one.begins_at,
            WorkItem.acted_at < one.ends_at,
            WorkItem.on_behalf_of == one.post.person_id,
            WorkItem.post_id == one.post_id,
        )
    )
    for item, task, instance, case in rows:
        assert item.acted_at is not None, "asked for above"
        is_undone = item.state is ItemState.TAKEN_BACK
        yield Decided(item, task, instance, case, item.acted_at, item.decision, item.opinion, is_undone)


def _sent_back(session: Session, one: Delegation) -> Iterator[Decided]:
    """A return to an earlier step answers no item; the journal has it."""
    entries = session.scalars(
        select(JournalEntry).where(
            JournalEntry.on_behalf_of == one.post.person_id,
            JournalEntry.person_id == one.to_person_id,
            JournalEntry.event == Event.RETURNED,
            JournalEntry.at >= one.begins_at,
            JournalEntry.at < one.ends_at,
        )
    )
    told = ((entry.at, entry.facts()) for entry in entries)
    returns = {facts["item"]: (at, facts) for at, facts in told if facts.get("post_id") == one.post_id}
    for item, task, instance, case in session.execute(_rows().where(WorkItem.id.in_(returns))):
        at, facts = returns[item.id]
        yield Decided(item, task, instance, case, at, RETURN, facts["reason"], is_undone=False)


def lend(session: Session, holder_id: int, wish: Wish, actor: Actor, *, is_away: bool) -> list[Delegation]:
    """Lend posts, note the absence where that is wished (`delegations`), and tell the one who stands in from now on."""
    do = delegations.enter_with_absence if is_away else delegations.lend
    made = do(session, holder_id, wish, actor)
    titles = list(dict.fromkeys(session.get_one(Post, one.post_id).title for one in made))
    why = NAMED.format(
        holder=session.get_one(Person, holder_id).name,
        first=day_in_words(wish.first),
        last=day_in_words(wish.last),
        post=Text("、".join(titles), ", ".join(titles)),
        basis=wish.basis,
    )
    telling.tell_person(session, wish.to_person_id, NoticeKind.DELEGATED, why, actor)
    return made


def tell(session: Session, job: Job, _result: Any, _host: Host) -> dict[str, Any]:
    """The delegation is over: its holder has the list from now on, and a limit for objecting; the delegate is told that
    he stands in no more. Once, however often the job comes; a later job stands for one whose end was moved."""
    one = delegations.locked(session, int(job.payload["delegation_id"]))
    if one.reported_at is not None or clock.now() < one.ends_at:
        return {}
    today = clock.today()
    days = int(in_force.threshold(session, LIMIT, today))
    limit = deadlines.counted(session, today, today, ClockUnit.WORKDAY, days, "RULE", today)
    one.decided, one.reported_at, one.objections_until = len(decided(session, one)), clock.now(), limit.due_at
    facts: dict[str, Any] = {"delegation": one.id, "decided": one.decided, "objections_until": limit.due_at}
    journal.write(session, delegations.STREAM, Event.ACCOUNT_CHANGED, SYSTEM, what="delegation_ended", **facts)
    words = TAKEN_BACK if one.revoked_at is not None else RELEASED
    why = words.format(holder=one.post.person.name, post=one.post.title, day=day_in_words(one.valid_until))
    telling.tell_person(session, one.to_person_id, NoticeKind.DELEGATED, why, SYSTEM)
    return {}


def is_unopened(one: Delegation, actor: Actor) -> bool:
    """Whether the list waits for the actor's first look; his delegate's looking is not noted."""
    return one.post.person_id == actor.person_id and one.reported_at is not None and one.opened_at is None


def open_list(session: Session, delegation_id: int, actor: Actor) -> None:
    """Note that the holder has looked at the list."""
    one = delegations.locked(session, delegation_id)
    if is_unopened(one, actor):
        one.opened_at = clock.now()


def may_object(one: Delegation, actor: Actor) -> bool:
    """Whether the list is the actor's own, and the limit has not passed."""
    is_his = one.post.person_id == actor.person_id
    return is_his and one.objections_until is not None and clock.now() <= one.objections_until


def object_to(
    session: Session, host: Host, delegation_id: int, item_id: int, payload: object, *, actor: Actor
) -> DelegateObjection:
    """Object to one line of the list. NotFound for anybody but the holder and for what is not on it; BadAnswer with the
    reason why it comes too early, too late or twice, or has no reason."""
    one = delegations.locked(session, delegation_id)
    line = next((line for line in decided(session, one) if line.item.id == item_id), None)
    if one.post.person_id != actor.person_id or line is None:
        raise NotFound
    known = select(DelegateObjection.id).where(
        DelegateObjection.delegation_id == one.id, DelegateObjection.work_item_id == item_id
    )
    why = _why_not(one, actor, session.scalar(known) is not None)
    if why is not None:
        raise BadAnswer({"reason": [why]})
    reason = load(ObjectionForm, payload)["reason"]
    instance = moves.lock(session, line.instance.id)
    made = DelegateObjection(
        delegation_id=one.id, work_item_id=item_id, by_person_id=actor.person_id, at=clock.now(), reason=reason
    )
    session.add(made)
    session.flush()
    facts: dict[str, Any] = {"delegation": one.id, "item": item_id, "element": line.task.element, "objection": made.id}
    journal.write(session, projection.stream(instance), Event.DELEGATE_OBJECTED, actor, one.post.title, **facts)
    named = line.item.label
    step = Text(*named) if named else host.process(instance.process).task(line.task.element).label
    note = TOLD.format(step=step, reason=reason).zh
    commands.circulate(session, instance, _concerned(session, line.case, actor), note, actor=actor)
    return made


def _why_not(one: Delegation, actor: Actor, is_known: bool) -> Text | None:
    if one.objections_until is None:
        return NOT_YET
    if not may_object(one, actor):
        return TOO_LATE.format(day=day_in_words(clock.day_of(one.objections_until)))
    return ALREADY if is_known else None


def _concerned(session: Session, case: Case, actor: Actor) -> list[int]:
    """Director and officers of the case; of a lead that no committee has yet, the intake desk."""
    place = f"{ScopeKind.COMMITTEE}:{case.committee_id}"
    groups = [f"{Role.COMMITTEE_DIRECTOR}@{place}", f"{Role.CASE_OFFICER}@{place}"]
    if case.committee_id is None:
        groups = [f"{Role.INTAKE_DESK}@{ScopeKind.CPPCC}:{case.cppcc_id}"]
    people = (one.id for group in groups for one in candidates.holders(session, group))
    return [person for person in people if person != actor.person_id]


def objections(session: Session, item_ids: Collection[int]) -> dict[int, DelegateObjection]:
    """The objections to these items, in one statement."""
    found = select(DelegateObjection).where(DelegateObjection.work_item_id.in_(item_ids))
    return {one.work_item_id: one for one in session.scalars(found.order_by(DelegateObjection.id))}


ENDED = JobKind(
    key=delegations.ENDED, label=Text("委托期满告知", "Tell what a delegate has decided"), work=None, finish=tell
)
JOB_KINDS = (ENDED,)
