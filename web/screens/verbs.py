"""The other verbs of a work item: claim, hand over, add a signer, send back, send, correct, urge."""

import secrets
from operator import itemgetter
from typing import Any

from flask import redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from engine import commands, definitions
from engine.errors import BadAnswer, NotFound, NotPermitted, TaskNotReady
from engine.forms import load
from engine.process import Sends
from engine.text import Text
from web import back, shell
from web.auth import actor
from web.forms import decode, form_view
from web.numbers import number
from web.screens import look
from web.screens.task import Held, conflict, held_for, next_address, pages, request_key
from web.transaction import once, reading, writing
from web.words import language, t, tr
from workflows import correcting
from workflows.bootstrap import DOMAIN
from workflows.cases.models import Case
from workflows.people import absences
from workflows.people.models import Person


def _verb(item_id: int, words: Text, act: Any) -> Response:
    """Do a verb on an item that the actor may see, say so, and go on."""
    with writing() as session:
        held_for(session, item_id)
        act(session)
    shell.say(words)
    return redirect(next_address())


def _context(session: Session, held: Held) -> dict[str, Any]:
    """The context of the small pages of verbs."""
    case, step, back = session.get_one(Case, held.instance.matter_id), tr(held.user_task.label), held.item.id
    return {
        "title": f"{step}{t('：', ': ')}{case.title}",
        "crumbs": [
            {"label": t("待办", "To do"), "href": url_for("work.inbox")},
            {"label": step, "href": url_for("task.show", item_id=back)},
        ],
        "back_href": url_for("task.show", item_id=back),
        "pick_url": url_for("lookup.pick", kind="person"),
    }


@pages.post("/<int:item_id>/claim")
def claim(item_id: int) -> Response:
    """Take the item out of the group's queue."""
    with writing() as session:
        held_for(session, item_id)
        commands.claim(session, DOMAIN, item_id, actor=actor())
    return redirect(url_for("task.show", item_id=item_id))


@pages.post("/<int:item_id>/release")
def release(item_id: int) -> Response:
    """Give it back to the group."""
    words = Text("已退回待认领。", "Given back to the group.")
    return _verb(item_id, words, lambda session: commands.release(session, DOMAIN, item_id, actor=actor()))


@pages.post("/<int:item_id>/withdraw")
def withdraw(item_id: int) -> Response:
    """Take back one's own entry; the step opens again, filled in."""
    with writing() as session:
        again = correcting.take_back(session, DOMAIN, item_id, actor=actor()).id
    shell.say(Text("已撤回，可以修改后重新提交。", "Taken back; change it and submit again."))
    return redirect(url_for("task.show", item_id=again))


@pages.get("/<int:item_id>/transfer")
def ask_transfer(item_id: int) -> str:
    """To whom the item goes, and why."""
    with reading() as session:
        held = held_for(session, item_id)
        context = _context(session, held)
    return render_template("verb.html", verb="transfer", action=url_for("task.transfer", item_id=item_id), **context)


@pages.post("/<int:item_id>/transfer")
def transfer(item_id: int) -> Response:
    """Hand the item to another person."""
    person = _person_id()
    reason = request.form.get("reason", "").strip()
    words = _unless_away(Text("已转办。", "Handed over."), person)
    return _verb(
        item_id, words, lambda session: commands.transfer(session, DOMAIN, item_id, person, reason, actor=actor())
    )


def _person_id() -> int:
    found = number(request.form.get("person", ""))
    with reading() as session:
        if found is None or session.get(Person, found) is None:
            raise BadAnswer({"person": [Text("请从列表中选择人员。", "Choose a person from the list.")]})
    return found


def _unless_away(words: Text, person_id: int) -> Text:
    """The words, and that the one who has it now is away: nothing is blocked by that."""
    with reading() as session:
        away = absences.shown(session, actor(), [person_id]).get(person_id)
        name = session.get_one(Person, person_id).name
    return Text(f"{words.zh}{name}{away.zh}。", f"{words.en} {name} is {away.en}.") if away else words


@pages.get("/<int:item_id>/signer")
def ask_signer(item_id: int) -> str:
    """Whom to ask to sign as well."""
    with reading() as session:
        held = held_for(session, item_id)
        context = _context(session, held)
    return render_template("verb.html", verb="signer", action=url_for("task.add_signer", item_id=item_id), **context)


@pages.post("/<int:item_id>/signer")
def add_signer(item_id: int) -> Response:
    """Ask one more person, before, after or beside."""
    person, where = _person_id(), request.form.get("where", "before")
    if where not in ("before", "after", "beside"):
        raise BadAnswer({"where": [Text("请选择加签方式。", "Choose where.")]})
    reason = request.form.get("reason", "").strip()
    words = _unless_away(Text("已加签。", "The signer is asked."), person)
    return _verb(
        item_id,
        words,
        lambda s: commands.add_signer(s, DOMAIN, item_id, person, where, reason, actor=actor()),
    )


@pages.get("/<int:item_id>/return")
def ask_return(item_id: int) -> str:
    """Where the case goes back to, and what that undoes."""
    with reading() as session:
        held = held_for(session, item_id)
        context = _context(session, held)
        elements = definitions.spec(session, held.instance.definition_id).elements
        process = DOMAIN.process(held.instance.process)
        found = commands.targets(session, DOMAIN, item_id, actor=actor())
        targets = []
        for element in found:
            taken = commands.preview_return(session, DOMAIN, item_id, element, actor=actor()).taken_back
            names = [tr(process.task(e).label) for e in sorted(taken) if e in process.by_element]
            known = process.by_element.get(element)
            label = tr(known.label) if known else elements[element].name
            targets.append({"value": element, "label": label, "undoes": t("、", ", ").join(names), "count": len(taken)})
        targets.sort(key=itemgetter("count"))  # the nearest step first
    action = url_for("task.return_to", item_id=item_id)
    return render_template("verb.html", verb="return", action=action, targets=targets, **context)


@pages.post("/<int:item_id>/return")
def return_to(item_id: int) -> Response:
    """Send the case back to a step that was passed."""
    element, reason = request.form.get("element", ""), request.form.get("reason", "")
    words = Text("已退回。", "Sent back.")
    return _verb(item_id, words, lambda s: commands.return_to(s, DOMAIN, item_id, element, reason, actor=actor()))


@pages.get("/<int:item_id>/send/<message>")
def ask_send(item_id: int, message: str) -> str:
    """What ending the step by this message means."""
    with reading() as session:
        held = held_for(session, item_id)
        sent = _sent(held, message)
        reason = DOMAIN.why_not(session, actor(), "complete", held.item)
        if reason is not None:
            raise NotPermitted(reason=reason)
        context = _context(session, held)
    return render_template(
        "verb.html",
        verb="send",
        action=url_for("task.send", item_id=item_id, message=message),
        head=tr(sent.label),
        note=tr(sent.note),
        request_key=secrets.token_urlsafe(18),
        **context,
    )


def _sent(held: Held, message: str) -> Sends:
    found = next((one for one in held.user_task.sends if one.message == message), None)
    if found is None:
        raise NotFound
    return found


@pages.post("/<int:item_id>/send/<message>")
def send(item_id: int, message: str) -> Response | tuple[str, int]:
    """End the step by a message that the diagram awaits there."""
    me = actor()
    with reading() as session:
        held = held_for(session, item_id)
        label = _sent(held, message).label

    def act(session: Session) -> dict[str, Any]:
        commands.send_from(session, DOMAIN, item_id, message, actor=me)
        return {"item": item_id}

    try:
        once(request_key(), me.person_id, (request.path,), act)
    except TaskNotReady as error:
        return conflict(item_id, error), 409
    shell.say(Text("已办：{step}。", "Done: {step}.").format(step=label))
    return redirect(next_address())


@pages.get("/<int:item_id>/correct")
def ask_correct(item_id: int) -> str:
    """What was wrong in one's own finished entry, and what is right."""
    return _correcting(item_id, MultiDict(), {})


def _correcting(item_id: int, posted: MultiDict[str, str], errors: dict[str, list[Text]]) -> str:
    with reading() as session:
        held = held_for(session, item_id)
        if not correcting.may_correct(actor(), held.item):
            raise NotPermitted(reason=correcting.NOT_OWN)
        context = _context(session, held)
        context["facts"] = look.answer_facts(session, held.form, held.item.answer or {})
        context["back_href"] = look.case_address(session, actor(), held.instance)
    context["crumbs"] = [{"label": t("返回", "Back"), "href": context["back_href"]}, {"label": t("更正", "Correction")}]
    form = correcting.CorrectionForm
    return render_template(
        "verb.html",
        verb="correct",
        action=url_for("task.correct", item_id=item_id),
        view=form_view(form, decode(form, posted) if posted else {}, errors=errors, language=language()),
        urls={},
        request_key=request.form.get("request_key") or secrets.token_urlsafe(18),
        **context,
    )


@pages.post("/<int:item_id>/correct")
def correct(item_id: int) -> Response | tuple[str, int]:
    """Write the correction beside the entry."""
    me = actor()
    with reading() as session:
        address = look.case_address(session, me, held_for(session, item_id).instance)
    try:
        data = load(correcting.CorrectionForm, decode(correcting.CorrectionForm, request.form))
    except BadAnswer as error:
        return _correcting(item_id, request.form, error.errors), 422

    def act(session: Session) -> dict[str, Any]:
        return {"correction": correcting.correct(session, DOMAIN, item_id, data, actor=me).id}

    once(request_key(), me.person_id, (request.path, sorted(data.items())), act)
    shell.say(Text("已更正，并告知正在办理的人。", "Corrected; those who have the case are told."))
    return redirect(address)


@pages.post("/<int:item_id>/urge")
def urge(item_id: int) -> Response:
    """Remind those who have it."""
    via = request.form.get("via", "NOTICE")
    if via not in ("NOTICE", "PHONE", "VISIT"):
        raise NotFound
    note = request.form.get("note", "").strip()[:500]
    with writing() as session:
        held_for(session, item_id)
        commands.urge(session, DOMAIN, item_id, via, note, actor=actor())
    shell.say(Text("已催办并记录。", "Urged, and noted."))
    return redirect(back.asked() or url_for("board.show"))
