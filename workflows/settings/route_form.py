"""An approval chain as the office keeps it: what was, what is, and another one from a day to come.

A route is never rewritten: papers that were submitted under it keep it. The seats and conditions that can be chosen are
those of the chains that the product brings along, so that nobody has to write an expression.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock, journal
from engine.actors import Actor
from engine.errors import BadAnswer, NotFound
from engine.forms import Form, Option, choice, day, rows, yes_no
from engine.text import Text
from workflows.people.roles import LABELS, Role
from workflows.settings.models import ItemKind, Route, RouteItem
from workflows.settings.routes import CHAINS, NEEDS_CHAIR

STREAM = "settings"
SPECIAL = {
    "signatory": Text("签发人（按发文机关和行文方向）", "Signatory, by issuer and direction"),
    "letter_signatory": Text("原信函签发人", "Who signed the letter"),
    "countersign_director": Text("会签专委会主任", "Directors of the committees asked"),
}
SCOPES = {
    "committee": Text("本专委会", "of the case's committee"),
    "team": Text("监督小组", "of the team"),
    "city": Text("本级政协", "of the CPPCC"),
    "office": Text("办公室", "of the office"),
}
KINDS = {
    ItemKind.REVIEW: Text("审核", "Review"),
    ItemKind.COUNTERSIGN: Text("会签", "Countersign"),
    ItemKind.OFFICE_EDIT: Text("核稿", "Office edit"),
    ItemKind.CHAIR_MEETING: Text("主席会议审议", "Chair meeting"),
    ItemKind.SIGN_OFF: Text("签发", "Sign-off"),
}
CONDITIONS = {
    NEEDS_CHAIR: Text("重点、敏感、计划外或涉及3个以上单位时", "key, sensitive, not planned, or more than three units"),
    "is_key": Text("重点监督时", "where it is a key matter"),
    "is_sensitive": Text("敏感事项时", "where it is sensitive"),
    "is_unplanned": Text("计划外时", "where it is not in the plan"),
    "has_team_leader_review": Text("由组长先审时", "where the team leader reviews"),
    "has_countersign": Text("需会签时", "where others countersign"),
    "needs_chair_meeting": Text("需提交主席会议时", "where the chair meeting considers it"),
    "is_face_to_face": Text("面对面协商时", "face to face"),
    "is_important": Text("重要信息时", "where it is important"),
    "not is_important": Text("一般信息时", "where it is not important"),
}
TOO_SOON = Text("最早从明天起生效：今天已经提交的文件按原路线办理。", "Tomorrow at the earliest.")
TAKEN = Text("这一天已有一项更改，请先撤回它，或另选一天。", "That day has a change already: take it back first.")
SAME = Text("与那一天的现行路线相同。", "It is so anyway on that day.")
NOT_BESIDE = Text("第一个环节不能与上一环节并行。", "The first one has none before it.")
TWICE = Text("同一步里同一岗位不能出现两次。", "The same seat stands twice in one step.")
UNSIGNED = Text("该路线须以“签发”结束，且只有一个签发环节。", "This chain ends with the sign-off, and has one alone.")
NO_SIGN = Text("该路线没有签发环节，请选审核。", "This chain has no sign-off; choose review.")
BEGUN = Text("该路线已经生效，不能撤回；请从以后某日起另设。", "It is in force already; set another from a later day.")


def seat_words(role: str, scope: str) -> Text:
    """“专委会主任（本专委会）”."""
    if role in SPECIAL:
        return SPECIAL[role]
    label, where = LABELS[Role(role)], SCOPES[scope]
    return Text(f"{label.zh}（{where.zh}）", f"{label.en} ({where.en})")


def _seats() -> list[Option]:
    known = dict.fromkeys((seat.role, seat.scope) for chain in CHAINS for seat in chain.seats)
    return [Option(f"{role}@{scope}", seat_words(role, scope)) for role, scope in known]


SEATS = tuple(_seats())


class SeatForm(Form):
    seat = choice(SEATS, "岗位", "Seat", required=True)
    kind = choice([Option(str(kind), words) for kind, words in KINDS.items()], "环节", "Kind", required=True)
    condition = choice([Option(key, words) for key, words in CONDITIONS.items()], "仅在", "Only")
    beside = yes_no("与上一环节同时", "Together with the one before")
    may_refuse = yes_no("可以不同意（终止）", "May refuse for good")


class RouteForm(Form):
    valid_from = day("生效日期", "From", required=True)
    seats = rows(SeatForm, "环节", "Steps", required=True, at_least=1, at_most=12)


def by_name(session: Session) -> dict[str, list[Route]]:
    """The routes of each name, the newest first, in the order of the product's chains."""
    found: dict[str, list[Route]] = {}
    for row in session.scalars(select(Route).order_by(Route.id)):
        found.setdefault(row.name, []).append(row)
    return {name: sorted(rows, key=lambda row: row.valid_from, reverse=True) for name, rows in found.items()}


def history(session: Session, name: str) -> Sequence[Route]:
    """Every route of a name, the newest first. Raises NotFound for an unknown name."""
    found = session.scalars(select(Route).where(Route.name == name).order_by(Route.valid_from.desc())).all()
    if not found:
        raise NotFound
    return found


def read(found: Sequence[Route], data: Mapping[str, Any]) -> Route:
    """The route of a `RouteForm`, not written yet. BadAnswer with what is wrong, by field."""
    errors: dict[str, list[Text]] = {}
    valid_from: date = data["valid_from"]
    if valid_from <= clock.today():
        errors["valid_from"] = [TOO_SOON]
    elif any(row.valid_from == valid_from for row in found):
        errors["valid_from"] = [TAKEN]
    before = found[-1] if errors else held(found, valid_from)
    made = _built(before, valid_from, data["seats"])
    errors |= _wrong(before, made, data["seats"])
    if not errors and facts(made) == facts(before):
        errors["valid_from"] = [SAME]
    if errors:
        raise BadAnswer(errors)
    return made


def _built(before: Route, valid_from: date, seats: Sequence[Mapping[str, Any]]) -> Route:
    clocks = {(item.role, item.kind): item.deadline for item in before.items}
    usual = before.items[0].deadline
    made = Route(name=before.name, words=before.words, valid_from=valid_from)
    position = 0
    for row in seats:
        position += 0 if row["beside"] and position else 1
        role, _, scope = row["seat"].partition("@")
        kind = ItemKind(row["kind"])
        made.items.append(
            RouteItem(
                position=position,
                kind=kind,
                role=role,
                scope=scope,
                condition=row["condition"] or "",
                deadline=clocks.get((role, kind), usual),
                may_refuse=bool(row["may_refuse"]),
                has_veto=kind is not ItemKind.COUNTERSIGN,
            )
        )
    return made


def _wrong(before: Route, made: Route, seats: Sequence[Mapping[str, Any]]) -> dict[str, list[Text]]:
    if seats[0]["beside"]:
        return {"seats.0.beside": [NOT_BESIDE]}
    keys = [(item.position, item.kind, item.role) for item in made.items]
    twice = next((n for n, key in enumerate(keys) if key in keys[:n]), None)
    if twice is not None:
        return {f"seats.{twice}.seat": [TWICE]}
    signs = [item for item in made.items if item.kind is ItemKind.SIGN_OFF]
    signed = any(item.kind is ItemKind.SIGN_OFF for item in before.items)
    if signs and not signed:
        return {"seats": [NO_SIGN]}
    always = [item for item in signs if not item.condition]
    is_last = signed and signs and signs[-1].position == made.items[-1].position
    if signed and (not is_last or len(always) > 1 or (len(signs) == 1 and not always)):
        return {"seats": [UNSIGNED]}
    return {}


def held(found: Sequence[Route], on: date) -> Route:
    """Of a name's routes the one in force on a day."""
    return max((row for row in found if row.valid_from <= on), key=lambda row: row.valid_from)


def change(session: Session, name: str, data: Mapping[str, Any], actor: Actor) -> Route:
    """Another route from a day to come."""
    found = history(session, name)
    made = read(found, data)
    before = held(found, made.valid_from)
    session.add(made)
    session.flush()
    _tell(session, actor, made, facts(before), facts(made))
    return made


def take_back(session: Session, name: str, valid_from: date, actor: Actor) -> None:
    """Let a route that is not in force yet never have been. NotFound, or BadAnswer once it is in force."""
    found = list(history(session, name))
    row = next((one for one in found if one.valid_from == valid_from), None)
    if row is None:
        raise NotFound
    if row.valid_from <= clock.today():
        raise BadAnswer({"valid_from": [BEGUN]})
    before = facts(row)
    found.remove(row)
    for item in row.items:
        session.delete(item)
    session.flush()
    session.delete(row)
    session.flush()
    _tell(session, actor, row, before, facts(held(found, valid_from)))


def as_typed(row: Route) -> list[dict[str, Any]]:
    """The steps as the form has them."""
    return [
        {
            "seat": f"{item.role}@{item.scope}",
            "kind": str(item.kind),
            "condition": item.condition or None,
            "beside": bool(n) and item.position == row.items[n - 1].position,
            "may_refuse": item.may_refuse,
        }
        for n, item in enumerate(row.items)
    ]


def facts(row: Route) -> list[str]:
    """A route as the journal keeps it: a line per step."""
    return [
        f"{item.position} {item.kind} {item.role}@{item.scope}"
        + (f" if {item.condition}" if item.condition else "")
        + (" may refuse" if item.may_refuse else "")
        for item in row.items
    ]


def in_words(row: Route) -> list[Text]:
    """The steps one after the other, those side by side on one line."""
    steps: dict[int, list[Text]] = {}
    for item in row.items:
        seat, kind = seat_words(item.role, item.scope), KINDS[item.kind]
        only = CONDITIONS.get(item.condition, Text(item.condition, item.condition))
        told = Text(f"{kind.zh}：{seat.zh}", f"{kind.en}: {seat.en}")
        if item.condition:
            told = Text(f"{told.zh}（仅{only.zh}）", f"{told.en} (only {only.en})")
        if item.may_refuse:
            told = Text(f"{told.zh}，可不同意", f"{told.en}, may refuse")
        steps.setdefault(item.position, []).append(told)
    return [Text(" ‖ ".join(one.zh for one in told), " ‖ ".join(one.en for one in told)) for told in steps.values()]


def _tell(session: Session, actor: Actor, row: Route, before: list[str], after: list[str]) -> None:
    told: dict[str, Any] = {"key": f"route:{row.name}", "valid_from": row.valid_from, "before": before, "after": after}
    journal.write(session, STREAM, journal.Event.SETTING_CHANGED, actor, **told)
