"""One work item: look, answer, and the other verbs. After an act the next item of the list opens."""

import secrets
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from engine import commands, projection, queries
from engine.entries import Entry
from engine.errors import BadAnswer, NeedsConfirmation, NotPermitted, TaskNotReady
from engine.forms import Form
from engine.models import Instance, InstanceState, ItemState, Task, WorkItem
from engine.process import UserTask, confirms, form_for, opens_with
from engine.text import Text
from web import back, known, shell
from web.auth import actor
from web.forms import FormView, decode
from web.numbers import number
from web.screens import entry as c0
from web.screens import letter_view, look
from web.screens.filling import Filling
from web.transaction import once, reading, writing
from web.words import fmt_instant, t, tr
from workflows import access
from workflows.bootstrap import DOMAIN
from workflows.cases import drafts
from workflows.entering import begun, record

pages = Blueprint("task", __name__, url_prefix="/work")


@dataclass
class Held:
    """A work item with its task and code, as read for a page or an act."""

    item: WorkItem
    task: Task
    instance: Instance
    user_task: UserTask
    form: type[Form]


def held_for(session: Session, item_id: int) -> Held:
    """The item, if the actor may look at it."""
    item = access.item_for(session, actor(), item_id)
    task = session.get_one(Task, item.task_id)
    instance = session.get_one(Instance, item.instance_id)
    user_task = DOMAIN.process(instance.process).task(task.element)
    return Held(item, task, instance, user_task, form_for(user_task, task, item))


@pages.get("/<int:item_id>")
def show(item_id: int) -> str | Response | tuple[str, int]:
    """The step to be done; one that is done shows its case."""
    with reading() as session:
        held = held_for(session, item_id)
        if held.item.state is not ItemState.OPEN:
            return redirect(look.case_address(session, actor(), held.instance))
        page = _page(session, held, MultiDict(), {}, [])
        mine = actor().standing_for(held.item.groups) is not None
    if mine and held.item.seen_at is None:
        with writing() as session:
            commands.see(session, session.get_one(WorkItem, item_id), actor())
    return page


def _page(
    session: Session,
    held: Held,
    posted: MultiDict[str, str],
    errors: dict[str, list[Text]],
    advice: list[Text],
) -> str:
    """Draw the step: its form, and beside it what is known."""
    step = projection.step_of(session, held.instance, held.task, actor(), held.item)
    confirming = confirms(held.task, held.item)
    of_entry, errors = c0.apart(errors)
    shown = look.context(session, DOMAIN, actor(), held.instance, held.task, held.item)
    if back.asked():
        shown["crumbs"][0] = {"label": t("返回", "Back"), "href": back.asked()}
        shown["position"] = None  # it was opened from another list
    filling = Filling(
        form=held.form,
        key=drafts.of_item(held.item.id),
        draft_url=url_for("task.keep_draft", item_id=held.item.id),
        initial=lambda: {} if confirming else opens_with(held.user_task, step),
        options={} if confirming else held.user_task.options(step),
        posted=posted,
        errors=errors,
    )
    return render_template(
        look.template(held.user_task, held.task, held.item),
        **shown,
        **filling.context(session),
        action=url_for("task.answer", item_id=held.item.id, **back.there()),
        goes_back=bool(back.asked()),
        submit_words=t("提交", "Submit") if back.asked() else t("提交并办下一项", "Submit and open the next"),
        next=None if confirming else look.what_follows(session, held.instance, held.user_task),
        advice=[tr(line) for line in advice],
        sends=look.sends(session, DOMAIN, actor(), held.item, held.user_task),
        entry=look.entry_link(session, DOMAIN, actor(), held.item),
        entry_view=_entry_view(session, held, posted, of_entry),
        more=look.more_acts(session, DOMAIN, actor(), held.item, held.user_task),
        draft_letter=letter_view.drafted(session, held.user_task, step),
    )


def _entry_view(
    session: Session, held: Held, posted: MultiDict[str, str], errors: dict[str, list[Text]]
) -> FormView | None:
    """Form C0 in front of the step's own, where the reader enters it for another; ?document is what it starts from."""
    if request.args.get("entry") != "1" and not c0.is_posted(posted):
        return None
    return c0.view(session, posted, errors, begun(session, held.item, number(request.args.get("document", ""))))


@pages.post("/<int:item_id>")
def answer(item_id: int) -> Response | tuple[str, int]:
    """Submit the step."""
    with reading() as session:
        held = held_for(session, item_id)
    try:
        entry = c0.read(held.instance.matter_id) if c0.is_posted(request.form) else None
        data = known.read(held.form, decode(held.form, request.form), held.instance.matter_id)
        reply = _complete(item_id, data, entry)
    except TaskNotReady as error:
        return conflict(item_id, error), 409
    except NotPermitted as error:
        return conflict(item_id, error), 403
    except BadAnswer as error:
        return _again(item_id, error.errors, []), 422
    except NeedsConfirmation as error:
        return _again(item_id, {}, error.advice), 422
    words = Text("已办：{step}。", "Done: {step}.").format(step=Text(*reply["label"]))
    undo = {"label": t("撤回", "Take back"), "post": url_for("task.withdraw", item_id=item_id)}
    shell.say(words, "done", *([undo] if reply["undo"] else []))
    return redirect(back.asked() or next_address())


def _complete(item_id: int, data: dict[str, Any], entry: Entry | None) -> dict[str, Any]:
    me = actor()

    def act(session: Session) -> dict[str, Any]:
        confirmed = bool(request.form.get("confirmed"))
        if entry is not None:
            done = record(session, DOMAIN, item_id, data, entry, actor=me, confirmed=confirmed)
        else:
            done = commands.complete(session, DOMAIN, item_id, data, actor=me, confirmed=confirmed)
        process = DOMAIN.process(session.get_one(Instance, done.item.instance_id).process)
        label = list(process.task(done.item.task.element).label)
        return {"item": done.item.id, "label": label, "undo": may_take_back(session, done.item)}

    body = sorted(request.form.items(multi=True))
    return once(request_key(), me.person_id, (request.path, [pair for pair in body if pair[0] not in VOLATILE]), act)


def may_take_back(session: Session, item: WorkItem) -> bool:
    """Whether what was just answered can be taken back: its process goes on, and the step allows it."""
    instance, task = session.get_one(Instance, item.instance_id), session.get_one(Task, item.task_id)
    user_task = DOMAIN.process(instance.process).task(task.element)
    return user_task.withdrawable and instance.status is InstanceState.ACTIVE


VOLATILE = ("csrf_token", "request_key", "confirmed")


def request_key() -> str:
    """The form's request key; a fresh one where a program sent none."""
    key = request.form.get("request_key", "")
    return key[:64] if len(key) >= 8 else secrets.token_urlsafe(18)


def _again(item_id: int, errors: dict[str, list[Text]], advice: list[Text]) -> str:
    with reading() as session:
        return _page(session, held_for(session, item_id), request.form, errors, advice)


def conflict(item_id: int, error: TaskNotReady | NotPermitted) -> str:
    """Why the answer was not taken, with what was typed: somebody was first, or it is not the reader's to give."""
    with reading() as session:
        held = held_for(session, item_id)
        case_href = look.case_address(session, actor(), held.instance)
        done = next((item for item in reversed(held.task.items) if item.acted_at), None)
        decode_form = decode(held.form, request.form)
        kept = look.typed(held.form, decode_form)
    return render_template(
        "conflict.html",
        is_refused=isinstance(error, NotPermitted),
        title=tr(held.user_task.label),
        text=tr(error.text),
        who=(done.acted_name or "") if done else "",
        at=fmt_instant(done.acted_at) if done else "",
        what=tr(held.user_task.label),
        opinion=(done.opinion or "") if done else "",
        kept=kept,
        item_href="",
        case_href=case_href,
        next_href=url_for("work.inbox"),
    )


def next_address() -> str:
    """The next item of the list, or the list when it is empty."""
    with reading() as session:
        following = queries.first_of(session, actor().groups)
    return url_for("task.show", item_id=following) if following else url_for("work.inbox")


@pages.post("/<int:item_id>/draft")
def keep_draft(item_id: int) -> tuple[str, int]:
    """Keep what was typed."""
    with reading() as session:
        held_for(session, item_id)
    entries = [[k, v] for k, v in request.form.items(multi=True) if k not in VOLATILE]
    with writing() as session:
        drafts.keep(session, actor().person_id, drafts.of_item(item_id), entries, request.form.get("request_key", ""))
    return "", 204
