"""X9 主席会议记录 · Record of a chair meeting."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from engine.completion import ONE
from engine.forms import Form, Option, choice, day, files, line, longtext, ref, refs
from engine.models import Act
from engine.process import Seat, Step, UserTask, Values
from engine.text import Text
from workflows.cases.models import Case
from workflows.documents import drafts, storage
from workflows.documents.models import Document, DocumentRevision
from workflows.people.models import Person
from workflows.supervision.beside.models import ChairMeetingRecord

DECISION = (
    Option("AGREED", Text("同意", "Agreed")),
    Option("AGREED_WITH_CHANGES", Text("修改后同意", "Agreed with changes")),
    Option("DEFERRED", Text("暂缓", "Deferred")),
    Option("NOT_AGREED", Text("不同意", "Not agreed")),
)
NUMBER_TAKEN = Text("本案已有会议次数“{no}”的记录。", "This case has a record of meeting “{no}” already.")
NOTHING_TO_CONSIDER = Text("本案还没有可供审议的文稿。", "The case has no document yet that could be considered.")
UNKNOWN_DOCUMENT = Text("审议文件须为本案的文稿。", "Only documents of this case can be considered.")
UNKNOWN_PERSON = Text("请从人员名单中选择。", "Choose from the list of people.")


class ChairMeetingForm(Form):
    meeting_no = line(40, "会议次数", "Meeting no.", required=True)
    held_on = day("会议日期", "Held on", required=True, not_future=True)
    chair = ref("person", "主持人", "Chair", required=True)
    attendees = refs("person", "出席人员", "Present", required=True)
    documents = refs("document_revision", "审议文件", "Documents considered", required=True)
    decision = choice(DECISION, "审议结论", "Decision", required=True)
    changes = longtext(
        1000,
        "修改意见",
        "Changes asked",
        required_when="decision=AGREED_WITH_CHANGES",
        shown_when="decision=AGREED_WITH_CHANGES",
        advise_min=5,
    )
    resolution = longtext(1000, "决议内容", "Resolution", required=True, advise_min=5)
    minutes_file = files("会议纪要", "Minutes", at_most=1)


class ChairMeeting(UserTask):
    """Answers the item 主席会议审议 of a route: agreed it goes on, deferred it waits, not agreed it goes back."""

    step = "X9"
    element = "chair_meeting"
    label = Text("主席会议记录", "Record of a chair meeting")
    form = ChairMeetingForm
    seats = (Seat("office_clerk", "office", Act.FILL),)
    completion = ONE
    deadline = "chair_meeting_record"
    on_expiry = ("REMIND",)
    outcomes = ("RECORDED",)

    def not_now(self, step: Step) -> Text | None:
        found = select(Document.id).where(Document.case_id == step.subject_id).limit(1)
        return NOTHING_TO_CONSIDER if step.session.scalar(found) is None else None

    def options(self, step: Step) -> dict[str, Sequence[Option]]:
        papers = select(Document).where(Document.case_id == step.subject_id).order_by(Document.id.desc())
        latest = [drafts.latest(step.session, one.id) for one in step.session.scalars(papers)]
        return {"documents": [Option(str(one.id), Text(one.title, one.title)) for one in latest]}

    def check(self, step: Step, data: Values) -> dict[str, list[Text]]:
        session, errors = step.session, {}
        case = session.get_one(Case, step.subject_id)
        taken = select(ChairMeetingRecord.id).where(
            ChairMeetingRecord.cppcc_id == case.cppcc_id,
            ChairMeetingRecord.case_id == case.id,
            ChairMeetingRecord.meeting_no == data["meeting_no"],
        )
        if session.scalar(taken.limit(1)) is not None:
            errors["meeting_no"] = [NUMBER_TAKEN.format(no=data["meeting_no"])]
        own = select(DocumentRevision.id).join(Document, Document.id == DocumentRevision.document_id)
        known = set(session.scalars(own.where(Document.case_id == case.id)))
        if set(data["documents"]) - known:
            errors["documents"] = [UNKNOWN_DOCUMENT]
        people = {data["chair"], *data["attendees"]}
        if people - set(session.scalars(select(Person.id).where(Person.id.in_(people)))):
            errors["attendees"] = [UNKNOWN_PERSON]
        return errors

    def apply(self, step: Step, data: Values) -> dict[str, Any]:
        case = step.session.get_one(Case, step.subject_id)
        row = ChairMeetingRecord(
            cppcc_id=case.cppcc_id,
            case_id=case.id,
            meeting_no=data["meeting_no"],
            held_on=data["held_on"],
            chair_id=data["chair"],
            attendees=list(data["attendees"]),
            documents=list(data["documents"]),
            decision=data["decision"],
            changes=data.get("changes"),
            resolution=data["resolution"],
            minutes_file_id=(data.get("minutes_file") or [None])[0],
        )
        step.session.add(row)
        storage.bind(step.session, data.get("minutes_file") or (), case.id, step.actor.person_id)
        step.session.flush()
        return {"outcome": "RECORDED", "chair_meeting_id": row.id}
