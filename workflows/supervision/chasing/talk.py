"""X4.3 约请沟通记录 · Record of a meeting with the unit."""

from typing import Any

from engine import clock
from engine.completion import ANY
from engine.forms import Form, day, files, line, longtext, ref, rows
from engine.models import Act
from engine.process import Seat, Step, Values
from engine.text import Text, day_in_words
from workflows.notices.kinds import NoticeKind
from workflows.rectification.step import TrackTask, track_of
from workflows.rectification.telling import notify_units
from workflows.supervision.chasing.models import Escalation, Level

NOT_THE_UNIT = Text("须为本轨道的责任单位。", "It must be the unit of this track.")
TOLD = Text("{day}约请沟通，商定：{agreed}。", "Meeting on {day}, agreed: {agreed}.")
BY = Text("{text}（{day}前）", "{text} (by {day})")


class UnitTalkAttendeeRow(Form):
    """Who came for the unit."""

    name = line(60, "姓名或名称", "Name", required=True)
    title = line(80, "名称或职务", "Title")


class UnitTalkPointRow(Form):
    text = longtext(300, "内容", "Text", required=True)


class UnitTalkAgreedRow(Form):
    """`due` is a promise, not a due date."""

    text = longtext(500, "内容", "Text", required=True)
    due = day("时限", "Due")


class UnitTalkForm(Form):
    held_on = day("日期", "Held on", required=True, not_future=True)
    place = line(100, "地点", "Place")
    chair = ref("person", "主持人", "Chair", required=True)
    unit_attendees = rows(UnitTalkAttendeeRow, "单位参加人", "For the unit", required=True, at_least=1)
    points = rows(UnitTalkPointRow, "沟通要点", "Points", required=True, at_least=1)
    responsible_unit = ref("unit", "责任单位", "Unit", required=True, fixed=True)
    agreed = rows(UnitTalkAgreedRow, "商定事项", "What was agreed", required=True, at_least=1)
    record_file = files("记录", "Record", at_most=1)


class UnitTalkRecord(TrackTask):
    """The director or the vice-chair has met the unit; what was agreed is told to it."""

    step = "X4.3"
    element = "unit_talk"
    label = Text("约请沟通记录", "Record of a meeting with the unit")
    form = UnitTalkForm
    seats = (
        Seat("committee_director", "committee", Act.FILL),
        Seat("vice_chair", "committee", Act.FILL),
    )
    completion = ANY
    deadline = "escalation_handling"
    on_expiry = ("REMIND",)
    outcomes = ("RECORDED",)

    def initial(self, step: Step) -> dict[str, Any]:
        unit_id, me = track_of(step).unit_id, step.actor.person_id
        return {"held_on": clock.today(), "chair": me, "responsible_unit": unit_id}

    def check(self, step: Step, data: Values) -> dict[str, list[Text]]:
        return {} if data["responsible_unit"] == track_of(step).unit_id else {"responsible_unit": [NOT_THE_UNIT]}

    def apply(self, step: Step, data: Values) -> dict[str, Any]:
        track, agreed = track_of(step), [dict(row) for row in data["agreed"]]
        step.session.add(
            Escalation(
                case_id=track.case_id,
                track_id=track.id,
                instance_id=step.instance.id if step.instance else 0,
                level=Level.TALK,
                happened_on=data["held_on"],
                note="；".join(row["text"] for row in data["points"]),
                agreed=[{"text": row["text"], "due": row["due"].isoformat() if row["due"] else None} for row in agreed],
                by_person_id=step.actor.person_id,
                made_at=clock.now(),
            )
        )
        if step.instance is not None:
            lines = [_words(row) for row in agreed]
            words = Text("；".join(one.zh for one in lines), "; ".join(one.en for one in lines))
            why = TOLD.format(day=day_in_words(data["held_on"]), agreed=words)
            notify_units(step.session, step.instance, [track.unit_id], NoticeKind.URGED, why, step.actor)
        return {"outcome": "RECORDED"}


def _words(row: dict[str, Any]) -> Text:
    text = Text(row["text"], row["text"])
    return BY.format(text=text, day=day_in_words(row["due"])) if row["due"] else text
