"""Whether a decision on a lead can be carried out: the case it goes to, its units, the similar cases shown."""

from collections.abc import Callable, Mapping

from sqlalchemy.orm import Session

from engine.process import Values
from engine.text import Text
from workflows.cases.models import Case, CaseKind, CaseState
from workflows.finding.similar import Similar, similar_to
from workflows.people.lookup import is_open
from workflows.people.models import District, Unit
from workflows.supervision.preparation import assigning, units

BEFORE_LETTER = frozenset(
    {
        CaseState.SUBMITTED,
        CaseState.UNDER_REVIEW,
        CaseState.ACCEPTED,
        CaseState.INITIATED,
        CaseState.PLANNING,
        CaseState.IN_SUPERVISION,
        CaseState.DRAFTING_LETTER,
        CaseState.IN_APPROVAL,
    }
)
LETTER_OUT = frozenset(
    {
        CaseState.ISSUED,
        CaseState.IN_RECTIFICATION,
        CaseState.SUMMARISING,
        CaseState.CLOSING,
        CaseState.CLOSED,
        CaseState.LOOKING_BACK,
        CaseState.REOPENED,
    }
)
LOOKS_AT_SIMILAR = ("ACCEPT", "MERGE", "ATTACH")

ITSELF = Text("不能并入本案自身。", "A case cannot go into itself.")
NOT_BEFORE = Text(
    "只能并入尚未发建议书的在办案件；已发建议书的用“并入在办案件”。",
    "Only an open case without a letter yet; one whose letter is out: “attach”.",
)
NOT_ISSUED = Text(
    "只能并入建议书已发出、尚未归档的案件；尚未发出的用“并案”。",
    "Only a case whose letter is out and that is not archived; before the letter: “merge”.",
)
UNIT_CLOSED = Text("该单位已撤销，请改选。", "That unit is closed; choose another.")
NO_HAND_BACK = Text(
    "本委已退回过一次，或由秘书长指定承办，不能再退回。",
    "The committee has handed it back once, or was named by the secretary-general; it stays.",
)
OTHER_COMMITTEE = Text("承办专委会以分办为准，不能改动。", "The committee is that of the assignment.")
NO_DISTRICT = Text("请从列表中选择属地。", "Choose the district from the list.")
UNDECIDED = Text("相似案件{case}尚未处理。", "Similar case {case} is not decided.")
NOT_SHOWN = Text("第{n}行不是系统列出的相似案件，或重复。", "Row {n} is not a similar case shown, or a double.")
CONTRADICTS = Text(
    "相似案件{case}选了“{what}”，研判结论与之不一致。", "Case {case}: “{what}” does not go with the decision."
)
WORDS = {"MERGE": Text("并案", "merge"), "ATTACH": Text("并入在办案件", "attach")}

Errors = dict[str, list[Text]]


def shown(session: Session, case: Case) -> list[Similar]:
    """The similar cases that the officer decides on: none that the case is tied to already."""
    return [one for one in similar_to(session, case) if one.case.merged_into_id != case.id]


def faults(session: Session, case: Case, data: Values) -> Errors:
    """Errors by field."""
    examine = EXAMINE.get(data["decision"])
    errors = examine(session, case, data) if examine else {}
    if data["decision"] in LOOKS_AT_SIMILAR:
        wrong = _similar(session, case, data)
        if wrong:
            errors["similar_decisions"] = wrong
    return errors


def _accept(session: Session, case: Case, data: Values) -> Errors:
    errors: Errors = {}
    if data["committee"] != case.committee_id:
        errors["committee"] = [OTHER_COMMITTEE]
    if session.get(District, data["district"]) is None:
        errors["district"] = [NO_DISTRICT]
    wrong = units.faults(session, data["responsible_units"])
    if wrong:
        errors["responsible_units"] = wrong
    return errors


def _hand_back(session: Session, case: Case, data: Values) -> Errors:
    return {} if assigning.may_hand_back(session, case) else {"decision": [NO_HAND_BACK]}


def _merge(session: Session, case: Case, data: Values) -> Errors:
    """A merged case is not in `BEFORE_LETTER`, so that no ring of cases can come about."""
    wrong = _target(session, case, data["merge_into"], BEFORE_LETTER, NOT_BEFORE)
    return {"merge_into": [wrong]} if wrong else {}


def _attach(session: Session, case: Case, data: Values) -> Errors:
    wrong = _target(session, case, data["attach_to"], LETTER_OUT, NOT_ISSUED)
    return {"attach_to": [wrong]} if wrong else {}


def _target(session: Session, case: Case, other_id: int, states: frozenset[CaseState], why: Text) -> Text | None:
    if other_id == case.id:
        return ITSELF
    other = session.get(Case, other_id)
    known = other is not None and other.kind is CaseKind.SUPERVISION and other.cppcc_id == case.cppcc_id
    return None if known and other is not None and other.state in states else why


def _transfer(session: Session, case: Case, data: Values) -> Errors:
    unit = session.get(Unit, data["transfer_org"])
    return {} if unit is not None and is_open(unit) else {"transfer_org": [UNIT_CLOSED]}


EXAMINE: Mapping[str, Callable[[Session, Case, Values], Errors]] = {
    "ACCEPT": _accept,
    "HAND_BACK": _hand_back,
    "MERGE": _merge,
    "ATTACH": _attach,
    "TRANSFER": _transfer,
}


def _similar(session: Session, case: Case, data: Values) -> list[Text]:
    """One decision for every case shown, and none against the decision on the lead."""
    listed = {one.case.id: one.case for one in shown(session, case)}
    decided: dict[int, str] = {}
    wrong = []
    for number, row in enumerate(data.get("similar_decisions") or (), start=1):
        if row["case"] not in listed or row["case"] in decided:
            wrong.append(NOT_SHOWN.format(n=number))
        decided[row["case"]] = row["decision"]
    target = {"MERGE": data.get("merge_into"), "ATTACH": data.get("attach_to")}
    for other_id, other in listed.items():
        name = other.case_no or other.title
        what = decided.get(other_id)
        if what is None:
            wrong.append(UNDECIDED.format(case=name))
        elif what in WORDS and (data["decision"] != what or target[what] != other_id):
            wrong.append(CONTRADICTS.format(case=name, what=WORDS[what]))
    return wrong
