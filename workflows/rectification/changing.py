"""X5: another unit, or one more. Its track has its own clocks; the one replaced is REASSIGNED with the reason."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock, commands
from engine.actors import Actor
from engine.text import Text
from workflows.cases.models import Case
from workflows.documents import drafts
from workflows.documents.models import DocumentKind, RecommendationItem
from workflows.people.lookup import is_open
from workflows.people.models import Unit
from workflows.people.recusal import recusals
from workflows.rectification import tracks
from workflows.rectification.derived import live
from workflows.rectification.host import domain
from workflows.rectification.models import DeliveryMode, Track
from workflows.rectification.recalling import make_anew
from workflows.rectification.states import TrackMode, TrackRole, TrackState
from workflows.rectification.targets import open_of, targets, what_would_be_missing
from workflows.supervision.models import TeamMember, TeamState
from workflows.supervision.preparation import units

SUPPLEMENT_ACT = "supplement_letter_act"
NOT_KNOWN_YET = Text(
    "建议书尚未发出，单位还不知情：只调整本案的责任单位，告知内容留存备查。",
    "The letter is not out and the units know nothing yet: the case's units change, the notice is kept on file.",
)
LETTER_NAMES = Text("建议书稿所列单位不会随之改变，请退回修改。", "The draft letter keeps its units; have it changed.")
SUPPLEMENT = Text("关于请{unit}承办有关意见建议的补送函", "Supplementary letter to {unit}")


def proposed(session: Session, values: Mapping[str, Any]) -> dict[str, Any]:
    """What an objection or the government's office has settled already; the role is that of the unit replaced."""
    if "track_id" not in values:
        return {}
    old = session.get_one(Track, values["track_id"])
    found = {
        "action": values["action"],
        "new_unit": values["new_unit"],
        "recommendation_items": values["item_ids"],
        "consent_file": values.get("consent") or [],
        "reason": old.objection_answer,
    }
    if values["action"] == "REPLACE":
        found |= {"old_unit": old.unit_id, "track_role": str(old.track_role)}
    return found


def examine_change(
    session: Session, case_id: int, data: Mapping[str, Any], values: Mapping[str, Any]
) -> dict[str, list[Text]]:
    """Errors of X5: units, items, consent, and the targets taken together afterwards."""
    if is_before_letter(session, case_id):
        return _examine_before_letter(session, case_id, data)
    errors = _examine_unit(session, case_id, data["new_unit"])
    old = _replaced(session, case_id, data, values)
    if data["action"] == "REPLACE" and old is None:
        errors["old_unit"] = [Text("该单位没有正在办理的任务。", "This unit has no open track.")]
    if data["action"] == "REPLACE" and not data["consent_file"] and not values.get("is_settled"):
        errors["consent_file"] = [Text("请附新单位的书面同意。", "Attach the new unit's written consent.")]
    if not data["recommendation_items"] and data["track_role"] != "ASSIST":
        errors["recommendation_items"] = [Text("至少一条建议。", "At least one recommendation.")]
    own = select(RecommendationItem.id).where(RecommendationItem.case_id == case_id)
    if set(data["recommendation_items"] or []) - set(session.scalars(own)):
        errors["recommendation_items"] = [Text("只能选择本案建议书的条目。", "Only recommendations of this case.")]
    if data["letter_basis"] is None and _letter(session, case_id) is not None:
        errors["letter_basis"] = [
            Text("建议书已发出，请选择对新单位的文书。", "Choose how the new unit is written to.")
        ]
    without = old if old is not None and _goes(old, data) else None
    wrong = what_would_be_missing(session, case_id, without, TrackRole(data["track_role"]))
    if wrong is not None:
        errors["track_role"] = [wrong]
    return errors


def is_before_letter(session: Session, case_id: int) -> bool:
    """No unit has been written to: whom the case is about can be changed, but there is nothing to hand over."""
    return _letter(session, case_id) is None and not targets(session, case_id)


def _examine_before_letter(session: Session, case_id: int, data: Mapping[str, Any]) -> dict[str, list[Text]]:
    errors = _examine_unit(session, case_id, data["new_unit"])
    known, old = units.ids(session, case_id), data["old_unit"]
    if data["new_unit"] in known:
        errors["new_unit"] = [Text("该单位已是承办单位。", "This unit is a target already.")]
    if data["action"] == "REPLACE" and old not in known:
        errors["old_unit"] = [Text("该单位不是本案的责任单位。", "This unit is not one of the case's.")]
    kept = [row for row in units.as_rows(session, case_id) if row["unit"] != old]
    wrong = units.faults(session, [*kept, {"unit": data["new_unit"], "track_role": data["track_role"]}])
    return errors or ({"track_role": wrong} if wrong else {})


def _examine_unit(session: Session, case_id: int, unit_id: int) -> dict[str, list[Text]]:
    unit = session.get(Unit, unit_id)
    if unit is None or not is_open(unit):
        return {"new_unit": [Text("该单位已不在册。", "This unit is closed.")]}
    if open_of(session, case_id, unit.id) is not None:
        return {"new_unit": [Text("该单位已是承办单位。", "This unit is a target already.")]}
    return {}


def advise_change(session: Session, case_id: int, unit_id: int) -> list[Text]:
    """Ties are looked at again: who of the team may not deal with the new unit; and what follows before the letter."""
    team = session.scalars(
        select(TeamMember.person_id).where(TeamMember.case_id == case_id, TeamMember.state == TeamState.ACCEPTED)
    ).all()
    ties = list(recusals(session, team, {unit_id}, case_id).values())
    if not is_before_letter(session, case_id):
        return ties
    is_drafted = drafts.of_case(session, case_id, DocumentKind.LETTER) is not None
    return [*ties, NOT_KNOWN_YET, *([LETTER_NAMES] if is_drafted else [])]


def _replaced(session: Session, case_id: int, data: Mapping[str, Any], values: Mapping[str, Any]) -> Track | None:
    if data["action"] != "REPLACE":
        return None
    if "track_id" in values:
        return session.get_one(Track, values["track_id"])
    return open_of(session, case_id, data["old_unit"])


def _goes(old: Track, data: Mapping[str, Any]) -> bool:
    """Whether the unit replaced gives up all that it has."""
    given = set(data["recommendation_items"] or [])
    return all(one.recommendation_item_id in given for one in live(old.obligations))


def _letter(session: Session, case_id: int) -> int | None:
    found = drafts.of_case(session, case_id, DocumentKind.LETTER)
    return found.id if found is not None and found.doc_no else None


def change_unit(
    session: Session, case_id: int, data: Mapping[str, Any], values: Mapping[str, Any], drafter_id: int, actor: Actor
) -> str:
    """ADDED, REPLACED, or REISSUE where the letter is revoked and made anew (its dispatch opens the tracks).

    `drafter_id`: who asked for the change; `actor` has decided it, and may approve the supplementary letter.
    """
    if is_before_letter(session, case_id):
        units.succeed(session, case_id, data["old_unit"], data["new_unit"], data["track_role"], actor.person_id)
        return "REPLACED" if data["action"] == "REPLACE" else "ADDED"
    old = _replaced(session, case_id, data, values)
    if old is not None:
        _release(session, old, data, actor)
    gone = old.unit_id if old is not None and not live(old.obligations) else None
    units.succeed(session, case_id, gone, data["new_unit"], data["track_role"], actor.person_id)
    if data["letter_basis"] == "REVOKE_REISSUE":
        make_anew(session, case_id, data["reason"], actor)
        tracks.ask_again(session, case_id)
        return "REISSUE"
    made = _open(session, case_id, data, old, actor)
    if data["letter_basis"] == "SUPPLEMENT_LETTER":
        _begin_supplement(session, made, data, drafter_id, actor)
    tracks.ask_again(session, case_id)
    return "REPLACED" if data["action"] == "REPLACE" else "ADDED"


def _release(session: Session, old: Track, data: Mapping[str, Any], actor: Actor) -> None:
    given = set(data["recommendation_items"] or [])
    tracks.withdraw(session, [one for one in old.obligations if one.recommendation_item_id in given])
    if old.ended_as is None and not live(old.obligations):
        if old.instance_id is not None:
            commands.terminate(session, domain(), old.instance_id, data["reason"], actor=actor)
        tracks.end(session, old, TrackState.REASSIGNED, data["reason"], actor)
    else:
        tracks.refresh(session, old, actor, data["reason"])


def _open(session: Session, case_id: int, data: Mapping[str, Any], old: Track | None, actor: Actor) -> Track:
    wanted = select(RecommendationItem).where(RecommendationItem.id.in_(data["recommendation_items"] or []))
    items = list(session.scalars(wanted.order_by(RecommendationItem.no)))
    delivery = tracks.Delivery(
        mode=old.delivery_mode if old else DeliveryMode.ELECTRONIC,
        delivered_on=clock.today(),
        items=items,
        replaces=old,
    )
    mode = old.track_mode if old else TrackMode.OWN
    letter, role = _letter(session, case_id), data["track_role"]
    made = tracks.open_track(session, domain(), case_id, data["new_unit"], role, mode, letter, delivery, actor)
    if old is not None:
        made.objection_rounds = old.objection_rounds  # a second refusal goes to the government's office at once
    return made


def _begin_supplement(session: Session, track: Track, data: Mapping[str, Any], drafter_id: int, actor: Actor) -> None:
    """The new unit answers a document addressed to it: a draft that the officer finishes and has approved."""
    unit = session.get_one(Unit, track.unit_id)
    case = session.get_one(Case, track.case_id)
    content = {"case": case.title, "unit": unit.name, "text": data["notice_text"], "reason": data["reason"]}
    title = SUPPLEMENT.format(unit=unit.name).zh
    revision = drafts.save(session, case.id, DocumentKind.SUPPLEMENT, title, content, drafter_id)
    drafts.concern(session, revision.document_id, [unit.id])
    values = {"document_id": revision.document_id}
    commands.start(session, domain(), SUPPLEMENT_ACT, ("track", track.id), case.id, values, actor=actor)
