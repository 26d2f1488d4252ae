"""U8.1 长期跟踪的处理 · Decide a long follow-up."""

from typing import Any

from engine.completion import ONE
from engine.forms import Form, Option, choice, longtext, numbers
from engine.models import Act
from engine.process import Seat, Step, Values
from engine.text import Text
from workflows.cases.linked import begin_linked
from workflows.cases.models import Case, LinkKind
from workflows.rectification.derived import unfinished
from workflows.rectification.given import by_number, examine_numbers
from workflows.rectification.host import domain
from workflows.rectification.states import ResultClass
from workflows.rectification.step import TrackTask, track_of

DECISION = (
    Option("CLASS_C", Text("按暂不能解决销号", "Close as C")),
    Option("NEW_LETTER", Text("另发建议书", "New letter")),
    Option("REFER_INSPECTION", Text("提请督查", "Request inspection")),
)


class DecideFollowUpForm(Form):
    decision = choice(DECISION, "处理", "Decision", required=True)
    rec_nos = numbers("涉及建议序号", "Recommendations concerned", required=True)
    reason = longtext(500, "理由", "Reason", required=True, advise_min=10)


class DecideFollowUp(TrackTask):
    """After the second failed check, or twelve months of following up."""

    step = "U8.1"
    element = "decide_follow_up"
    label = Text("长期跟踪的处理", "Decide a long follow-up")
    form = DecideFollowUpForm
    seats = (Seat("vice_chair", "committee", Act.FILL),)
    completion = ONE
    deadline = "follow_up_decision"
    on_expiry = ("OFFICE_LADDER",)
    outcomes = ("CLASS_C", "NEW_LETTER", "REFER_INSPECTION")

    def initial(self, step: Step) -> dict[str, Any]:
        return {"rec_nos": [one.rec_no for one in unfinished(track_of(step).obligations)]}

    def check(self, step: Step, data: Values) -> dict[str, list[Text]]:
        return examine_numbers(data["rec_nos"], unfinished(track_of(step).obligations), "rec_nos")

    def apply(self, step: Step, data: Values) -> dict[str, Any]:
        track, decision = track_of(step), data["decision"]
        concerned = by_number(unfinished(track.obligations))
        for no in data["rec_nos"]:
            concerned[no].reported_class = ResultClass.C
            concerned[no].return_comment = data["reason"]
        if decision == "NEW_LETTER":
            case = step.session.get_one(Case, track.case_id)
            begin_linked(step.session, domain(), case, LinkKind.RELATED, data["reason"], step.actor)
        track.refers_inspection |= decision == "REFER_INSPECTION"
        return {"outcome": decision}
