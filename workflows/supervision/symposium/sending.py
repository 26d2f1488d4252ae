"""The dispatch of a letter: whom it goes to and how, what must be right, the slip, and the units' tracks."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from engine import clock
from engine.forms import Option
from engine.process import ServiceStep, Step, Values
from engine.text import Text
from workflows.documents import recommendations, storage
from workflows.documents.models import Document
from workflows.people.candidates import holders
from workflows.people.models import Unit
from workflows.people.roles import Role
from workflows.rectification import dates, tracks
from workflows.rectification.models import DeliveryMode, PaperHow
from workflows.rectification.states import Basis
from workflows.supervision.preparation import units
from workflows.supervision.symposium import slip
from workflows.supervision.symposium.models import Dispatch, DispatchTarget, LeaderInstruction

WRONG_ROUTE = Text("报送方式以建议书为准。", "The route is the letter's.")
TWICE = Text("同一单位只能列一次。", "A unit may stand here once only.")
ROLES = {
    "SOLE": Text("独办须有且只有一个单位，角色为独办。", "One unit alone, as SOLE."),
    "SEPARATE": Text("分办时各单位都应为分办。", "Every unit answers as SEPARATE."),
    "LEAD_ASSIST": Text("主办会办须有且只有一个主办，其余为协办。", "Exactly one LEAD, the others ASSIST."),
}
UNKNOWN_UNIT = Text("须为责任单位，或批示指定的承办单位。", "A responsible unit, or one that the instruction names.")
FORGOTTEN = Text("建议书向{unit}提出了建议，应列入送达对象。", "The letter addresses {unit}; it must be a target.")
NO_INSTRUCTION = Text("请选择交办的批示。", "Choose the instruction that hands it out.")
NO_ACCOUNT = Text("{unit}没有联络员，建议同时纸质送达。", "{unit} has no liaison; send it on paper too.")


def instructions(step: Step) -> list[LeaderInstruction]:
    """The case's instructions that hand something out, newest first."""
    found = select(LeaderInstruction).where(
        LeaderInstruction.case_id == step.subject_id, LeaderInstruction.kind != "READ_ONLY"
    )
    return list(step.session.scalars(found.order_by(LeaderInstruction.id.desc())))


def allowed_units(step: Step) -> list[int]:
    """Responsible units, and those that an instruction names."""
    named = [unit for found in instructions(step) for unit in found.unit_ids]
    return list(dict.fromkeys([*units.ids(step.session, step.subject_id), *named]))


def unit_options(step: Step) -> list[Option]:
    found = [step.session.get_one(Unit, unit_id) for unit_id in allowed_units(step)]
    return [Option(str(unit.id), Text(unit.name, unit.name)) for unit in found]


def first_targets(step: Step) -> list[dict[str, Any]]:
    """The responsible units with their roles, answering us; through the inspection office where it hands out."""
    mode = "VIA_OFFICE" if step.values["delivery_route"] == "VIA_PARTY_GOV" else "OWN"
    return [
        {"unit": row.unit_id, "track_role": str(row.track_role), "track_mode": mode}
        for row in units.of_case(step.session, step.subject_id)
    ]


def faults(step: Step, data: Values) -> dict[str, list[Text]]:
    """Errors by field path."""
    errors = _rows(step, data["targets"])
    wrong = _whole_list(step, data)
    if wrong:
        errors["targets"] = wrong
    if data["delivery_route"] != step.values["delivery_route"]:
        errors["delivery_route"] = [WRONG_ROUTE]
    chosen = data.get("leader_instruction")
    if chosen is not None and chosen not in {found.id for found in instructions(step)}:
        errors["leader_instruction"] = [NO_INSTRUCTION]
    return errors


def _whole_list(step: Step, data: Values) -> list[Text]:
    ids = [row["unit"] for row in data["targets"]]
    found: list[Text] = []
    if len(set(ids)) != len(ids):
        found.append(TWICE)
    if not _roles_fit(data["dispatch_mode"], [row["track_role"] for row in data["targets"]]):
        found.append(ROLES[data["dispatch_mode"]])
    left = [unit for unit in addressed(step) if unit not in ids]
    return found + [FORGOTTEN.format(unit=step.session.get_one(Unit, unit).name) for unit in left]


def _rows(step: Step, targets: Sequence[Values]) -> dict[str, list[Text]]:
    errors: dict[str, list[Text]] = {}
    allowed = allowed_units(step)
    for number, row in enumerate(targets):
        if row["unit"] not in allowed:
            errors[f"targets.{number}.unit"] = [UNKNOWN_UNIT]
    return errors


def _roles_fit(mode: str, roles: Sequence[str]) -> bool:
    if mode == "SOLE":
        return list(roles) == ["SOLE"]
    if mode == "SEPARATE":
        return set(roles) == {"SEPARATE"}
    return roles.count("LEAD") == 1 and set(roles) <= {"LEAD", "ASSIST"}


def addressed(step: Step) -> list[int]:
    """The units that the letter has recommendations for."""
    found = recommendations.of(step.session, step.values["document_id"])
    return list(dict.fromkeys(unit for item in found for unit in item.unit_ids))


def advice(step: Step, data: Values) -> list[Text]:
    """An electronic letter to a unit where nobody can open it."""
    found = []
    for row in data["targets"]:
        group = f"{Role.UNIT_LIAISON}@unit:{row['unit']}"
        if row["mode"] == "ELECTRONIC" and not row.get("liaison") and not holders(step.session, group):
            found.append(NO_ACCOUNT.format(unit=step.session.get_one(Unit, row["unit"]).name))
    return found


def send(step: Step, data: Values) -> Dispatch:
    """Write the dispatch and its targets; units that an instruction has added become responsible."""
    session = step.session
    document = session.get_one(Document, step.values["document_id"])
    made = Dispatch(
        case_id=step.subject_id,
        document_id=document.id,
        delivery_route=data["delivery_route"],
        dispatch_mode=data["dispatch_mode"],
        via_inspection_office=data["via_inspection_office"],
        handover_meeting_on=data.get("handover_meeting_on"),
        instruction_id=data.get("leader_instruction"),
        sent_at=data["sent_at"],
    )
    session.add(made)
    session.flush()
    session.add_all(_target(made, row) for row in data["targets"])
    receipts = [file for row in data["targets"] for file in row.get("receipt") or ()]
    storage.bind(session, [*receipts, *(data.get("handover_slip") or ())], step.subject_id)
    sent = {row["unit"] for row in data["targets"]}
    others = [row for row in units.as_rows(session, step.subject_id) if row["unit"] not in sent]
    units.replace(session, step.subject_id, [*data["targets"], *others], step.actor.person_id)
    made.slip_id = slip.make(step, made, data).document_id
    return made


def _target(made: Dispatch, row: Values) -> DispatchTarget:
    receipt = row.get("receipt") or []
    return DispatchTarget(
        case_id=made.case_id,
        dispatch_id=made.id,
        unit_id=row["unit"],
        track_role=row["track_role"],
        mode=row["mode"],
        track_mode=row["track_mode"],
        liaison_id=row.get("liaison"),
        paper_how=row.get("paper_how"),
        receiver=row.get("receiver") or "",
        received_at=row.get("received_at"),
        receipt_id=receipt[0] if receipt else None,
    )


def open_tracks(step: ServiceStep) -> dict[str, Any]:
    """One track per target, each with its obligations; the instruction's date goes before the printed one."""
    session, made = step.session, step.session.get_one(Dispatch, step.values["dispatch_id"])
    instruction = session.get(LeaderInstruction, made.instruction_id) if made.instruction_id else None
    found = select(DispatchTarget).where(DispatchTarget.dispatch_id == made.id, DispatchTarget.track_id.is_(None))
    for target in session.scalars(found.order_by(DispatchTarget.id)).all():
        delivered: datetime = target.received_at or made.sent_at
        track = tracks.open_track(
            session,
            step.host,
            made.case_id,
            target.unit_id,
            target.track_role,
            target.track_mode,
            made.document_id,
            tracks.Delivery(
                mode=DeliveryMode(target.mode),
                delivered_on=clock.day_of(delivered),
                paper_how=PaperHow(target.paper_how) if target.paper_how else None,
                receiver=target.receiver,
                received_at=target.received_at,
                receipt_id=target.receipt_id,
                liaison_id=target.liaison_id,
            ),
            step.actor,
        )
        target.track_id = track.id
        if instruction is not None and instruction.due_on is not None:
            for one in track.obligations:
                dates.promise(session, one, instruction.due_on, Basis.INSTRUCTION, step.actor, instruction.leader)
            dates.settle_dates(session, track)
    return {}
