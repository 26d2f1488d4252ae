"""X15 联系记录 · Contact record."""

from collections.abc import Sequence
from typing import Any

from engine import clock, commands
from engine.completion import ANY
from engine.forms import Form, Option, choice, day, instant, line, longtext, ref, refs, yes_no
from engine.models import Act
from engine.process import Seat, Step, UserTask, Values
from engine.text import Text
from workflows.cases.models import Case
from workflows.people.roles import Role, ScopeKind
from workflows.rectification import targets
from workflows.rectification.contacts import CONTACT_KIND, examine_receipt, keep_contact
from workflows.rectification.host import domain
from workflows.rectification.models import Track
from workflows.rectification.receipt import CONFIRMED
from workflows.rectification.states import TrackState


class ContactRecordForm(Form):
    contact_kind = choice(CONTACT_KIND, "联系方式", "Kind", required=True)
    units = ref("unit", "联系单位", "Unit", required=True)
    tracks = refs("unit_track", "涉及案件", "Tracks", required=True)
    contacted_at = instant("联系时间", "At", required=True, not_future=True)
    person = line(40, "对方人员", "Person there", required=True)
    said = longtext(500, "沟通内容", "What was said", required=True, advise_min=5)
    receipt_on = day("确认收到日期", "Receipt confirmed for")
    next_on = day("约定反馈日期", "Agreed for")
    counts_as_urge = yes_no("计入催办", "Counts as urge", required=True)


class ContactRecord(UserTask):
    """One call about several cases. It counts as urging; a receipt confirmed in it starts the unit's clocks."""

    step = "X15"
    element = "contact_record"
    label = Text("联系记录", "Contact record")
    form = ContactRecordForm
    seats = (
        Seat("case_officer", "committee", Act.FILL),
        Seat("leader_secretary", "own", Act.FILL),
    )
    completion = ANY
    deadline = "contact_record"
    on_expiry = ("REMIND",)
    outcomes = ("RECORDED", "RECEIPT_CONFIRMED")

    def initial(self, step: Step) -> dict[str, Any]:
        picked = step.session.get(Track, step.values.get("track") or 0)
        if picked is None or picked.case_id != step.subject_id:
            return {"counts_as_urge": True}
        return {"units": picked.unit_id, "tracks": [picked.id], "counts_as_urge": True}

    def options(self, step: Step) -> dict[str, Sequence[Option]]:
        here = f"{Role.CASE_OFFICER}@{ScopeKind.COMMITTEE}:"
        own = [int(group.removeprefix(here)) for group in step.actor.standings if group.startswith(here)]
        kept = Case.committee_id.in_(own) | (Case.id == step.subject_id)
        return {"tracks": targets.choices(step.session, step.subject_id, kept)}

    def check(self, step: Step, data: Values) -> dict[str, list[Text]]:
        errors: dict[str, list[Text]] = {}
        for track_id in data["tracks"]:
            track = step.session.get(Track, track_id)
            if track is None or track.unit_id != data["units"]:
                errors["tracks"] = [Text("所选案件须都由该单位承办。", "Every track must be of this unit.")]
            elif not _keeps(step, track):
                errors["tracks"] = [Text("只能登记本专委会的案件。", "Only cases of your own committee.")]
            else:
                wrong = examine_receipt(track, data["receipt_on"], clock.today())
                errors |= {"receipt_on": [wrong]} if wrong else {}
        return errors

    def apply(self, step: Step, data: Values) -> dict[str, Any]:
        outcome = "RECORDED"
        for track_id in dict.fromkeys(data["tracks"]):
            track = step.session.get_one(Track, track_id)
            keep_contact(step.session, track, step.item.id if step.item else 0, data, step.actor)
            is_unsigned = track.state is TrackState.PENDING_SIGN
            if data["receipt_on"] and is_unsigned and track.instance_id is not None:
                track.handler_name = track.handler_name or data["person"]
                values = {"receipt_on": data["receipt_on"].isoformat(), "how": "CALL"}
                commands.send(step.session, domain(), track.instance_id, CONFIRMED, values, actor=step.actor)
                outcome = "RECEIPT_CONFIRMED"
        return {"outcome": outcome}


def _keeps(step: Step, track: Track) -> bool:
    case = step.session.get_one(Case, track.case_id)
    own = [f"{Role.CASE_OFFICER}@{ScopeKind.COMMITTEE}:{case.committee_id}"]
    return step.actor.standing_for(own) is not None or step.subject_id == case.id
