"""The day of a reorganisation: tracks, open items, dates, files and posts of a unit go to its successors."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from engine import clock, commands, journal, projection
from engine.actors import SYSTEM
from engine.models import Deadline, Instance, InstanceState, ItemState, Job, WorkItem
from engine.models.deadline import DeadlineState
from engine.process import Host, JobKind
from engine.text import Text
from workflows.cases.models import Case
from workflows.documents.models import Attachment
from workflows.keeping import reorganising
from workflows.keeping.reorganising import RENAMED, SPLIT
from workflows.notices import telling
from workflows.notices.kinds import NoticeKind
from workflows.people import organisation, posts
from workflows.people.models import Person, Proposal, Tie, TieKind, Unit
from workflows.people.posts import Appointment
from workflows.people.roles import Role, ScopeKind
from workflows.rectification.models import Track
from workflows.supervision.models import ResponsibleUnit

TAKES_OVER = Text("机构调整，{old}承办的《{title}》由贵单位承接。", "{new} takes over {title} from {old}.")
REMOVED = "机构调整，由{heir}承接"
TIED = "机构调整前为{old}"
NOT_ENDED = (DeadlineState.RUNNING, DeadlineState.SUSPENDED)


def move(session: Session, job: Job, _result: Any, host: Host) -> dict[str, Any]:
    """Everything at once, once, however often the job comes."""
    one = session.get_one(Proposal, int(job.payload["proposal_id"]), with_for_update=True)
    if one.facts.get("moved"):
        return {}
    first = date.fromisoformat(job.payload["first"])
    old = session.get_one(Unit, one.subject_id, with_for_update=True)
    before = organisation.facts(old)
    heirs = [_alive(session, unit_id, first) for unit_id in one.facts["successors"]]
    if one.facts["kind"] == RENAMED:
        heirs = [_renamed(session, old, one, first)]
    old.successor_id, old.valid_until = heirs[0].id, first - timedelta(days=1)
    session.flush()
    listed = dict(zip(one.facts["successors"], heirs, strict=False))
    moved = []
    for gone in reorganising.goes(session, old.id, one.facts):
        heir = listed.get(reorganising.heir_of(one.facts, gone.track.id) or 0, heirs[0])
        _track(session, host, gone.track, old, heir)
        moved.append(gone.track.id)
    _cases_before_the_letter(session, old, heirs[0], split=one.facts["kind"] == SPLIT)
    _posts(session, old, heirs[0], first, is_renamed=one.facts["kind"] == RENAMED)
    _ties(session, old, heirs)
    one.facts = {**one.facts, "moved": moved or [0]}
    told: dict[str, Any] = {"record": "unit", "id": old.id, "proposal": one.id, "tracks": moved}
    event = journal.Event.RECORD_CHANGED
    journal.write(session, organisation.STREAM, event, SYSTEM, **told, before=before, after=organisation.facts(old))
    return {}


def _alive(session: Session, unit_id: int, on: date) -> Unit:
    """The successor, or whoever has succeeded it meanwhile."""
    unit = session.get_one(Unit, unit_id)
    while not unit.is_valid(on) and unit.successor_id is not None:
        unit = session.get_one(Unit, unit.successor_id)
    return unit


def _renamed(session: Session, old: Unit, one: Proposal, first: date) -> Unit:
    made = Unit(
        cppcc_id=old.cppcc_id,
        name=one.facts["new_name"],
        short=one.facts["new_short"],
        aliases=list(dict.fromkeys([*(old.aliases or []), old.name, *filter(None, [old.short])])),
        kind=old.kind,
        district_id=old.district_id,
        has_unit_head_step=old.has_unit_head_step,
        valid_from=first,
    )
    session.add(made)
    session.flush()
    return made


def _track(session: Session, host: Host, track: Track, old: Unit, heir: Unit) -> None:
    """One track as it stands, with its recommendations, open items, running dates and files."""
    track.addressed_unit_id = track.addressed_unit_id or old.id
    track.unit_id = heir.id
    for obligation in track.obligations:
        obligation.unit_id = heir.id
    instances = session.scalars(
        select(Instance.id).where(
            Instance.subject_kind == "track",
            Instance.subject_id == track.id,
            Instance.status == InstanceState.ACTIVE,
        )
    ).all()
    reseat(session, instances, f"{ScopeKind.UNIT}:{old.id}", f"{ScopeKind.UNIT}:{heir.id}")
    files = update(Attachment).where(Attachment.case_id == track.case_id, Attachment.unit_id == old.id)
    session.execute(files.values(unit_id=heir.id))
    _responsible(session, track.case_id, old, heir)
    journal.write(
        session,
        f"matter:{track.case_id}",
        journal.Event.RECORD_CHANGED,
        SYSTEM,
        record="track_unit",
        id=track.id,
        before=old.id,
        after=heir.id,
    )
    session.flush()
    commands.start(session, host, "confirm_takeover_act", ("track", track.id), track.case_id, {}, actor=SYSTEM)
    _tell(session, track, old, heir)


def reseat(session: Session, instance_ids: Collection[int], old: str, new: str) -> None:
    """Open items, those whose turn comes, and running dates of these instances belong to another place: "unit:5"
    instead of "unit:3". Their clocks are not touched."""
    live = WorkItem.state.in_((ItemState.OPEN, ItemState.WAITING))
    for item in session.scalars(select(WorkItem).where(WorkItem.instance_id.in_(instance_ids), live)):
        groups = [_renewed(group, old, new) for group in item.groups]
        if groups == item.groups:
            continue
        item.groups, item.assignee_id = groups, None
        projection.unqueue(session, [item])
        if item.state is ItemState.OPEN:
            projection.queue(session, item)
    running = Deadline.instance_id.in_(instance_ids) & Deadline.state.in_(NOT_ENDED)
    for column in (Deadline.owed_by, Deadline.owed_to, Deadline.kept_by):
        session.execute(update(Deadline).where(running, column == old).values({column.key: new}))


def _renewed(group: str, old: str, new: str) -> str:
    role, at, place = group.partition("@")
    return f"{role}@{new}" if at and place == old else group


def _responsible(session: Session, case_id: int, old: Unit, heir: Unit) -> None:
    """The case names the successor from now on; the old row stays, with the reason."""
    rows = session.scalars(
        select(ResponsibleUnit).where(ResponsibleUnit.case_id == case_id, ResponsibleUnit.removed_at.is_(None))
    ).all()
    present = {row.unit_id for row in rows}
    for row in rows:
        if row.unit_id != old.id:
            continue
        row.removed_at, row.removed_reason = clock.now(), REMOVED.format(heir=heir.name)
        if heir.id not in present:
            session.add(
                ResponsibleUnit(
                    case_id=case_id,
                    unit_id=heir.id,
                    track_role=row.track_role,
                    added_at=clock.now(),
                    added_by=SYSTEM.person_id,
                )
            )


def _cases_before_the_letter(session: Session, old: Unit, heir: Unit, *, split: bool) -> None:
    """Of a case without a track the letter will be for the successor; after a split the office chooses which."""
    if split:
        return
    with_track = select(Track.case_id)
    wanted = select(ResponsibleUnit.case_id).where(
        ResponsibleUnit.unit_id == old.id,
        ResponsibleUnit.removed_at.is_(None),
        ResponsibleUnit.case_id.not_in(with_track),
    )
    for case_id in session.scalars(wanted).all():
        _responsible(session, case_id, old, heir)


def _posts(session: Session, old: Unit, heir: Unit, first: date, *, is_renamed: bool) -> None:
    """Posts at the old unit end; a unit under a new name keeps its people."""
    for post in organisation.holders(session, ScopeKind.UNIT, old.id):
        if post.valid_until is not None and post.valid_until < first:
            continue
        title = post.title.replace(old.short, heir.short) if old.short and heir.short else post.title
        posts.end_post(session, post, first - timedelta(days=1), SYSTEM)
        if is_renamed:
            wish = Appointment(Role(post.role), (ScopeKind.UNIT, heir.id), title, first)
            posts.give(session, post.person_id, wish, SYSTEM)


def _ties(session: Session, old: Unit, heirs: Iterable[Unit]) -> None:
    """Whoever works at the old unit works at its first successor; to each further one he is tied (it is not known to
    which he went)."""
    first, *others = heirs
    people = session.scalars(select(Person).where(Person.employer_unit_id == old.id)).all()
    for person in people:
        person.employer_unit_id = first.id
        session.add_all(
            Tie(person_id=person.id, unit_id=one.id, kind=TieKind.DECLARED, note=TIED.format(old=old.name))
            for one in others
        )
    bound = session.scalars(select(Tie).where(Tie.unit_id == old.id)).all()
    session.add_all(
        Tie(
            person_id=tie.person_id,
            unit_id=one.id,
            kind=tie.kind,
            note=TIED.format(old=old.name),
            valid_from=tie.valid_from,
            valid_until=tie.valid_until,
        )
        for tie in bound
        for one in others
    )


def _tell(session: Session, track: Track, old: Unit, heir: Unit) -> None:
    case, instance = session.get_one(Case, track.case_id), session.get_one(Instance, track.instance_id)
    why = TAKES_OVER.format(old=old.short or old.name, new=heir.short or heir.name, title=case.title)
    groups = [f"{Role.UNIT_LIAISON}@{ScopeKind.UNIT}:{heir.id}"]
    groups += [f"{Role.CASE_OFFICER}@{ScopeKind.COMMITTEE}:{case.committee_id}"] if case.committee_id else []
    telling.tell_groups(session, instance, groups, NoticeKind.HANDED_OVER, why, SYSTEM)


MOVING = JobKind(
    key=reorganising.MOVE, label=Text("机构调整生效", "A reorganisation takes effect"), work=None, finish=move
)
