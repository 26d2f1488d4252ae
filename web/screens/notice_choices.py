"""The part of one's settings that says what one is told of outside the product, and how."""

from typing import Any

from flask import request
from sqlalchemy.orm import Session

from web.words import fmt_instant, t, tr
from workflows.delivering.ways import Ways
from workflows.notices.choosing import choose
from workflows.notices.kinds import CHOSEN, Way
from workflows.notices.models import Preference
from workflows.notices.news import ways_of
from workflows.people.models import Person


def shown(session: Session, person_id: int, *, as_typed: bool) -> dict[str, Any]:
    """For the page: what is kept, or what was typed and could not be kept."""
    kept = session.get(Preference, person_id) or Preference(person_id=person_id, mail="", ways={})
    return {
        "ways": [{"key": way.value, "label": tr(way.label)} for way in open_ways(session)],
        "has_mail": Way.MAIL in open_ways(session),
        "mail": request.form.get("mail", "") if as_typed else kept.mail,
        "refused": _refused(kept),
        "phone": _phone(session, person_id),
        "rows": [
            {
                "key": kind.value,
                "label": tr(kind.label),
                "wanted": [
                    way.value
                    for way in open_ways(session)
                    if (kind in request.form.getlist(way.value) if as_typed else kept.wants(way, kind))
                ],
            }
            for kind in CHOSEN
        ],
    }


def _phone(session: Session, person_id: int) -> str:
    """Where SMS and DingTalk find the person; "" where only mail is open."""
    if not {Way.SMS, Way.DINGTALK} & set(open_ways(session)):
        return ""
    phone = session.get_one(Person, person_id).phone
    if not phone:
        return t(
            "您没有登记手机号，短信和钉钉无法送达。",
            "No telephone is registered for you: SMS and DingTalk do not reach you.",
        )
    return t(f"短信和钉钉按登记的手机号{phone}发送。", f"SMS and DingTalk go to your registered telephone {phone}.")


def _refused(kept: Preference) -> str:
    if kept.refused_at is None or kept.refusal is None:
        return ""
    at, why = fmt_instant(kept.refused_at), tr(kept.refusal)
    return t(f"{at}：{why}更正后保存，即恢复发送。", f"{at}: {why} Correct it and save, and mail goes out again.")


def open_ways(session: Session) -> list[Way]:
    """The ways that are set up."""
    found = ways_of(session)
    return [way for way in Way if way in found.channels] if isinstance(found, Ways) else []


def keep(session: Session, person_id: int) -> None:
    """What was posted. Raises BadAnswer."""
    wanted = {way: request.form.getlist(way.value) for way in open_ways(session)}
    choose(session, person_id, request.form.get("mail", ""), wanted)
