"""C0.1 代录核对 · Check an entry made for me."""

from collections.abc import Sequence
from typing import Any

from engine.actors import Actor
from engine.completion import ONE
from engine.forms import Form, Option, choice, longtext
from engine.models import Act, WorkItem
from engine.process import Host, NewItem, Seat, Step, UserTask, Values
from engine.text import Text
from workflows.entering.rights import officers
from workflows.notices import telling
from workflows.people import candidates
from workflows.people.separation import Duty, separation

RESPONSE = (
    Option("AGREE", Text("无异议", "Agree")),
    Option(
        "OBJECT",
        Text("有异议", "Object"),
        Text("代录将标为“有异议”，由承办人重新登记", "The entry is marked and entered anew"),
    ),
)
OBJECTED = "代录有异议：{text}"


class CheckEntryForm(Form):
    response = choice(RESPONSE, "核对结果", "Response", required=True)
    objection_text = longtext(
        300, "异议内容", "What is wrong", required_when="response=OBJECT", shown_when="response=OBJECT", advise_min=5
    )


class CheckEntry(UserTask):
    """The one for whom something was entered is told. Silence leaves the entry as it is; nothing waits."""

    step = "C0.1"
    element = "check_entry"
    label = Text("代录核对", "Check an entry made for me")
    form = CheckEntryForm
    seats = (Seat("acted_for", "own", Act.ANSWER),)
    completion = ONE
    deadline = "entry_check"
    on_expiry = ("NO_RESPONSE",)
    outcomes = ("AGREED", "OBJECTED")

    def items(self, step: Step, host: Host) -> Sequence[NewItem]:
        return [NewItem(tuple(step.values["groups"]), Act.ANSWER)]

    def refuses(self, step: Step, actor: Actor) -> Text | None:
        entered_by = self._entry(step).entered_by
        return separation(actor.person_id, Duty.CONFIRM, {Duty.ENTER: [entered_by] if entered_by else []})

    def apply(self, step: Step, data: Values) -> dict[str, Any]:
        item = self._entry(step)
        response = data.get("response")
        marks: dict[str, Any] = {"check": {"AGREE": "AGREED", "OBJECT": "OBJECTED"}.get(str(response), "NO_RESPONSE")}
        if response == "OBJECT":
            marks["objection"] = data["objection_text"]
            self._tell(step, OBJECTED.format(text=data["objection_text"]))
        item.entry = {**(item.entry or {}), **marks}
        return {"outcome": "OBJECTED" if response == "OBJECT" else "AGREED"}

    @staticmethod
    def _entry(step: Step) -> WorkItem:
        return step.session.get_one(WorkItem, step.values["work_item_id"])

    @staticmethod
    def _tell(step: Step, note: str) -> None:
        if step.instance is None:
            return
        groups = officers(step.session, step.instance.matter_id)
        people = [person.id for group in groups for person in candidates.holders(step.session, group)]
        telling.circulate(step.session, step.instance, people, note, step.actor)
