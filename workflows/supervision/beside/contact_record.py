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
from workflows.people import candidates
from workflows.people.roles import Role, ScopeKind
from workflows.rectification import targets
from workflows.rectification.contacts import CONTACT_KIND, examine_receipt, just_urged, keep_contact
from workflows.rectification.host import domain
from workflows.rectification.models import Track
from workflows.rectification.receipt import CONFIRMED
from workflows.rectification.states import TrackState

REMINDED = Text("电话提醒按期办理，并请反馈进展。", "Reminded by telephone to keep to the date and to say how it goes.")


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
        Seat("leader_secretary", "any", Act.FILL),  # whoever serves a leader and sees the case
    )
    completion = ANY
    deadline = "contact_record"
    on_expiry = ("REMIND",)
    outcomes = ("RECORDED", "RECEIPT_CONFIRMED")

    def not_now(self, step: Step) -> Text | None:
        return targets.none_at_work(step.session, step.subject_id)

    def initial(self, step: Step) -> dict[str, Any]:
        """Begun from rows of a list: two clicks record a call, whatever of it was otherwise is typed over."""
        picked = [step.session.get(Track, track_id) for track_id in step.values.get("track") or ()]
        first = next((track for track in picked if track is not None), None)
        if first is None or first.case_id != step.subject_id:
            return {"counts_as_urge": True}
        return {
            "contact_kind": "PHONE",
            "units": first.unit_id,
            "tracks": [track.id for track in picked if track is not None and track.unit_id == first.unit_id],
            "contacted_at": clock.now().replace(second=0, microsecond=0),
            "person": candidates.liaisons(step.session, [first.unit_id]).get(first.unit_id, ("", ""))[0],
            "said": REMINDED.zh,
            "counts_as_urge": True,
        }

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

    def advise(self, step: Step, data: Values) -> list[Text]:
        if not data["counts_as_urge"]:
            return []
        tracks = [step.session.get_one(Track, track_id) for track_id in data["tracks"]]
        found = [just_urged(step.session, track, data["contacted_at"]) for track in tracks]
        return [words for words in dict.fromkeys(found) if words is not None]

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
