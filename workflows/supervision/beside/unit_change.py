"""X5 追加/更换责任单位 · Add or replace a unit."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from engine.completion import IN_SEQUENCE
from engine.forms import Form, Option, choice, files, longtext, ref, refs
from engine.models import Act
from engine.process import Seat, Step, UserTask, Values
from engine.text import Text
from workflows.cases.choices import TRACK_ROLE
from workflows.cases.models import Case, CaseState
from workflows.documents.adopting import adopt
from workflows.documents.models import RecommendationItem
from workflows.people.roles import Role
from workflows.rectification.changing import (
    advise_change,
    change_unit,
    examine_change,
    is_before_letter,
    proposed,
)
from workflows.rectification.step import spare
from workflows.rectification.telling import tell_units
from workflows.supervision.beside.ended import OVER
from workflows.supervision.beside.reopen import CLOSED

ACTION = (
    Option("ADD", Text("追加", "Add")),
    Option("REPLACE", Text("更换", "Replace")),
)
LETTER_BASIS = (
    Option("SUPPLEMENT_LETTER", Text("补送函", "Supplementary letter")),
    Option("REVOKE_REISSUE", Text("撤销重发", "Revoke and issue anew")),
)


WEIGHED_FIRST = (CaseState.SUBMITTED, CaseState.UNDER_REVIEW, CaseState.MERGED)
NOT_WEIGHED = Text("线索受理时填写责任单位。", "The units are named when the lead is taken up.")
IS_CLOSED = Text("案件已经结案或结束。", "The case is closed or has ended.")


class UnitChangeForm(Form):
    action = choice(ACTION, "操作", "Action", required=True)
    old_unit = ref("unit", "原责任单位", "Unit replaced", required_when="action=REPLACE", shown_when="action=REPLACE")
    new_unit = ref("unit", "新责任单位", "New unit", required=True)
    track_role = choice(TRACK_ROLE, "办理角色", "Role", required=True)
    recommendation_items = refs("recommendation_item", "承办建议条目", "Recommendations taken over")
    letter_basis = choice(LETTER_BASIS, "对新单位的文书", "Document for the new unit")
    consent_file = files("新单位书面同意", "Written consent", at_most=1)
    reason = longtext(500, "理由", "Reason", required=True, advise_min=10)
    notice_text = longtext(500, "告知内容", "Notice to the units", required=True, advise_min=10)


class UnitChange(UserTask):
    """The new track has its own clocks; the old one is REASSIGNED with the reason. Of a lead unit the vice-chair
    decides too."""

    step = "X5"
    element = "unit_change"
    label = Text("追加/更换责任单位", "Add or replace a unit")
    form = UnitChangeForm
    seats = (
        Seat("case_officer", "committee", Act.FILL),
        Seat("committee_director", "committee", Act.APPROVE),
        Seat("vice_chair", "committee", Act.APPROVE),
    )
    completion = IN_SEQUENCE
    deadline = "unit_change"
    on_expiry = ("REMIND",)
    outcomes = ("ADDED", "REPLACED", "REISSUE")

    def not_now(self, step: Step) -> Text | None:
        state = step.session.get_one(Case, step.subject_id).state
        if state in WEIGHED_FIRST:
            return NOT_WEIGHED
        return IS_CLOSED if state in CLOSED or state in OVER else None

    def initial(self, step: Step) -> dict[str, Any]:
        return proposed(step.session, step.values)

    def options(self, step: Step) -> dict[str, Sequence[Option]]:
        items = select(RecommendationItem).where(RecommendationItem.case_id == step.subject_id)
        found = [
            (one.id, f"{one.no}. {one.text[:40]}")
            for one in step.session.scalars(items.order_by(RecommendationItem.no))
        ]
        return {"recommendation_items": [Option(str(item_id), Text(words, words)) for item_id, words in found]}

    def check(self, step: Step, data: Values) -> dict[str, list[Text]]:
        return examine_change(step.session, step.subject_id, data, step.values)

    def advise(self, step: Step, data: Values) -> list[Text]:
        return advise_change(step.session, step.subject_id, data["new_unit"])

    def answered(self, step: Step, data: Values) -> None:
        adopt(step.session, self.form, data, step.subject_id, step.actor.person_id)
        answer = (step.task.answer if step.task else None) or {}
        if answer.get("track_role") != "LEAD":
            spare(step, Role.VICE_CHAIR)

    def apply(self, step: Step, data: Values) -> dict[str, Any]:
        asked_by = step.task.items[0].acted_by if step.task else None
        drafter = asked_by or step.actor.person_id
        knows_of_it = not is_before_letter(step.session, step.subject_id)
        outcome = change_unit(step.session, step.subject_id, data, step.values, drafter, step.actor)
        units = [unit for unit in (data["old_unit"], data["new_unit"]) if unit and knows_of_it]
        tell_units(step.session, step.instance, units, data["notice_text"], step.actor)
        return {"outcome": outcome}
