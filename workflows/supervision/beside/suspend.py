"""X2 挂起 · Suspend."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import calendar, clock
from engine.actors import Actor
from engine.completion import ONE
from engine.forms import Form, Option, choice, day, files, longtext, numbers, ref
from engine.models import Act
from engine.process import Seat, Step, UserTask, Values
from engine.text import Text, day_in_words
from workflows.cases.models import Case
from workflows.documents import drafts
from workflows.documents.adopting import adopt
from workflows.documents.models import DocumentKind
from workflows.people.models import Unit
from workflows.rectification.derived import settled, workable
from workflows.rectification.models import Track
from workflows.settings.in_force import rule
from workflows.supervision.beside import suspending
from workflows.supervision.beside.ended import OVER
from workflows.supervision.beside.models import Suspension, SuspensionScope

SCOPE = (
    Option("CASE", Text("整案", "Case")),
    Option("TRACK", Text("单位轨迹", "Track")),
    Option("ITEM", Text("建议条目", "Items")),
)
REASON_KIND = (
    Option("LITIGATION", Text("涉法涉诉", "Litigation")),
    Option("FORCE_MAJEURE", Text("不可抗力", "Force majeure")),
    Option("SUPERIOR_HANDLING", Text("上级统一处置", "Handled by a superior body")),
    Option("MATERIAL_MISSING", Text("缺失关键材料", "Key material missing")),
    Option("OTHER", Text("其他", "Other")),
)
TITLE = Text("关于挂起“{title}”的请示", "Request to suspend: {title}")
IS_OVER = Text("案件已经结束，不能挂起。", "The case has ended already.")
NOT_OPEN = Text("只能选择本案尚未销号的单位。", "Choose a unit of this case that is not closed yet.")
NO_SUCH = Text("第{no}条建议不在该单位在办之列。", "Recommendation {no} is not at work with this unit.")
ALL_OF_IT = Text(
    "该单位在办建议已全部列入，请选“单位轨迹”。", "That is everything at work with the unit: choose the track."
)
GIVE_NUMBERS = Text("请填写涉及的建议序号。", "Give the numbers of the recommendations.")
ALREADY = Text("所选范围或其中一部分已经挂起，请先恢复。", "This, or a part of it, is suspended; resume it first.")
NOT_AHEAD = Text("须为今天以后的日期。", "A day after today is needed.")
TOO_LONG = Text(
    "一次最多挂起{n}个工作日，即不晚于{day}。", "A suspension lasts at most {n} working days: not after {day}."
)


class SuspendForm(Form):
    scope = choice(SCOPE, "范围", "Scope", required=True)
    track = ref("unit_track", "单位", "Track", required_when="scope in TRACK|ITEM", shown_when="scope in TRACK|ITEM")
    rec_nos = numbers(
        "涉及建议序号",
        "Recommendations concerned",
        required_when="scope=ITEM",
        shown_when="scope=ITEM",
    )
    reason_kind = choice(REASON_KIND, "原因类别", "Kind of reason", required=True)
    reason = longtext(500, "说明", "Reason", required=True, advise_min=20)
    expected_resume = day("预计恢复", "Expected to resume", required=True)
    basis_file = files("依据", "Document", at_most=1)


class Suspend(UserTask):
    """The director asks, the vice-chair decides; then all clocks of the scope stand still."""

    step = "X2"
    element = "suspend"
    label = Text("挂起", "Suspend")
    form = SuspendForm
    seats = (Seat("committee_director", "committee", Act.FILL),)
    completion = ONE
    deadline = "approval_step"
    outcomes = ("SUBMIT",)  # then the approval's: APPROVED, RETURNED, REFUSED

    def initial(self, step: Step) -> dict[str, Any]:
        last = _returned(step)
        if last is None:
            return {}
        return {
            "scope": last.scope,
            "track": last.track_id,
            "rec_nos": last.rec_nos,
            "reason_kind": last.reason_kind,
            "reason": last.reason,
            "expected_resume": last.expected_resume,
        }

    def options(self, step: Step) -> dict[str, Sequence[Option]]:
        found = _tracks(step.session, step.subject_id)
        names = {track.id: step.session.get_one(Unit, track.unit_id).name for track in found}
        return {"track": [Option(str(track_id), Text(name, name)) for track_id, name in names.items()]}

    def not_now(self, step: Step) -> Text | None:
        return self.refuses(step, step.actor)

    def refuses(self, step: Step, actor: Actor) -> Text | None:
        return IS_OVER if step.session.get_one(Case, step.subject_id).state in OVER else None

    def check(self, step: Step, data: Values) -> dict[str, list[Text]]:
        errors: dict[str, list[Text]] = {}
        if data["scope"] != SuspensionScope.CASE:
            track = next((one for one in _tracks(step.session, step.subject_id) if one.id == data["track"]), None)
            if track is None:
                errors["track"] = [NOT_OPEN]
            elif data["scope"] == SuspensionScope.ITEM:
                errors |= _wrong_numbers(track, data["rec_nos"])
        if not errors and _is_suspended(step, data):
            errors["scope"] = [ALREADY]
        return errors | _wrong_day(step, data["expected_resume"])

    def answered(self, step: Step, data: Values) -> None:
        adopt(step.session, self.form, data, step.subject_id, step.actor.person_id)

    def apply(self, step: Step, data: Values) -> dict[str, Any]:
        session, last = step.session, _returned(step)
        case = session.get_one(Case, step.subject_id)
        revision = drafts.save(
            session,
            case.id,
            DocumentKind.SUSPENSION,
            TITLE.format(title=case.title).zh[:160],
            data,
            step.actor.person_id,
            last.document_id if last else None,
        )
        drafts.concern(session, revision.document_id, [one.unit_id for one in _tracks(session, case.id)])
        assert step.instance is not None
        row = last or Suspension(case_id=case.id, instance_id=step.instance.id)
        row.document_id, row.scope, row.track_id = revision.document_id, SuspensionScope(data["scope"]), data["track"]
        row.rec_nos = list(data["rec_nos"] or ())
        row.reason_kind, row.reason = data["reason_kind"], data["reason"]
        row.expected_resume = data["expected_resume"]
        session.add(row)
        session.flush()
        return {
            "outcome": "SUBMIT",
            "suspension_id": row.id,
            "document_id": revision.document_id,
            "route": "SUSPENSION",
        }


def _returned(step: Step) -> Suspension | None:
    """The request of this very act, sent back to be written again."""
    found = step.values.get("suspension_id")
    return step.session.get(Suspension, found) if isinstance(found, int) else None


def _tracks(session: Session, case_id: int) -> list[Track]:
    found = session.scalars(select(Track).where(Track.case_id == case_id).order_by(Track.id))
    return [track for track in found if not settled(track)]


def _wrong_numbers(track: Track, rec_nos: Sequence[int] | None) -> dict[str, list[Text]]:
    if not rec_nos:
        return {"rec_nos": [GIVE_NUMBERS]}
    known = {one.rec_no for one in workable(track.obligations)}
    wrong = [NO_SUCH.format(no=no) for no in rec_nos if no not in known]
    if not wrong and set(rec_nos) == known:
        wrong = [ALL_OF_IT]
    return {"rec_nos": wrong} if wrong else {}


def _is_suspended(step: Step, data: Values) -> bool:
    """Whether the scope, what it lies in, or a part of it stands still already."""
    if step.session.get_one(Case, step.subject_id).is_suspended:
        return True
    found = [one for one in _tracks(step.session, step.subject_id) if data["track"] in (None, one.id)]
    asked = set(data["rec_nos"] or ()) if data["scope"] == SuspensionScope.ITEM else None
    return any(
        track.is_suspended or any(one.is_paused and (asked is None or one.rec_no in asked) for one in track.obligations)
        for track in found
    )


def _wrong_day(step: Step, expected: Any) -> dict[str, list[Text]]:
    if expected <= clock.today():
        return {"expected_resume": [NOT_AHEAD]}
    most = rule(step.session, suspending.LONGEST, step.session.get_one(Case, step.subject_id).clocks_on).count
    latest = calendar.load(step.session).add_workdays(clock.today(), most)
    if expected > latest:
        return {"expected_resume": [TOO_LONG.format(n=most, day=day_in_words(latest))]}
    return {}
