"""X11 来源撤回 · The source withdraws."""

from collections.abc import Sequence
from typing import Any

from engine import clock
from engine.completion import IN_SEQUENCE
from engine.forms import Form, Option, choice, day, longtext, ref
from engine.models import Act
from engine.process import Seat, ServiceStep, Step, UserTask, Values
from engine.text import Text
from workflows.cases.models import Case, CaseState
from workflows.supervision.beside.ended import OVER, end_everything
from workflows.supervision.beside.models import SourceWithdrawalRecord
from workflows.supervision.beside.telling import tell_units
from workflows.supervision.models import Source
from workflows.supervision.preparation.sources import erase, of_case

KIND = (
    Option("PUBLIC_PROBLEM", Text("公共问题", "Public problem")),
    Option("PRIVATE_CLAIM", Text("个人诉求", "Private claim")),
)
ALL_WITHDRAWN = Text("本案没有尚未撤回的来源。", "No source of this case is left that could withdraw.")
NOT_A_SOURCE = Text("请选择本案尚未撤回的来源。", "Choose a source of this case that has not withdrawn.")
IS_OVER = Text("案件已经结束。", "The case has ended already.")
OTHERS_LEFT = Text(
    "本案还有其他来源，确认只是个人诉求后再结束案件。",
    "The case has other sources; make sure that it is a private claim before it ends.",
)
ENDED = Text("来源撤回，本案不再办理。", "The source has withdrawn; this case goes no further.")


class SourceWithdrawalForm(Form):
    source = ref("lead_source", "来源", "Source", required=True)
    kind = choice(KIND, "问题性质", "Kind", required=True)
    withdrawn_on = day("撤回日期", "Withdrawn on", required=True, not_future=True)
    reason = longtext(300, "说明", "Note")


class SourceWithdrawal(UserTask):
    """An act on the source: his data go and he gets no reply. A public problem goes on, a private claim ends."""

    step = "X11"
    element = "source_withdrawal"
    label = Text("来源撤回", "The source withdraws")
    form = SourceWithdrawalForm
    seats = (
        Seat("case_officer", "committee", Act.FILL),
        Seat("committee_director", "committee", Act.APPROVE),
    )
    completion = IN_SEQUENCE
    deadline = "source_change"
    on_expiry = ("REMIND",)
    outcomes = ("CONTINUE", "SOURCE_WITHDRAWN")
    withdrawable = False  # what is erased cannot be taken back

    def not_now(self, step: Step) -> Text | None:
        return None if _left(step) else ALL_WITHDRAWN

    def options(self, step: Step) -> dict[str, Sequence[Option]]:
        """By kind and day alone: a complainant's name is no label."""
        left = _left(step)
        return {
            "source": [
                Option(str(source.id), Text(f"来源 {n}（{source.noticed_on}）", f"Source {n}, {source.noticed_on}"))
                for n, source in enumerate(left, start=1)
            ]
        }

    def check(self, step: Step, data: Values) -> dict[str, list[Text]]:
        source = step.session.get(Source, data["source"])
        if source is None or source.case_id != step.subject_id or source.withdrawn_on is not None:
            return {"source": [NOT_A_SOURCE]}
        if data["kind"] == "PRIVATE_CLAIM" and step.session.get_one(Case, step.subject_id).state in OVER:
            return {"kind": [IS_OVER]}
        return {}

    def advise(self, step: Step, data: Values) -> list[Text]:
        others = [one for one in of_case(step.session, step.subject_id) if one.id != data["source"]]
        return [OTHERS_LEFT] if others and data["kind"] == "PRIVATE_CLAIM" else []

    def apply(self, step: Step, data: Values) -> dict[str, Any]:
        source = step.session.get_one(Source, data["source"])
        source.withdrawn_on = data["withdrawn_on"]
        erase(step.session, source, step.actor)
        step.session.add(
            SourceWithdrawalRecord(
                case_id=source.case_id,
                source_id=source.id,
                kind=data["kind"],
                withdrawn_on=data["withdrawn_on"],
                reason=data.get("reason"),
                recorded_at=clock.now(),
            )
        )
        return {"outcome": "CONTINUE" if data["kind"] == "PUBLIC_PROBLEM" else "SOURCE_WITHDRAWN"}


def _left(step: Step) -> list[Source]:
    return [source for source in of_case(step.session, step.subject_id) if source.withdrawn_on is None]


def carry_out_source_withdrawal(step: ServiceStep) -> dict[str, Any]:
    """A private claim ends the case and its tracks as 来源撤回; counted apart from a withdrawal by us."""
    if step.values.get("outcome") != "SOURCE_WITHDRAWN":
        return {}
    case = step.session.get_one(Case, step.instance.matter_id)
    told = end_everything(step, case, ENDED.zh)
    case.state = CaseState.SOURCE_WITHDRAWN
    tell_units(step.session, step.instance, told, ENDED.zh, step.actor)
    return {}
