"""X1.1 延期审批 · Decide the extension."""

from typing import Any

from sqlalchemy import select

from engine.forms import day
from engine.models import ItemState, WorkItem
from engine.process import ServiceStep, Step, Told, Values
from engine.text import Text, day_in_words
from workflows.approval.approve import Approve, ApproveForm
from workflows.notices.kinds import NoticeKind
from workflows.rectification import extension
from workflows.rectification.models import Extension, Track
from workflows.rectification.telling import notify_units
from workflows.settings.holidays import no_workday

GIVE_DAY = Text("同意延期的，请填写批准时限。", "Give the date that is granted.")
BETWEEN = Text("须晚于原时限{old}，且不晚于申请的{new}。", "It must lie after {old} and not after {new}, as asked.")
ASKED, BEFORE = Text("申请", "Asked"), Text("此前已延期", "Extended before")
MOVES = Text("{what}：{old} → {new}", "{what}: {old} → {new}")
GRANTED = Text("延期申请已批准：{what}的时限延至{day}。", "The extension is granted: {what} is due on {day}.")
REFUSED = Text("延期申请未获批准：{what}仍按{day}办理。", "The extension is refused: {what} stays due on {day}.")
LAPSED = Text("延期申请所涉事项已办结，不再处理。", "What the extension was asked for is done already.")


class DecisionForm(ApproveForm):
    granted_due = day("批准时限", "Due date granted", required_when="decision=APPROVE", shown_when="decision=APPROVE")


class DecideExtension(Approve):
    """An approval that names the date granted; refused or undecided, the old date stands."""

    step = "X1.1"
    element = "decide_extension"
    label = Text("延期审批", "Decide the extension")
    form = DecisionForm
    deadline = "extension_decision"
    tells_drafter = False  # the unit is told with the date

    def initial(self, step: Step) -> dict[str, Any]:
        asked = _asked(step)
        return {**super().initial(step), "granted_due": _last_granted(step) or asked.new_due}

    def tells(self, step: Step) -> list[Told]:
        asked = _asked(step)
        words = MOVES.format(
            what=extension.RULES[asked.rule], old=day_in_words(asked.old_due), new=day_in_words(asked.new_due)
        )
        times = extension.granted(step.session, asked.track_id, asked.rule)
        return [(ASKED, [words]), (BEFORE, [Text(f"{times}次", f"{times} time{'' if times == 1 else 's'}")])]

    def check(self, step: Step, data: Values) -> dict[str, list[Text]]:
        errors = super().check(step, data)
        if data["decision"] != "APPROVE":
            return errors
        asked, granted = _asked(step), data["granted_due"]
        if granted is None:
            errors["granted_due"] = [GIVE_DAY]
        elif not asked.old_due < granted <= asked.new_due:
            old, new = day_in_words(asked.old_due), day_in_words(asked.new_due)
            errors["granted_due"] = [BETWEEN.format(old=old, new=new)]
        elif off := no_workday(step.session, granted):
            errors["granted_due"] = [off]
        return errors

    def apply(self, step: Step, data: Values) -> dict[str, Any]:
        values = super().apply(step, data)
        if values["outcome"] == "APPROVED":
            _asked(step).granted_due = data["granted_due"]
        return values


def extend_date(step: ServiceStep) -> dict[str, Any]:
    """Move the date to the day granted, and tell the unit; what is done meanwhile needs it no more."""
    asked = step.session.get_one(Extension, step.values["extension_id"])
    day_granted = asked.granted_due or asked.new_due
    moved = extension.grant(step.session, asked, day_granted, step.actor, _decider(step))
    words = GRANTED if moved else LAPSED
    _tell(step, asked, words.format(what=extension.RULES[asked.rule], day=day_in_words(day_granted)))
    return {}


def keep_date(step: ServiceStep) -> dict[str, Any]:
    """The old date stands, and the unit is told."""
    asked = step.session.get_one(Extension, step.values["extension_id"])
    extension.refuse(step.session, asked)
    _tell(step, asked, REFUSED.format(what=extension.RULES[asked.rule], day=day_in_words(asked.old_due)))
    return {}


def _tell(step: ServiceStep, asked: Extension, words: Text) -> None:
    unit_id = step.session.get_one(Track, asked.track_id).unit_id
    notify_units(step.session, step.instance, [unit_id], NoticeKind.DECIDED, words, step.actor)


def _decider(step: ServiceStep) -> str:
    last = step.session.scalars(
        select(WorkItem)
        .where(WorkItem.instance_id == step.instance.id, WorkItem.state == ItemState.DONE)
        .order_by(WorkItem.acted_at.desc(), WorkItem.id.desc())
        .limit(1)
    ).one()
    return f"{last.post or ''} {last.acted_name or ''}".strip()


def _asked(step: Step) -> Extension:
    return step.session.get_one(Extension, step.values["extension_id"])


def _last_granted(step: Step) -> str | None:
    """The date that the approver before has named."""
    given = [item.answer.get("granted_due") for item in step.task.items if item.answer] if step.task else []
    return given[-1] if given else None
