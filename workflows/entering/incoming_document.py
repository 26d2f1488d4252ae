"""C1 来文登记 · Register an incoming document."""

from collections.abc import Sequence
from typing import Any

from engine import clock
from engine.completion import ANY
from engine.forms import Form, Option, day, files, line, numbers, ref, rows
from engine.forms import choice as choice_of
from engine.models import Act
from engine.process import Seat, Step, UserTask, Values
from engine.text import Text
from workflows.cases.models import Case
from workflows.documents.adopting import share, take
from workflows.entering.form import RECORDED_VIA
from workflows.entering.models import IncomingAnswer, IncomingDocument
from workflows.rectification import targets
from workflows.rectification.models import Track
from workflows.rectification.states import TrackMode

STEPS = {
    "U1": "sign_receipt",
    "U2": "rectification_plan",
    "U2.1": "assist_opinion",
    "U5": "rectification_report",
    "X1": "request_extension",
}
"""Steps of a unit that a document may answer, by the number that the office uses."""

BESIDE = {"request_extension": "request_extension_act"}
"""Those that are no step of the track: they begin an act beside it when they are entered."""

WORDS = {
    "U1": Text("签收", "Sign for receipt"),
    "U2": Text("整改方案", "Rectification plan"),
    "U2.1": Text("协办意见", "Assist unit's opinion"),
    "U5": Text("整改反馈", "Rectification report"),
    "X1": Text("延期申请", "Request for an extension"),
}


class IncomingDocumentAnswersRow(Form):
    """A row of what it answers."""

    track = ref("unit_track", "单位轨迹", "Track", required=True)
    step = line(10, "环节", "Step", required=True)
    rec_nos = numbers("建议序号", "Recommendations")


class IncomingDocumentForm(Form):
    sender = ref("unit", "来文单位", "Sender", required=True)
    doc_no = line(40, "来文字号", "Its number")
    doc_title = line(80, "来文标题", "Title", required=True)
    received_on = day("收文日期", "Received on", required=True, not_future=True)
    received_via = choice_of(RECORDED_VIA, "收文途径", "By what means", required=True)
    answers = rows(IncomingDocumentAnswersRow, "答复事项", "What it answers", required=True)
    scan = files("扫描件", "Scan", required=True, kinds="pdf", at_most=1)


class IncomingDocumentTask(UserTask):
    """Registered once, linked to any number of tracks; then C0 opens with it on every step that it answers.

    Its scan belongs to every case that it answers, as the sender's own paper: sender, office and team see it there.
    """

    step = "C1"
    element = "incoming_document"
    label = Text("来文登记", "Register an incoming document")
    form = IncomingDocumentForm
    seats = (
        Seat("office_clerk", "office", Act.FILL),
        Seat("case_officer", "committee", Act.FILL),
    )
    completion = ANY
    deadline = "incoming_register"
    on_expiry = ("REMIND",)
    outcomes = ("REGISTERED",)

    def not_now(self, step: Step) -> Text | None:
        return targets.none_at_work(step.session, step.subject_id)

    def options(self, step: Step) -> dict[str, Sequence[Option]]:
        cppcc_id = step.session.get_one(Case, step.subject_id).cppcc_id
        return {
            "answers.track": targets.choices(step.session, step.subject_id, Case.cppcc_id == cppcc_id),
            "answers.step": [Option(no, Text(f"{no} {words.zh}", f"{no} {words.en}")) for no, words in WORDS.items()],
        }

    def check(self, step: Step, data: Values) -> dict[str, list[Text]]:
        errors: dict[str, list[Text]] = {}
        cppcc_id = step.session.get_one(Case, step.subject_id).cppcc_id
        for number, row in enumerate(data["answers"]):
            track = step.session.get(Track, row["track"])
            is_ours = track is not None and step.session.get_one(Case, track.case_id).cppcc_id == cppcc_id
            is_theirs = track is not None and data["sender"] == track.unit_id
            if track is None or not is_ours or not (is_theirs or track.track_mode is TrackMode.VIA_OFFICE):
                errors[f"answers.{number}.track"] = [Text("不是来文单位承办的事项。", "Not a track of the sender.")]
            if row["step"] not in STEPS:
                words = Text("环节应为：{steps}。", "The step must be one of: {steps}.")
                errors[f"answers.{number}.step"] = [words.format(steps="、".join(STEPS))]
        return errors

    def apply(self, step: Step, data: Values) -> dict[str, Any]:
        made = IncomingDocument(
            sender_id=data["sender"],
            doc_no=data["doc_no"] or "",
            title=data["doc_title"],
            received_on=data["received_on"],
            received_via=data["received_via"],
            scan_id=data["scan"][0],
            registered_by=step.actor.person_id,
            registered_at=clock.now(),
            answers=[],
        )
        for row in data["answers"]:
            track = step.session.get_one(Track, row["track"])
            made.answers.append(
                IncomingAnswer(
                    case_id=track.case_id,
                    track_id=track.id,
                    element=STEPS[row["step"]],
                    rec_nos=list(row.get("rec_nos") or []),
                )
            )
        step.session.add(made)
        step.session.flush()
        take(step.session, data["scan"], step.subject_id, step.actor.person_id, data["sender"])
        for answer in made.answers:
            share(step.session, made.scan_id, answer.case_id)
        return {"outcome": "REGISTERED", "incoming_document_id": made.id}
