"""U6 复核 · Re-inspection."""

from typing import Any

from engine.actors import Actor
from engine.completion import ONE
from engine.forms import Form, Option, choice, day, files, integer, line, longtext, refs, rows
from engine.models import Act
from engine.process import Seat, Step, Values
from engine.text import Text
from workflows.cases.choices import CHECK_METHOD
from workflows.people.separation import Duty, separation
from workflows.rectification.given import lines
from workflows.rectification.inspecting import (
    advise_inspection,
    examine_inspection,
    handlers,
    to_inspect,
    verify,
)
from workflows.rectification.step import TrackTask, track_of

ITEMS_VERDICT = (
    Option("CONFIRMED", Text("属实", "Confirmed")),
    Option("PARTLY", Text("部分", "Partly")),
    Option("NOT_CONFIRMED", Text("未达到", "Not confirmed")),
)


class ReinspectionItemsRow(Form):
    """A row of item by item."""

    rec_no = integer("建议序号", "Recommendation no.", 0, 9999, required=True)
    verdict = choice(ITEMS_VERDICT, "结论", "Verdict", required=True)
    note = longtext(500, "说明", "Note")


class ReinspectionForm(Form):
    method = choice(CHECK_METHOD, "方式", "Method", required=True)
    inspected_on = day("日期", "Inspected on", required=True, not_future=True)
    inspectors = refs("person", "复核人", "Inspectors", required=True)
    second_inspector_reason = line(200, "专委会干部复核的原因", "Why committee staff inspects")
    items = rows(ReinspectionItemsRow, "逐条结论", "Item by item", required=True)
    photos = files(
        "照片",
        "Photos",
        required_when="method in SITE_INSPECTION|UNDERCOVER_VISIT",
        shown_when="method in SITE_INSPECTION|UNDERCOVER_VISIT",
    )
    opinion = longtext(1000, "复核意见", "Opinion")


class Reinspection(TrackTask):
    """Per obligation: what was partly or not confirmed opens again alone, what passed stays passed.
    A class B item comes back here on its next check."""

    step = "U6"
    element = "reinspection"
    label = Text("复核", "Re-inspection")
    form = ReinspectionForm
    seats = (Seat("team_leader", "team", Act.FILL),)
    completion = ONE
    deadline = "reinspection"
    on_expiry = ("OFFICE_LADDER",)
    outcomes = ("CONFIRMED", "NOT_CONFIRMED", "FOLLOW_UP_END")

    def initial(self, step: Step) -> dict[str, Any]:
        return {"items": lines(to_inspect(track_of(step)))}

    def refuses(self, step: Step, actor: Actor) -> Text | None:
        standing = actor.standing_for(step.item.groups) if step.item else None
        done = {Duty.HANDLE: handlers(step.session, track_of(step))}
        return super().refuses(step, actor) or separation(actor.person_id, Duty.VERIFY, done, standing)

    def check(self, step: Step, data: Values) -> dict[str, list[Text]]:
        return examine_inspection(step.session, track_of(step), data)

    def advise(self, step: Step, data: Values) -> list[Text]:
        return advise_inspection(step.session, track_of(step), data)

    def apply(self, step: Step, data: Values) -> dict[str, Any]:
        return {"outcome": verify(step.session, track_of(step), data, step.actor)}
