"""P1.9 编号用印 · Number and seal."""

from collections.abc import Sequence
from typing import Any

from engine import clock
from engine.completion import IN_SEQUENCE
from engine.forms import Form, Option, choice, day, files, instant, integer, line, ref, rows
from engine.models import Act, WorkItem
from engine.process import Host, NewItem, Seat, Step, UserTask, Values
from engine.text import Text
from workflows.cases.models import Case
from workflows.documents import issue, numbers, recommendations, storage
from workflows.documents.models import Attachment, Document, DocumentStatus, FileKind, SealUse

PART = (
    Option("NUMBER", Text("编号", "Number")),
    Option("SEAL", Text("用印", "Seal")),
)
NUMBERING, SEALING = "action=DONE and part=NUMBER", "action=DONE and part=SEAL"
DELIVERY_ROUTE = (
    Option("DIRECT", Text("主送责任单位", "To the units")),
    Option("VIA_PARTY_GOV", Text("报送市委、市政府", "Through Party committee and government")),
)
ACTION = (
    Option("DONE", Text("完成", "Done")),
    Option("VOID_NUMBER", Text("作废文号", "Void the number")),
)


class NumberAndSealSealLogRow(Form):
    """A row of seal log."""

    seal = line(40, "印章", "Seal", required=True)
    by = ref("person", "用印人", "By", required=True)
    at = instant("时间", "At", required=True)
    count = integer("份数", "Count", 0, 9999, required=True)


WRONG_PART = Text("本环节由系统确定，不能更改。", "This is set by the step.")
WHY_OTHER = Text("改用其他文号的，须写明原因。", "Say why another number is used.")
TOO_EARLY = Text("成文日期不能早于签发之日。", "It cannot be issued before it was signed.")
PDF_ONLY = Text("用印件须为PDF。", "The sealed copy must be a PDF.")


class NumberAndSealForm(Form):
    part = choice(PART, "办理内容", "Part", required=True, fixed=True)
    delivery_route = choice(DELIVERY_ROUTE, "报送方式", "Route", required=True, fixed=True)
    action = choice(ACTION, "操作", "Action", required=True)
    void_reason = line(
        200, "作废原因", "Reason", required_when="action=VOID_NUMBER", shown_when="action=VOID_NUMBER", advise_min=5
    )
    doc_no = line(40, "发文字号", "Document no.", required_when=NUMBERING, shown_when=NUMBERING)
    number_reason = line(200, "改号原因", "Reason for another number", shown_when=NUMBERING, advise_min=5)
    issued_on = day("成文日期", "Issued on", required_when=NUMBERING, shown_when=NUMBERING, not_future=True)
    copies = integer("印数", "Copies", 1, 500, required_when=NUMBERING, shown_when=NUMBERING)
    final_file = files(
        "定稿文件",
        "Final text",
        shown_when=NUMBERING,
        at_most=1,
        hint=Text("不上传的，以签发时冻结的定稿为准", "Without one, the text frozen at sign-off is the final one"),
    )
    seal_log = rows(NumberAndSealSealLogRow, "用印记录", "Seal log", required_when=SEALING, shown_when=SEALING)
    sealed_scan = files("用印件", "Sealed copy", required_when=SEALING, shown_when=SEALING, kinds="pdf", at_most=1)


class NumberAndSeal(UserTask):
    """One task per document: the clerk numbers it, the keeper seals it. Of route BOTH the report comes second."""

    step = "P1.9"
    element = "number_and_seal"
    label = Text("编号用印", "Number and seal")
    form = NumberAndSealForm
    seats = (
        Seat("numbering_clerk", "office", Act.FILL),
        Seat("seal_keeper", "office", Act.FILL),
    )
    completion = IN_SEQUENCE
    deadline = "numbering_seal"
    on_expiry = ("REMIND",)
    outcomes = ("SEALED", "VOID_NUMBER")

    def items(self, step: Step, host: Host) -> Sequence[NewItem]:
        reserve(step, paper_of(step))
        return [
            NewItem(tuple(host.candidates(step, seat.role, seat.scope)), Act.FILL, number, part.value, part.text)
            for number, (seat, part) in enumerate(zip(self.seats, PART, strict=True))
        ]

    def initial(self, step: Step) -> dict[str, Any]:
        document = paper_of(step)
        held = numbers.reserved(step.session, document.id)
        row = issue.row(step.session, document, document.signed_on)
        return {
            "part": step.item.kind if step.item else None,
            "delivery_route": route_of(document),
            "doc_no": held.text if held else None,
            "issued_on": document.signed_on,
            "seal_log": [{"seal": row.seal, "by": step.actor.person_id, "at": clock.now(), "count": document.copies}],
        }

    def check(self, step: Step, data: Values) -> dict[str, list[Text]]:
        document = paper_of(step)
        errors: dict[str, list[Text]] = {}
        if step.item is None or data["part"] != step.item.kind:
            errors["part"] = [WRONG_PART]
        if data["delivery_route"] != route_of(document):
            errors["delivery_route"] = [WRONG_PART]
        if data["action"] == "DONE" and data["part"] == "NUMBER":
            errors |= _number_faults(step, document, data)
        for file_id in data.get("sealed_scan") or ():
            found = step.session.get(Attachment, file_id)
            if found is None or found.kind is not FileKind.PDF:
                errors["sealed_scan"] = [PDF_ONLY]
        return errors

    def answered(self, step: Step, data: Values) -> None:
        document = paper_of(step)
        if data["action"] == "VOID_NUMBER":
            numbers.void(step.session, document, data["void_reason"], step.actor)
        elif data["part"] == "NUMBER":
            numbers.use(step.session, document, data["doc_no"], data["issued_on"], step.actor)
            document.copies = data["copies"]
            storage.bind(step.session, data.get("final_file") or (), document.case_id)

    def withdrawn(self, step: Step) -> Sequence[WorkItem]:
        numbers.take_back(step.session, paper_of(step), step.actor)
        return ()

    def ends(self, step: Step, data: Values) -> bool:
        return bool(data["action"] == "VOID_NUMBER")

    def apply(self, step: Step, data: Values) -> dict[str, Any]:
        document = paper_of(step)
        if data["action"] == "VOID_NUMBER":
            return {"outcome": "VOID_NUMBER", "papers_left": True}
        _seal(step, document, data)
        recommendations.register(step.session, document)
        left = waiting(step)
        return {"outcome": "SEALED", "papers_left": bool(left)}


def waiting(step: Step) -> list[Document]:
    """The documents of the letter that are not sealed yet, the letter first."""
    made = issue.together(step.session, step.session.get_one(Document, step.values["document_id"]))
    return [found for found in made if found.status in (DocumentStatus.SIGNED, DocumentStatus.NUMBERED)]


def paper_of(step: Step) -> Document:
    """The document whose turn it is; a finished task's is the one that it has sealed."""
    left = waiting(step)
    return left[0] if left else step.session.get_one(Document, step.values["document_id"])


def route_of(document: Document) -> str:
    return "VIA_PARTY_GOV" if issue.is_upward(document) else "DIRECT"


def reserve(step: Step, document: Document) -> None:
    """The number of the year of the sign-off; where that register is closed, of this year."""
    row = issue.row(step.session, document, document.signed_on)
    year = (document.signed_on or clock.today()).year
    cppcc_id = step.session.get_one(Case, document.case_id).cppcc_id
    if not numbers.is_open(step.session, cppcc_id, row.prefix, year):
        year = clock.today().year
    numbers.reserve(step.session, document, cppcc_id, row.prefix, year, step.actor)


def _number_faults(step: Step, document: Document, data: Values) -> dict[str, list[Text]]:
    errors: dict[str, list[Text]] = {}
    fault = numbers.fault(step.session, document, data["doc_no"], data["issued_on"])
    if fault is not None:
        errors["doc_no"] = [fault]
    held = numbers.reserved(step.session, document.id)
    if held is not None and held.text != data["doc_no"] and not data.get("number_reason"):
        errors["number_reason"] = [WHY_OTHER]
    if document.signed_on and data["issued_on"] < document.signed_on:
        errors["issued_on"] = [TOO_EARLY]
    return errors


def _seal(step: Step, document: Document, data: Values) -> None:
    for row in data["seal_log"]:
        step.session.add(
            SealUse(
                document_id=document.id,
                seal=row["seal"],
                by_person_id=row["by"],
                at=row["at"],
                count=row["count"],
            )
        )
    storage.bind(step.session, data["sealed_scan"], document.case_id)
    document.sealed_scan_id = data["sealed_scan"][0]
    document.status = DocumentStatus.SEALED
