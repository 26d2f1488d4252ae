"""U1.1 异议处理 · Decide the objection."""

from typing import Any

from engine.completion import IN_SEQUENCE
from engine.forms import Form, Option, choice, files, longtext, ref
from engine.models import Act
from engine.process import Seat, Step, Values
from engine.text import Text
from workflows.notices.kinds import NoticeKind
from workflows.people.roles import Role
from workflows.rectification.objections import decide, examine_decision
from workflows.rectification.states import TrackRole
from workflows.rectification.step import TrackTask, spare, track_of
from workflows.rectification.telling import notify_units

DECISION = (
    Option("UPHOLD", Text("继续承办", "Uphold")),
    Option("REASSIGN", Text("改派", "Reassign")),
    Option("ADD_UNIT", Text("追加单位", "Add a unit")),
    Option("CANCEL_TARGET", Text("取消承办", "Cancel")),
    Option("COORDINATE", Text("商请明确职责", "Ask who is responsible")),
)
SAID = {
    "UPHOLD": Text("请继续承办", "your unit stays responsible"),
    "REASSIGN": Text("改由其他单位承办", "another unit takes over"),
    "ADD_UNIT": Text("追加其他单位一并承办", "another unit joins in"),
    "CANCEL_TARGET": Text("不再由您单位承办", "your unit is responsible no longer"),
    "COORDINATE": Text("已商请明确职责", "it is asked who is responsible"),
}
DECIDED = Text("您单位提出的异议已有处理决定：{decision}。", "Your unit's objection is decided: {decision}.")


class DecideObjectionForm(Form):
    decision = choice(DECISION, "处理决定", "Decision", required=True)
    reason = longtext(500, "理由", "Reason", required=True, minimum=10)
    new_unit = ref(
        "unit",
        "承办单位",
        "Unit",
        required_when="decision in REASSIGN|ADD_UNIT",
        shown_when="decision in REASSIGN|ADD_UNIT",
    )
    consent_file = files(
        "对方书面同意",
        "Written consent",
        required_when="decision=REASSIGN",
        shown_when="decision=REASSIGN",
        kinds="pdf",
        at_most=1,
    )


class DecideObjection(TrackTask):
    """The items in dispute are decided; the others go on. Between two bodies we cannot settle who is responsible:
    the director reassigns only with the other's written consent, else the government office is asked."""

    step = "U1.1"
    element = "decide_objection"
    label = Text("异议处理", "Decide the objection")
    form = DecideObjectionForm
    seats = (
        Seat("committee_director", "committee", Act.FILL),
        Seat("vice_chair", "committee", Act.APPROVE),
    )
    completion = IN_SEQUENCE
    deadline = "objection_decision"
    on_expiry = ("OFFICE_LADDER",)
    outcomes = ("UPHOLD", "REASSIGN", "ADD_UNIT", "CANCEL_TARGET", "COORDINATE")

    def check(self, step: Step, data: Values) -> dict[str, list[Text]]:
        return examine_decision(step.session, track_of(step), data)

    def answered(self, step: Step, data: Values) -> None:
        """The vice-chair approves only that the lead unit is taken off."""
        super().answered(step, data)
        leads = track_of(step).track_role is TrackRole.LEAD
        if not (leads and data.get("decision") in ("REASSIGN", "CANCEL_TARGET")):
            spare(step, Role.VICE_CHAIR)

    def apply(self, step: Step, data: Values) -> dict[str, Any]:
        track = track_of(step)
        outcome = decide(step.session, track, data, step.actor)
        if step.instance is not None:
            why, unit = DECIDED.format(decision=SAID[data["decision"]]), [track.unit_id]
            notify_units(step.session, step.instance, unit, NoticeKind.DECIDED, why, step.actor, data["reason"])
        return {"outcome": outcome}
