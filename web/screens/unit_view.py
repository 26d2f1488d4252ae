"""What a responsible unit sees of its track: what the letter asks, with dates; never another unit's, never ours."""

from typing import Any

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import calendar, clock
from engine.calendar import due_instant
from engine.models import WorkItem
from web.words import fmt_day, fmt_instant, t, tr
from workflows.cases.light import light
from workflows.cases.models import Case
from workflows.documents.models import Document, RecommendationItem, RecommendationKind
from workflows.people.models import Committee, Cppcc, Person, Post, Unit
from workflows.people.roles import Role, ScopeKind
from workflows.reading import asked_time as asked_for
from workflows.reading import page_course, worklist
from workflows.reading.asked_time import Waits, With
from workflows.reading.chased import of_tracks
from workflows.rectification.models import Obligation, Track
from workflows.rectification.rectification_report import RectificationReport
from workflows.rectification.states import OVER, ObligationState
from workflows.supervision.chasing import Level

Row = dict[str, Any]
KINDS = {
    RecommendationKind.IMMEDIATE: ("立行立改", "At once"),
    RecommendationKind.NEAR_TERM: ("近期推进", "Near term"),
    RecommendationKind.LONG_TERM: ("长期推进", "Long term"),
}


def context(session: Session, case: Case, track: Track, step: str = "") -> Row:
    """The parts of unit_task.html beside the form; `step`: number of the step that is open, such as U5."""
    return {
        "asked": asked(session, track, step),
        "letter": letter(session, track),
        "contact": contact(session, case),
        "receipt": None,
    }


def asked(session: Session, track: Track, step: str = "") -> list[Row]:
    """What the letter asks of this unit, item by item."""
    items = {
        item.id: item
        for item in session.scalars(
            select(RecommendationItem).where(
                RecommendationItem.id.in_([one.recommendation_item_id for one in track.obligations])
            )
        )
    }
    return [
        _asked(session, one, items[one.recommendation_item_id], step)
        for one in track.obligations
        if one.recommendation_item_id in items
    ]


def _asked(session: Session, one: Obligation, item: RecommendationItem, step: str) -> Row:
    from web.screens.look import shown_light, why

    day = one.due_on or one.printed_due  # before signing the printed date alone is known
    due = due_instant(day) if day and one.state not in OVER else None
    found = light(due, one.warn_at, clock.now(), calendar.load(session), one.is_paused) if due else None
    return {
        "number": one.rec_no,
        "text": item.text,
        "light": {**shown_light(found), "why": why("obligation", one.id) if one.due_on else ""} if found else None,
        "category": t(*KINDS[item.kind]),
        "returned": _why_back(one, step),
    }


def _why_back(one: Obligation, step: str) -> str:
    """Why a recommendation came back, until it is answered anew. What the inspectors note is the CPPCC's own; of a
    report the unit reads what is asked of it once that is asked (X7), and the report is open again."""
    is_back = one.planned_on is None or (step == RectificationReport.step and one.state is ObligationState.REOPENED)
    return one.return_comment if is_back else ""


def returned(session: Session, case: Case, track: Track, row: worklist.Row) -> str:
    """That the unit's open step came back to it: from whom, when and why; "" where it opened in the ordinary way."""
    reasons = [(one.rec_no, words) for one in track.obligations if (words := _why_back(one, row.step_no))]
    since = row.opened_at
    why = t("；", "; ").join(t(f"第{no}条：{words}", f"item {no}: {words}") for no, words in reasons)
    if not reasons:
        back = page_course.sent_back(session, session.get_one(WorkItem, row.item_id).task)
        if back is None:
            return ""
        since, why = back.at, back.reason
    by, at = _committee(session, case), fmt_instant(since)
    return t(f"{by}于{at}退回：{why}", f"Sent back by {by}, {at}: {why}")


def _committee(session: Session, case: Case) -> str:
    """The committee of a case as a unit names it."""
    committee = session.get(Committee, case.committee_id) if case.committee_id else None
    return f"{session.get_one(Cppcc, case.cppcc_id).short}{committee.short if committee else ''}"


def asked_time(session: Session, case: Case, track: Track) -> list[str]:
    """Of each request for more time that is not decided: for what, since when, and who has it now."""
    return [_asked_time(session, case, one) for one in asked_for.waiting(session, track.id)]


def _asked_time(session: Session, case: Case, one: Waits) -> str:
    what, old, new, at = tr(one.what), fmt_day(one.old_due), fmt_day(one.new_due), fmt_day(one.since)
    about = t(
        f"延期申请（{what}，{old} → {new}）于{at}提交",
        f"More time asked for ({what}, {old} → {new}), handed in on {at}",
    )
    body = session.get_one(Cppcc, case.cppcc_id).short
    lies = {
        With.COMMITTEE: (f"现由{_committee(session, case)}审批", f"now to be decided by {_committee(session, case)}"),
        With.CPPCC: (f"现由{body}审批", f"now to be decided by {body}"),
        With.OWNER: (f"{body}正在请示定期限者", f"{body} is asking whoever set the date"),
        With.UNIT: ("已退回本单位修改", "sent back to your unit to be written again"),
    }
    return f"{about}{t('，', '; ')}{t(*lies[one.lies])}{t('；决定前原时限不变。', '. Until then the old date stands.')}"


def letter(session: Session, track: Track) -> Row | None:
    """The letter that the unit was sent."""
    document = session.get(Document, track.document_id) if track.document_id else None
    if document is None:
        return None
    return {
        "number": document.doc_no or "",
        "name": document.doc_no or document.title,
        "href": url_for("units.letter", track_id=track.id),
    }


def chased(session: Session, track: Track) -> list[Row]:
    """What the CPPCC has done because dates were over: letters to the unit to open, talks with what was agreed."""
    rows = []
    for one in of_tracks(session, [track.id]).get(track.id, ()):
        if not one.is_dropped:
            is_ours = one.level is Level.LETTER and one.document_id is not None
            href = url_for("units.other_letter", track_id=track.id, document_id=one.document_id) if is_ours else ""
            rows.append(
                {"on": fmt_day(one.on), "words": tr(one.outside), "number": one.doc_no if is_ours else "", "href": href}
            )
    return rows


def contact(session: Session, case: Case) -> Row | None:
    """The officer of the committee, whom the unit may call."""
    found = session.execute(
        select(Person)
        .join(Post, Post.person_id == Person.id)
        .where(
            Post.role == Role.CASE_OFFICER,
            Post.scope_kind == ScopeKind.COMMITTEE,
            Post.scope_id == case.committee_id,
            Post.valid_on(clock.today()),
        )
        .order_by(Post.id)
    ).scalars()
    officer = found.first()
    return {"name": officer.name, "phone": officer.phone} if officer else None


def going(session: Session, track: Track) -> Row:
    """One line of the unit's list of what is under way."""
    from web.screens.case_view import asking
    from web.screens.look import shown_light, why
    from workflows.rectification import derived, extension

    case = session.get_one(Case, track.case_id)
    owed = derived.nearest(track)
    state = tr(track.state.label) + asking(bool(extension.asking(session, [track.id])))
    return {
        "href": url_for("units.track", track_id=track.id),
        "title": case.title,
        "number": case.case_no or "",
        "state": state,
        "light": {**shown_light(derived.light(session, track)), "why": why("obligation", owed.id) if owed else ""},
    }


def unit_name(session: Session, unit_id: int) -> str:
    """The unit's name as it stands."""
    return session.get_one(Unit, unit_id).name
