"""X6 并案/拆案 · Merge or split."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock
from engine.completion import ONE
from engine.forms import Form, Option, choice, longtext, ref, refs
from engine.models import Act
from engine.process import Seat, Step, UserTask, Values
from engine.text import Text
from workflows.cases.models import Case, CaseState, LinkKind
from workflows.supervision.beside.ended import BEFORE_LETTER
from workflows.supervision.beside.models import Merger
from workflows.supervision.beside.parking import park, wake
from workflows.supervision.preparation import deciding, merging

ACTION = (
    Option("MERGE", Text("并案", "Merge")),
    Option("SPLIT", Text("拆案", "Split")),
)
LETTER_ISSUED = Text(
    "{no}的建议书已经发出，不能并案、拆案；再次曝光的请用“再次曝光并入”。",
    "The letter of {no} is out; for a second broadcast use “Attach a second broadcast”.",
)
ONLY_BEFORE = Text("建议书发出前的案件才能并案、拆案。", "Cases are merged and split before the letter is issued.")
INTO_ITSELF = Text("不能并入自身，也不能循环并案。", "A case cannot be merged into itself or in a circle.")
MERGED_ALREADY = Text("{no}已经并入其他案件。", "{no} is merged already.")
NOT_MERGED_HERE = Text("{no}没有并入该主案。", "{no} is not merged into this case.")
NOT_THIS_CASE = Text("主案须为当前案件或其所并入的案件。", "The main case must be this one.")


class MergeOrSplitForm(Form):
    action = choice(ACTION, "操作", "Action", required=True)
    main_case = ref("case", "主案", "Main case", required=True)
    children = refs("case", "并入案", "Cases merged or split off", required=True)
    reason = longtext(300, "理由", "Reason", required=True, advise_min=10)


class MergeOrSplit(UserTask):
    """Before the letter is issued. A merged case waits, counted once; it wakes on a split or ends with the main one."""

    step = "X6"
    element = "merge_or_split"
    label = Text("并案/拆案", "Merge or split")
    form = MergeOrSplitForm
    seats = (Seat("committee_director", "committee", Act.FILL),)
    completion = ONE
    deadline = "merge_decision"
    on_expiry = ("REMIND",)
    outcomes = ("MERGED", "SPLIT")
    withdrawable = False  # the merged case wakes by a split alone

    def not_now(self, step: Step) -> Text | None:
        return None if step.session.get_one(Case, step.subject_id).state in BEFORE_LETTER else ONLY_BEFORE

    def initial(self, step: Step) -> dict[str, Any]:
        return {"main_case": step.subject_id}

    def check(self, step: Step, data: Values) -> dict[str, list[Text]]:
        session = step.session
        main = session.get(Case, data["main_case"])
        children = [session.get(Case, case_id) for case_id in data["children"]]
        if main is None or main.id != step.subject_id:
            return {"main_case": [NOT_THIS_CASE]}
        errors: dict[str, list[Text]] = {}
        if main.state not in BEFORE_LETTER:
            errors["main_case"] = [LETTER_ISSUED.format(no=main.case_no or main.title)]
        wrong = [why for child in children if (why := _why_not(session, data["action"], main, child))]
        if wrong:
            errors["children"] = wrong
        return errors

    def apply(self, step: Step, data: Values) -> dict[str, Any]:
        session = step.session
        main = session.get_one(Case, data["main_case"])
        for case_id in dict.fromkeys(data["children"]):
            child = session.get_one(Case, case_id)
            if data["action"] == "MERGE":
                merge(session, main, child, data["reason"])
            else:
                split(session, main, child, data["reason"])
        return {"outcome": "MERGED" if data["action"] == "MERGE" else "SPLIT"}


def merge(session: Session, main: Case, child: Case, reason: str) -> None:
    """Let `child` wait in `main`; what of it stands open leaves the queues."""
    session.add(Merger(case_id=child.id, main_id=main.id, state_before=child.state, merged_at=clock.now()))
    child.merged_into_id, child.state = main.id, CaseState.MERGED
    deciding.link(session, child.id, main.id, LinkKind.MERGED, reason)
    park(session, child.id)


def split(session: Session, main: Case, child: Case, reason: str) -> None:
    """Let `child` go on by itself, where it stood; a lead that was merged when it was weighed is weighed anew."""
    kept = select(Merger).where(Merger.case_id == child.id, Merger.main_id == main.id, Merger.split_at.is_(None))
    merger = session.scalars(kept.order_by(Merger.id.desc())).first()
    child.merged_into_id, child.state = None, CaseState.UNDER_REVIEW
    if merger is not None:
        child.state, merger.split_at = CaseState(merger.state_before), clock.now()
    deciding.link(session, child.id, main.id, LinkKind.SPLIT, reason)
    wake(session, child.id)
    merging.wake(session, child.id)


def _why_not(session: Session, action: str, main: Case, child: Case | None) -> Text | None:
    if child is None or child.id == main.id or _leads_to(session, main, child.id):
        return INTO_ITSELF
    no = child.case_no or child.title
    if action == "SPLIT":
        return None if child.merged_into_id == main.id else NOT_MERGED_HERE.format(no=no)
    if child.merged_into_id is not None:
        return MERGED_ALREADY.format(no=no)
    return None if child.state in BEFORE_LETTER else LETTER_ISSUED.format(no=no)


def _leads_to(session: Session, case: Case, target: int) -> bool:
    """Whether `case` waits, over any number of cases, in the target."""
    seen: set[int] = set()
    while case.merged_into_id is not None and case.merged_into_id not in seen:
        seen.add(case.merged_into_id)
        if case.merged_into_id == target:
            return True
        case = session.get_one(Case, case.merged_into_id)
    return False
