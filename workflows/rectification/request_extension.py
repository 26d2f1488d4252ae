"""X1 延期申请 · Request an extension."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

from engine import calendar, clock
from engine.completion import IN_SEQUENCE
from engine.forms import Form, Option, choice, day, files, integer, longtext, numbers
from engine.models import Act
from engine.process import Seat, Step, Values
from engine.text import Text, day_in_words
from workflows.documents import drafts
from workflows.documents.models import DocumentKind
from workflows.people.models import Unit
from workflows.rectification import dates, extension
from workflows.rectification.given import add
from workflows.rectification.models import Extension, ExtensionState, Track
from workflows.rectification.states import Basis
from workflows.rectification.step import TrackTask, case_of, happened_on, track_of
from workflows.settings.holidays import no_workday
from workflows.settings.in_force import threshold

DEADLINE_RULE = tuple(Option(key, words) for key, words in extension.RULES.items())
DATE_BASIS = tuple(Option(basis.value, basis.label) for basis in Basis)
TITLE = Text("{unit}关于《{title}》{what}的延期申请", "{unit} asks for more time: {title}, {what}")
NOT_OPEN = Text("该时限目前没有在计，不需要延期。", "This clock does not run now.")
PENDING = Text("该时限已有一件延期申请待批。", "A request for this date waits for its decision.")
SPENT = Text(
    "该时限已延期{n}次，按规定不再延期；确有困难的，请与承办人联系。",
    "This date has been extended {n} times, which is the limit; please talk to the case officer.",
)
SEVERAL = Text(
    "所选建议的时限依据不同（{bases}），请分别申请。",
    "These dates rest on different bases ({bases}); ask for each apart.",
)
NOT_LATER = Text("须晚于原时限{day}。", "It must be after the present date, {day}.")
TOO_LATE = Text(
    "一次最多延长{n}个工作日，即不晚于{day}。", "One extension gives at most {n} working days: not after {day}."
)
WHY_LATE = Text(
    "申请应在时限前{n}个工作日提出（{day}），请说明逾期申请的原因。",
    "A request is due {n} working days before the date ({day}); say why it comes late.",
)


class ExtensionForm(Form):
    deadline_rule = choice(DEADLINE_RULE, "申请延期的时限", "Deadline concerned", required=True)
    date_basis = choice(DATE_BASIS, "时限依据", "Basis of the date", required=True, fixed=True)
    rec_nos = numbers("涉及建议序号", "Recommendations concerned", hint=Text("不填为全部。", "Empty: all of them."))
    reason = longtext(500, "理由", "Reason", required=True, advise_min=30)
    progress_percent = integer("进度百分比", "Progress", 0, 100, required=True)
    new_due = day("新时限", "New due date", required=True)
    late_reason = longtext(300, "逾期申请说明", "Why asked late", advise_min=10)
    evidence = files("佐证", "Evidence")
    sealed_file = files("盖章申请", "Sealed request", kinds="pdf", at_most=1)


class RequestExtension(TrackTask):
    """The owner of the date decides; meanwhile the old one stands."""

    step = "X1"
    element = extension.REQUEST
    label = Text("延期申请", "Request an extension")
    form = ExtensionForm
    seats = (Seat("unit_liaison", "unit", Act.FILL), Seat("unit_head", "unit", Act.APPROVE))
    completion = IN_SEQUENCE
    deadline = dates.ASKING
    outcomes = ("SUBMIT", "ASK_OWNER")

    def not_now(self, step: Step) -> Text | None:
        return None if extension.running(step.session, track_of(step)) else NOT_OPEN

    def initial(self, step: Step) -> dict[str, Any]:
        last = _returned(step)
        if last is not None:
            return {
                "deadline_rule": last.rule,
                "date_basis": last.basis,
                "rec_nos": last.rec_nos,
                "reason": last.reason,
                "progress_percent": last.percent,
                "new_due": last.new_due,
            }
        found = list(extension.running(step.session, track_of(step)).values())
        alone = {"deadline_rule": found[0].rule} if len(found) == 1 else {}
        return {**alone, "date_basis": (found[0].basis if found else Basis.RULE).value}

    def options(self, step: Step) -> dict[str, Sequence[Option]]:
        found = extension.running(step.session, track_of(step))
        return {"deadline_rule": [Option(one.rule, _dated(extension.RULES[one.rule], one)) for one in found.values()]}

    def check(self, step: Step, data: Values) -> dict[str, list[Text]]:
        track, errors = track_of(step), dict[str, list[Text]]()
        asked = extension.running(step.session, track, data["rec_nos"] or ()).get(data["deadline_rule"])
        if asked is None:
            return {"rec_nos" if data["rec_nos"] else "deadline_rule": [NOT_OPEN]}
        for words in _bars(step, track, asked):
            add(errors, "deadline_rule", words)
        bases = list(dict.fromkeys(one.date_basis for one in asked.items))
        if len(bases) > 1:
            named = Text("、".join(one.label.zh for one in bases), ", ".join(one.label.en for one in bases))
            add(errors, "rec_nos", SEVERAL.format(bases=named))
        for words in _wrong_day(step, track, asked, data["new_due"]):
            add(errors, "new_due", words)
        last = extension.last_day_to_ask(step.session, track, asked.due_on)
        if happened_on(step) > last and not data["late_reason"]:
            n = calendar.load(step.session).workdays_between(last, asked.due_on)
            add(errors, "late_reason", WHY_LATE.format(n=n, day=day_in_words(last)))
        return errors

    def apply(self, step: Step, data: Values) -> dict[str, Any]:
        session, track = step.session, track_of(step)
        asked = extension.running(session, track, data["rec_nos"] or ())[data["deadline_rule"]]
        last, unit = _returned(step), session.get_one(Unit, track.unit_id)
        title = TITLE.format(unit=unit.name, title=case_of(step).title, what=extension.RULES[asked.rule]).zh[:160]
        content = {**data, "date_basis": asked.basis.value, "old_due": asked.due_on}
        revision = drafts.save(
            session,
            track.case_id,
            DocumentKind.EXTENSION,
            title,
            content,
            step.actor.person_id,
            last.document_id if last else None,
        )
        drafts.concern(session, revision.document_id, [track.unit_id])
        assert step.instance is not None
        row = last or Extension(case_id=track.case_id, track_id=track.id, instance_id=step.instance.id)
        row.document_id, row.rule, row.basis = revision.document_id, asked.rule, asked.basis
        row.rec_nos, row.reason, row.percent = list(data["rec_nos"] or ()), data["reason"], data["progress_percent"]
        row.old_due, row.new_due = asked.due_on, data["new_due"]
        row.state, row.asked_at = ExtensionState.ASKED, _asked_at(step)
        session.add(row)
        session.flush()
        by_leader = asked.basis is Basis.INSTRUCTION
        return {
            "outcome": "ASK_OWNER" if by_leader else "SUBMIT",
            "extension_id": row.id,
            "document_id": revision.document_id,
            "route": "" if by_leader else extension.route(session, track, asked, happened_on(step)),
        }


def _asked_at(step: Step) -> datetime:
    """Of a request on paper the day on which it was made is known, and no hour."""
    return datetime.combine(happened_on(step), time.min, clock.CITY) if step.entry else clock.now()


def _returned(step: Step) -> Extension | None:
    """The request of this very act, sent back to be written again."""
    found = step.values.get("extension_id")
    return step.session.get(Extension, found) if isinstance(found, int) else None


def _bars(step: Step, track: Track, asked: extension.Running) -> list[Text]:
    waits, last = extension.pending(step.session, track.id, asked.rule), _returned(step)
    if waits is not None and (last is None or waits.id != last.id):
        return [PENDING]
    times = extension.granted(step.session, track.id, asked.rule)
    most = int(threshold(step.session, "extension_max_count", case_of(step).clocks_on))
    return [SPENT.format(n=times)] if times >= most else []


def _wrong_day(step: Step, track: Track, asked: extension.Running, new_due: Any) -> list[Text]:
    days = calendar.load(step.session)
    if new_due <= asked.due_on:
        return [NOT_LATER.format(day=day_in_words(asked.due_on))]
    latest = extension.latest_day(step.session, track, asked.due_on)
    if new_due > latest:
        return [TOO_LATE.format(n=days.workdays_between(asked.due_on, latest), day=day_in_words(latest))]
    off = no_workday(step.session, new_due)
    return [off] if off else []


def _dated(words: Text, one: extension.Running) -> Text:
    basis, due = one.basis.label, day_in_words(one.due_on)
    return Text(f"{words.zh}（{due.zh}，{basis.zh}）", f"{words.en} ({due.en}, {basis.en})")
