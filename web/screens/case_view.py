"""A case's page and rows of case lists as templates want them."""

from collections.abc import Sequence
from typing import Any

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.process import Host
from web.screens import look
from web.words import fmt_day, fmt_instant, fmt_size, t, tr, unit_now
from workflows import access
from workflows.cases import state_words
from workflows.cases.light import NO_DATE
from workflows.cases.models import Case, CaseKind
from workflows.correcting import Correction
from workflows.people.models import Committee, Unit
from workflows.reading import ledger
from workflows.reading.chased import Chased
from workflows.reading.in_name import OBJECTED
from workflows.reading.page_parts import (
    ActPart,
    CasePage,
    ClockLedger,
    CorrectionPart,
    ObligationPart,
    StageMark,
    SuspendedPart,
    TrackPart,
)
from workflows.supervision.models import ResponsibleUnit

Row = dict[str, Any]
STAGE_STATES = {"done": "done", "here": "here", "ahead": "later", "ended": "done"}
CONTACT = "contact_record_act"
OBLIGATION_COLOURS = {"CLOSED_A": "green", "CLOSED_B": "green", "VERIFIED": "green", "REOPENED": "red"}


def context(
    session: Session, host: Host, actor: Actor, case: Case, found: CasePage, tab: str, view: access.View
) -> Row:
    """The context of case.html but its diagram and the acts beside it."""
    mine = next((one for one in found.open if one.is_mine), None)
    return {
        "crumbs": [
            {"label": t("案件", "Cases"), "href": url_for("cases.index")},
            {"label": found.number or t("草稿", "Draft"), "href": ""},
        ],
        "title": found.title,
        "case": {"number": found.number or "", "kind": "case", "kind_label": t("监督案件", "Supervision case")},
        "sentence": tr(found.sentence),
        "stages": [_stage(mark) for mark in found.stages],
        "facts": _facts(found),
        "programme": None,
        "primary": (
            {"label": tr(mine.step), "href": url_for("task.show", item_id=mine.item_id)} if mine is not None else None
        ),
        "more": [],
        "follow": None,
        "tabs": _tabs(case, tab),
        "tracks": [_track(track, opens=view is access.View.INTERNAL) for track in found.tracks],
        "documents": [*(_document(one) for one in found.documents), *(_file(one) for one in found.attachments)],
        "upload_href": "",
        "timeline": [*(_waiting(one) for one in found.open), *(_act(one) for one in reversed(found.course))],
        "related": [
            {
                "number": one.number or "",
                "title": one.title,
                "href": url_for("cases.show", case_id=one.case_id),
                "why": tr(one.why),
            }
            for one in found.related
        ],
        "clock_ledger": _clock_ledger(found.clock_ledger),
        "diagram": None,
    }


def _stage(mark: StageMark) -> Row:
    begun = f"{mark.begun_on:%m-%d}" if mark.begun_on else ""
    return {"label": tr(mark.label), "state": STAGE_STATES[mark.state], "date": begun}


def _tabs(case: Case, tab: str) -> list[Row]:
    names = [("course", t("办理情况", "Where it stands")), ("diagram", t("流程图", "Diagram"))]
    return [
        {"key": key, "label": label, "href": url_for("cases.show", case_id=case.id, tab=key), "is_here": key == tab}
        for key, label in names
    ]


def _facts(found: CasePage) -> list[Row]:
    lines = [
        (t("编号", "Number"), found.number or ""),
        (
            t("状态", "State"),
            tr(found.state_words) + (t(" · 持续跟踪", " · followed up") if found.has_follow_up else ""),
        ),
        (t("承办专委会", "Committee"), found.committee),
        (t("地点", "Place"), found.location),
        (t("问题", "Problem"), found.problem),
    ]
    for source in found.sources:
        words = [source.programme, source.episode_no, fmt_day(source.broadcast_on)]
        lines.append((t("来源", "Source"), " · ".join(word for word in words if word)))
        if source.complainant is not None:
            lines.append((t("反映人", "Complainant"), tr(source.complainant)))
    for one in found.dispensations:
        why, by = one.reason.rstrip("。"), f"{one.by} {fmt_day(one.on)}"
        line = t(f"{one.person}（{one.unit}）：{why}。{by}", f"{one.person} ({one.unit}): {why}. {by}")
        lines.append((t("批准免予回避", "Dispensed from a tie"), line))
    if found.undercover is not None:
        by_post = t("承办专委会、主席、秘书长、监督小组", "committee, leaders, team")
        told = t("、", ", ").join((by_post, *found.undercover.told))
        opened = t("；", "; ").join(f"{name} {fmt_instant(at)}" for name, at in found.undercover.opened)
        lines.append((t("暗访知情人员", "Told of the undercover visit"), told))
        lines.append((t("查阅过方案", "Opened the plan"), opened))
    for stands in found.suspended:
        lines.append((t("挂起", "Suspended"), _stands(stands)))
    for incident in found.incidents:
        lines.append((t("异常", "Incident"), tr(incident.words)))
    return [{"label": label, "value": value, "href": ""} for label, value in lines if value]


def _stands(one: SuspendedPart) -> str:
    numbers = t("、", ", ").join(map(str, one.rec_nos))
    items = t(f"第{numbers}条", f"items {numbers}") if numbers else ""
    scope = " ".join(part for part in (one.unit or t("整案", "the whole case"), items) if part)
    since, until = fmt_day(one.since), fmt_day(one.until)
    span = t(f"自{since}，预计{until}恢复", f"since {since}, until about {until}")
    return f"{scope} · {span} · {one.reason}"


def _clock_ledger(found: ClockLedger | None) -> Row | None:
    """The bar of who held the clock: `from` and `days` of each part in the width of the whole."""
    if found is None or not found.days:
        return None
    parts, begun = [], 0
    for one in found.entries:
        parts.append({"holder": one.holder.lower(), "who": tr(one.who), "days": one.days, "from": begun})
        begun += one.days
    return {"days": found.days, "since": fmt_day(found.since), "parts": parts}


def _track(track: TrackPart, *, opens: bool) -> Row:
    """`opens`: the reader may open the track's own page."""
    letter = {"number": track.letter_no, "href": url_for("cases.paper", document_id=track.letter_id)}
    contact = ""
    if track.contact is not None:
        words = t("最近联系", "Last contact")
        contact = f"{words} {fmt_instant(track.contact.at)} {track.contact.person}：{track.contact.said}"
    return {
        "unit": unit_now(track.addressed, track.unit),
        "href": url_for("units.track", track_id=track.id) if opens else "",
        "role": tr(track.role),
        "letter": letter if track.letter_id and track.letter_no else None,
        "light": look.dated_light(track.light),
        "state": tr(track.state_words) + asking(track.asks_for_time),
        "contact": contact,
        "chased": [_chased(one) for one in track.chased],
        "obligations": [_obligation(one) for one in track.obligations],
    }


def _chased(one: Chased) -> Row:
    """A letter, a talk or a request for inspection, with the way to its paper."""
    href = url_for("cases.paper", document_id=one.document_id) if one.document_id else ""
    return {"on": fmt_day(one.on), "words": tr(one.words), "number": one.doc_no, "href": href}


def asking(is_asking: bool) -> str:
    """Beside a track's state: that a request for more time waits for its decision."""
    return t(" · 延期待批", " · extension to be decided") if is_asking else ""


def _obligation(one: ObligationPart) -> Row:
    detail = [tr(one.basis)]
    if one.is_disputed:
        detail.append(t("职责协调中", "responsibility in dispute"))
    if one.failed_count:
        detail.append(t(f"复核未通过{one.failed_count}次", f"failed {one.failed_count} time(s)"))
    if one.last_check is not None:
        detail.append(tr(one.last_check))
    return {
        "number": one.rec_no,
        "text": one.text,
        "state": tr(one.state_words),
        "state_colour": OBLIGATION_COLOURS.get(one.state, "grey"),
        "light": look.dated_light(one.light, look.why("obligation", one.id) if one.due_on else ""),
        "old_due": t("、", ", ").join(fmt_day(day) for day in one.old_dues),
        "detail": " · ".join(part for part in detail if part),
        "evidence": [{"name": f.name, "href": url_for("files.download", attachment_id=f.id)} for f in one.evidence],
    }


def _document(one: Any) -> Row:
    return {
        "name": one.doc_no or one.title,
        "href": url_for("cases.paper", document_id=one.id),
        "kind": tr(one.kind),
        "step": tr(one.status),
        "who": one.signed_by or "",
        "at": fmt_day(one.issued_on) or fmt_instant(one.created_at),
        "size": "",
    }


def _file(one: Any) -> Row:
    return {
        "name": one.name,
        "href": url_for("files.download", attachment_id=one.id),
        "kind": one.kind,
        "step": "",
        "who": one.uploaded_by,
        "at": fmt_instant(one.uploaded_at),
        "size": fmt_size(one.size),
    }


def _waiting(one: Any) -> Row:
    return {
        "title": f"{one.unit} {tr(one.step)}".strip(),
        "outcome": tr(one.light.words),
        "who": tr(one.holders),
        "at": fmt_instant(one.since),
        "state": "now",
        "quote": "",
        "href": url_for("task.show", item_id=one.item_id) if one.is_mine else "",
        "href_label": t("办理", "Open"),
        "why": look.why("item", one.item_id) if one.opens and one.light != NO_DATE else "",
    }


def _act(one: ActPart) -> Row:
    marks = "".join(tr(mark) for mark in one.marks)
    who = f"{one.unit} {one.post} {one.who} {marks}".strip()
    happened = (
        t("实际办理于", "happened on") + f" {fmt_day(one.happened_on)}" if one.entered_by and one.happened_on else ""
    )
    return {
        "title": tr(one.step) + (f" · {tr(one.kind)}" if one.kind else ""),
        "outcome": look.verdict(one.decision),
        "who": " ".join(part for part in (who, happened) if part),
        "at": fmt_instant(one.at),
        "quote": look.beside_verdict(one.decision, one.opinion or ""),
        "state": "returned" if one.decision in ("RETURN", "REFUSE", OBJECTED) else "done",
        "entered_by": one.entered_by,
        "href": url_for("task.ask_correct", item_id=one.own_item) if one.own_item else "",
        "href_label": t("更正", "Correct"),
        "corrections": corrections(one.corrections),
    }


def corrections(found: Sequence[CorrectionPart | Correction]) -> list[Row]:
    """Corrections of one entry, as a timeline shows them under it."""
    return [
        {
            "head": t("更正", "Corrected") + f" · {one.by_name} {fmt_instant(one.at)}",
            "wrong": one.wrong,
            "right": one.right,
            "reason": one.reason,
        }
        for one in found
    ]


def rows(session: Session, actor: Actor, cases: Sequence[Case]) -> list[Row]:
    """Rows of a list of cases, with committees, units and the next date read at once."""
    ids = [case.id for case in cases]
    dates = ledger.next_dates(session, actor, cases)
    committees = {one.id: one.short for one in session.scalars(select(Committee))}
    units: dict[int, list[str]] = {}
    for case_id, unit in session.execute(
        select(ResponsibleUnit.case_id, Unit)
        .join(Unit, Unit.id == ResponsibleUnit.unit_id)
        .where(ResponsibleUnit.case_id.in_(ids), ResponsibleUnit.removed_at.is_(None))
    ):
        units.setdefault(case_id, []).append(unit.short or unit.name)
    return [
        {
            "href": url_for("cases.show", case_id=case.id),
            "number": case.case_no or "",
            "title": case.title,
            "kind": "topic" if case.kind is CaseKind.CONSULTATION else "case",
            "stage": f"{tr(state_words.STAGES[case.stage])} · {tr(state_words.STATES[case.state])}",
            "units": t("、", ", ").join(units.get(case.id, [])),
            "committee": committees.get(case.committee_id or 0, ""),
            "light": look.shown_light(dates[case.id]) if case.id in dates else None,
        }
        for case in cases
    ]
