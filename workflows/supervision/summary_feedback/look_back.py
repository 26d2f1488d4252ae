"""P1.13 回头看 · Look-back."""

from collections.abc import Sequence
from typing import Any

from engine.completion import ANY
from engine.forms import Form, Option, choice, day, files, longtext, refs, yes_no
from engine.models import Act
from engine.process import Seat, Step, UserTask, Values
from engine.text import Text
from workflows.cases.choices import CHECK_METHOD
from workflows.documents import storage
from workflows.documents.models import Visibility
from workflows.supervision.summary_feedback import look_backs
from workflows.supervision.summary_feedback.models import LookBackState
from workflows.supervision.summary_feedback.units import units_of_case

NOT_THEIRS = Text("只能选择本案的责任单位。", "Only units of this case can be chosen.")


class LookBackForm(Form):
    checked_on = day("日期", "Checked on", required=True, not_future=True)
    method = choice(CHECK_METHOD, "方式", "Method", required=True)
    relapse = yes_no("是否反弹", "Relapse", required=True)
    relapse_units = refs("unit", "反弹单位", "Units concerned", required_when="relapse=true", shown_when="relapse=true")
    note = longtext(1000, "情况", "What was found", required=True, advise_min=50)
    photos = files(
        "照片",
        "Photos",
        required_when="method in SITE_INSPECTION|UNDERCOVER_VISIT",
        shown_when="method in SITE_INSPECTION|UNDERCOVER_VISIT",
    )


class LookBack(UserTask):
    """Opens on its day, once per look-back of the case's list."""

    step = "P1.13"
    element = "look_back"
    label = Text("回头看", "Look-back")
    form = LookBackForm
    seats = (
        Seat("case_officer", "committee", Act.FILL),
        Seat("team_leader", "team", Act.FILL),
    )
    completion = ANY
    deadline = "reinspection"  # lookback_1 and lookback_2 open it; once open it is a visit like any re-inspection
    on_expiry = ("OFFICE_LADDER",)
    outcomes = ("OK", "OK_LAST", "RELAPSE")

    def options(self, step: Step) -> dict[str, Sequence[Option]]:
        units = units_of_case(step.session, step.subject_id)
        return {"relapse_units": [Option(str(unit.id), Text(unit.name, unit.name)) for unit in units]}

    def check(self, step: Step, data: Values) -> dict[str, list[Text]]:
        known = {unit.id for unit in units_of_case(step.session, step.subject_id)}
        if set(data.get("relapse_units") or ()) - known:
            return {"relapse_units": [NOT_THEIRS]}
        return {}

    def apply(self, step: Step, data: Values) -> dict[str, Any]:
        visit = look_backs.due_one(step.session, step.subject_id)
        visit.state = LookBackState.DONE
        visit.checked_on, visit.method, visit.note = data["checked_on"], data["method"], data["note"]
        visit.has_relapsed = data["relapse"]
        visit.relapse_units = list(data.get("relapse_units") or ())
        visit.photos = list(data.get("photos") or ())
        storage.bind(step.session, visit.photos, visit.case_id, step.actor.person_id, Visibility.TEAM)
        if visit.has_relapsed:
            return {"outcome": "RELAPSE"}
        return {"outcome": "OK" if look_backs.planned(step.session, step.subject_id) else "OK_LAST"}
