"""The reply to one source: which source a work item is about, who answers it, and a text to begin with."""

from sqlalchemy.orm import Session

from engine.process import Host, Step
from engine.text import Text, day_in_words
from workflows.cases.models import Case
from workflows.people.models import Unit
from workflows.people.roles import Role
from workflows.supervision.models import Source, SourceResult
from workflows.supervision.preparation import deciding

MARK = "source:"
KINDS = {
    "PROGRAMME": Text("栏目", "programme"),
    "MEMBER": Text("委员", "member"),
    "OPINION": Text("社情民意", "opinion"),
    "RECEPTION": Text("接待日", "reception day"),
    "HOTLINE": Text("热线", "hotline"),
    "ASSIGNED": Text("上级交办", "assigned"),
    "COUNTY": Text("区县政协", "county"),
}
LABEL = Text("答复来源：{kind}（{day}）", "Reply to the source: {kind} ({day})")
OPENING = "您反映的“{title}”（编号{number}）已收悉。"
CLOSING = "感谢您对政协民主监督工作的关心和支持。"
BODY = {
    SourceResult.REJECTED: "经研判，暂不纳入监督事项：{reason}。如有新的情况，可补充材料再次提交。",
    SourceResult.TRANSFERRED: "经研判，已转{unit}研究处理。",
    SourceResult.CONVERTED: "经研判，已转为社情民意信息办理。",
    SourceResult.MERGED: "该问题与在办案件相同，已并案办理，办理结果将一并答复。",
    SourceResult.ATTACHED: "该问题已有在办案件，您的线索已并入，将督促有关单位一并落实。",
    SourceResult.CLOSED: "经协商监督，有关单位已提出并落实整改措施，该案已结案。",
}


def mark(source: Source) -> str:
    """How a work item says which source it is about."""
    return f"{MARK}{source.id}"


def source_of(step: Step) -> Source | None:
    """The source that the step's work item is about."""
    kind = step.item.kind if step.item is not None else ""
    return step.session.get_one(Source, int(kind.removeprefix(MARK))) if kind.startswith(MARK) else None


def who_answers(step: Step, host: Host) -> tuple[str, ...]:
    """The officers of the committee; of a lead that no committee has, the intake desk."""
    case = step.session.get_one(Case, step.subject_id)
    if case.committee_id is None:
        return tuple(host.candidates(step, Role.INTAKE_DESK, "office"))
    return tuple(host.candidates(step, Role.CASE_OFFICER, "committee"))


def label(session: Session, source: Source) -> Text:
    """The item in words; never who complained."""
    return LABEL.format(
        kind=KINDS.get(source.kind, Text(source.kind, source.kind)), day=day_in_words(source.noticed_on)
    )


def draft(session: Session, case: Case, source: Source) -> str:
    """A reply to begin with, by the result."""
    if source.result is None:
        return ""
    weighing = deciding.last_weighing(session, case.id)
    unit = session.get(Unit, weighing.target_id) if weighing and weighing.decision == "TRANSFER" else None
    reason = (weighing.text if weighing else "").rstrip("。") or "不具备立项条件"
    body = BODY[source.result].format(reason=reason, unit=unit.name if unit else "有关单位")
    return OPENING.format(title=case.title, number=case.case_no or "") + body + CLOSING
