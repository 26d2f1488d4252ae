"""The plain sentence of a case — who has it, since when, until when, what comes next — and its five stages."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock, definitions
from engine.models import Instance, ItemState, Task, WorkItem
from engine.text import Text, day_in_words
from workflows.cases.light import Light
from workflows.cases.models import Case, CaseState, Stage
from workflows.cases.stages import by_diagram
from workflows.cases.state_words import STAGES, STATES
from workflows.people.candidates import describe_groups
from workflows.reading import ahead
from workflows.reading.page_course import AT_CPPCC
from workflows.reading.page_parts import OpenPart, StageMark, SuspendedPart, TrackPart
from workflows.reading.words import kind_label
from workflows.rectification.states import SETTLED, TrackState
from workflows.supervision.symposium import leaving

OVER = frozenset(
    {
        CaseState.REJECTED,
        CaseState.CONVERTED,
        CaseState.MERGED,
        CaseState.SOURCE_WITHDRAWN,
        CaseState.WITHDRAWN,
    }
)
FINISHED = frozenset({CaseState.CLOSED, CaseState.LOOKING_BACK, CaseState.ARCHIVED})
HAS_IT = Text("由{who}办理“{step}”", "{who} has “{step}”")
SINCE = Text("，{day}起", ", since {day}")
DUE = Text("，{day}前完成（{light}）", ", due on {day} ({light})")
NEXT = Text("；下一步：{steps}", "; next: {steps}")
ON_CONSENT = Text("；同意后由{who}{kind}", "; if approved, {who} is next ({kind})")
LEAVES = Text(
    "建议书将于{at}送达责任单位，此前承办人可以撤回",
    "The letter goes out to the units at {at}; until then it can be taken back",
)
MORE = Text("；另有{n}项同时在办", "; {n} more beside it")
UNITS = Text("等待{n}个责任单位了结：{units}", "Waiting for {n} unit{s}: {units}")
MANY = Text("等待{n}个责任单位了结，期限最近的是{nearest}", "Waiting for {n} units; the nearest date is with {nearest}")
THEN = Text("；均了结后：{steps}", "; after that: {steps}")
AWAIT_UNITS = "await_units"  # where the case itself waits meanwhile
UNIT = Text("{unit}“{step}”", "{unit}, “{step}”")
HOLDERS = Text("（{who}）", " ({who})")
CLOSED_ON = Text("{day}结案", "Closed on {day}")
LOOK_BACK = Text("；下一次回头看：{day}", "; next look-back: {day}")
FOLLOWED = Text("；{n}个单位持续跟踪", "; {n} unit{s} still followed up")
ARCHIVED = Text("{day}归档", "Archived on {day}")
STATE = Text("本案{state}", "This case: {state}")
NOBODY = Text("目前没有待办环节", "Nothing waits for anybody")
STANDS = Text(
    "本案自{since}起挂起，预计{until}恢复，期间停止计时。",
    "Suspended since {since}, expected to go on {until}; no clock runs meanwhile. ",
)
END = Text("。", ".")
SHOWN = 3


def sentence(
    session: Session,
    case: Case,
    main: Instance | None,
    open_parts: Sequence[OpenPart],
    tracks: Sequence[TrackPart],
    next_look_back: date | None,
    passed: Sequence[str],
) -> Text:
    """One sentence in both languages; the case's own step goes before what units and acts beside it do.

    `passed`: elements done, the latest first.
    """
    if case.state in OVER or case.state is CaseState.ARCHIVED:
        return _ended(case)
    own = [part for part in open_parts if main is not None and part.instance_id == main.id]
    if own:
        return _with_step(session, main, own, len(open_parts) - 1, passed)
    leaves_at = leaving.leaves_at(session, case)
    if leaves_at is not None:
        return _join(LEAVES.format(at=f"{leaves_at.astimezone(clock.CITY):%H:%M}"))
    unsettled = [track for track in tracks if TrackState(track.state) not in SETTLED]
    if unsettled:
        return _with_units(session, main, unsettled, open_parts)
    beside = [part for part in open_parts if not part.unit]
    if beside:
        return _with_step(session, main, beside, len(open_parts) - 1, passed)
    if case.closed_on is not None:
        following = sum(track.state == TrackState.FOLLOWING_UP for track in tracks)
        return _join(
            CLOSED_ON.format(day=day_in_words(case.closed_on)),
            LOOK_BACK.format(day=day_in_words(next_look_back)) if next_look_back else None,
            FOLLOWED.format(n=following, s="" if following == 1 else "s") if following else None,
        )
    if open_parts:
        return _with_step(session, None, open_parts, len(open_parts) - 1, ())
    return _join(NOBODY)


def _ended(case: Case) -> Text:
    if case.state is CaseState.ARCHIVED and case.archived_on:
        return _join(ARCHIVED.format(day=day_in_words(case.archived_on)))
    return _join(STATE.format(state=STATES[case.state]))


def standing(suspended: Sequence[SuspendedPart], told: Text) -> Text:
    """That the whole case stands still is said before anything else."""
    whole = next((one for one in suspended if not one.unit), None)
    if whole is None:
        return told
    said = STANDS.format(since=day_in_words(whole.since), until=day_in_words(whole.until))
    return Text(f"{said.zh}{told.zh}", f"{said.en}{told.en}")


def _with_step(
    session: Session, main: Instance | None, parts: Sequence[OpenPart], others: int, passed: Sequence[str]
) -> Text:
    first = min(parts, key=lambda part: (part.light.date or date.max, part.item_id))
    return _join(
        HAS_IT.format(who=first.holders, step=first.step),
        *_when(first.since, first.light),
        MORE.format(n=others) if others > 0 else None,
        _after(session, main, first, passed),
    )


def _after(session: Session, main: Instance | None, part: OpenPart, passed: Sequence[str]) -> Text | None:
    """Who signs next on the route; behind its last signer, what the diagram says."""
    following = _following(session, part.item_id) if part.kind is not None else None
    if following is not None:
        names = list(describe_groups(session, following.groups).values())
        who = Text("、".join(one.zh for one in names), ", ".join(one.en for one in names))
        kind = kind_label(following) or part.step
        return ON_CONSENT.format(who=AT_CPPCC if part.holders is AT_CPPCC else who, kind=kind)
    steps = ahead.next_steps(session, main.definition_id, part.element, passed) if main else ()
    return NEXT.format(steps=ahead.words(steps)) if steps else None


def _following(session: Session, item_id: int) -> WorkItem | None:
    """The item of the same task whose turn is next."""
    task_id = select(WorkItem.task_id).where(WorkItem.id == item_id).scalar_subquery()
    waiting = select(WorkItem).where(WorkItem.task_id == task_id, WorkItem.state == ItemState.WAITING)
    return session.scalars(waiting.order_by(WorkItem.position, WorkItem.id).limit(1)).first()


def _when(since: datetime | None, light: Light) -> tuple[Text | None, Text | None]:
    return (
        SINCE.format(day=day_in_words(clock.day_of(since))) if since else None,
        DUE.format(day=day_in_words(light.date), light=light.words) if light.date else None,
    )


def _with_units(
    session: Session, main: Instance | None, tracks: Sequence[TrackPart], open_parts: Sequence[OpenPart]
) -> Text:
    """Each unit with its step, since when and until when, the earliest due first; of many only the first. How many
    acts go on beside them stands at the end."""
    beside = sum(not part.unit for part in open_parts)
    more = MORE.format(n=beside) if beside else None
    settled = ahead.next_steps(session, main.definition_id, AWAIT_UNITS) if main else ()
    then = THEN.format(steps=ahead.words([settled[0]._replace(on=None)])) if settled else None
    steps: dict[str, OpenPart] = {}
    for part in sorted(open_parts, key=lambda one: one.light.date or date.max):
        steps.setdefault(part.unit, part)
    rows = [(track, steps.get(track.unit)) for track in tracks]
    rows.sort(key=lambda row: _unit_light(*row).date or date.max)
    if len(rows) > SHOWN:
        return _join(MANY.format(n=len(rows), nearest=_unit(*rows[0])), then, more)
    listed = [_unit(*row) for row in rows]
    lines = Text("；".join(one.zh for one in listed), "; ".join(one.en for one in listed))
    return _join(UNITS.format(n=len(rows), s="" if len(rows) == 1 else "s", units=lines), then, more)


def _unit(track: TrackPart, step: OpenPart | None) -> Text:
    """A unit's step and dates; who holds it only where the reader sees names."""
    light = _unit_light(track, step)
    if step is None:
        return _all(UNIT.format(unit=track.unit, step=track.state_words), *_when(None, light))
    names = HOLDERS.format(who=step.holders) if step.holders is not AT_CPPCC else None
    return _all(UNIT.format(unit=track.unit, step=step.step), names, *_when(step.since, light))


def _unit_light(track: TrackPart, step: OpenPart | None) -> Light:
    return step.light if step is not None and step.light.date else track.light


def _join(*parts: Text | None) -> Text:
    return _all(*parts, END)


def _all(*parts: Text | None) -> Text:
    found = [part for part in parts if part is not None]
    return Text("".join(part.zh for part in found), "".join(part.en for part in found))


def stages(session: Session, case: Case, main: Instance | None) -> tuple[StageMark, ...]:
    """The five stages with the days on which their first step opened and their last one ended."""
    order = list(Stage)
    spans = _spans(session, main)
    here = order.index(case.stage)
    marks = []
    for place, stage in enumerate(order):
        begun, ended = spans.get(stage, (None, None))
        state = "done" if place < here or case.state in FINISHED else "ahead" if place > here else "here"
        if state == "here" and case.state in OVER:
            state = "ended"
        marks.append(StageMark(stage, STAGES[stage], state, begun, ended if state == "done" else None))
    return tuple(marks)


def _spans(session: Session, main: Instance | None) -> dict[Stage, tuple[date | None, date | None]]:
    if main is None:
        return {}
    elements = definitions.spec(session, main.definition_id).elements
    known = by_diagram(elements)
    rows = session.execute(select(Task.element, Task.created_at, Task.ended_at).where(Task.instance_id == main.id))
    spans: dict[Stage, tuple[date | None, date | None]] = {}
    for element, created_at, ended_at in rows:
        stage = known.get(elements[element].process_id) if element in elements else None
        if stage is None:
            continue
        begun, ended = spans.get(stage, (None, None))
        opened, closed = clock.day_of(created_at), clock.day_of(ended_at) if ended_at else None
        spans[stage] = (min(begun or opened, opened), max(ended, closed) if ended and closed else closed or ended)
    return spans
