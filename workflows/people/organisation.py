"""Units and committees as the office keeps them. Of a unit that is merged, split or renamed the act X12 tells
(`keeping.reorganising`), because work that is under way goes along; here stands what changes nothing for it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, String, cast, or_, select
from sqlalchemy.orm import Session

from engine import clock, journal
from engine.actors import Actor
from engine.errors import BadAnswer, NotFound, NotPermitted
from engine.forms import Form, Option, choice, day, line, ref, yes_no
from engine.text import Text
from workflows.people import rights
from workflows.people.models import Committee, Post, Unit, UnitKind
from workflows.people.rights import Action, Scene
from workflows.people.roles import ADMINISTRATORS, ScopeKind

STREAM = "organisation"
KINDS: Mapping[UnitKind, Text] = {
    UnitKind.PARTY: Text("党委", "Party committee"),
    UnitKind.GOVERNMENT: Text("政府", "Government"),
    UnitKind.DISTRICT: Text("区县", "District or county"),
    UnitKind.DEPARTMENT: Text("部门", "Department"),
    UnitKind.TOWN: Text("乡镇街道", "Town or sub-district"),
    UnitKind.PUBLIC_BODY: Text("企事业单位", "Public body or company"),
}
TAKEN = Text("已有同名的单位，不能重复登记。", "There is a unit of this name already.")
CODE_TAKEN = Text("代码已被“{name}”使用。", "“{name}” has this code already.")
REVERSED = Text("撤销日期早于成立日期。", "It would end before it begins.")
PAST = Text("只能从今天或以后撤销。", "It can be closed today or later.")
STILL_HELD = Text(
    "仍有{n}人在此任职到该日以后，请先由安全管理员办理免职。",
    "{n} people hold a post here beyond that day; have the security administrator end these first.",
)


class UnitForm(Form):
    name = line(120, "全称", "Full name", required=True)
    short = line(60, "简称", "Short name")
    aliases = line(200, "别名（以顿号分隔）", "Other names, divided by 、")
    kind = choice([Option(str(kind), words) for kind, words in KINDS.items()], "类型", "Kind", required=True)
    district = ref("district", "所在区县", "District")
    valid_from = day("成立日期", "Valid from")
    has_unit_head_step = yes_no("由单位负责人在系统内审批", "Its head approves in the product")


class UnitEditForm(UnitForm):
    class Meta(Form.Meta):
        exclude = ("name", "valid_from")


class CommitteeForm(Form):
    code = line(8, "代码", "Code", required=True, pattern=r"[A-Za-z0-9]{1,8}")
    name = line(120, "全称", "Full name", required=True)
    short = line(40, "简称", "Short name", required=True)
    valid_from = day("成立日期", "Valid from")
    valid_until = day("撤销前最后一天", "Last day")


class Filter(NamedTuple):
    """`text`: a part of a name, pinyin or initials; `state`: "open" (valid today) or "closed"."""

    text: str = ""
    kind: str = ""
    state: str = ""


def units(session: Session, cppcc_ids: Sequence[int], wanted: Filter, limit: int, after: int | None) -> Sequence[Unit]:
    """Units of these CPPCCs, in the order in which they came in, after an id."""
    found = select(Unit).where(Unit.cppcc_id.in_(cppcc_ids), Unit.id > (after or 0))
    text = "".join(wanted.text.lower().split())
    if text:
        columns: list[ColumnElement[str]] = [
            Unit.name.expression,
            Unit.short.expression,
            Unit.pinyin.expression,
            Unit.initials.expression,
            cast(Unit.aliases, String),
        ]
        found = found.where(or_(*(column.icontains(text, autoescape=True) for column in columns)))
    if wanted.kind in set(UnitKind):
        found = found.where(Unit.kind == UnitKind(wanted.kind))
    if wanted.state:
        is_open = Unit.valid_on(clock.today())
        found = found.where(is_open if wanted.state == "open" else ~is_open)
    return session.scalars(found.order_by(Unit.id).limit(limit)).all()


def committees(session: Session, cppcc_ids: Sequence[int]) -> Sequence[Committee]:
    """All committees of these CPPCCs, closed ones too."""
    found = select(Committee).where(Committee.cppcc_id.in_(cppcc_ids))
    return session.scalars(found.order_by(Committee.cppcc_id, Committee.id)).all()


def unit_of(session: Session, unit_id: int, cppcc_ids: Sequence[int]) -> Unit:
    """A unit of one of these CPPCCs; NotFound for any other."""
    found = session.get(Unit, unit_id)
    if found is None or found.cppcc_id not in cppcc_ids:
        raise NotFound
    return found


def committee_of(session: Session, committee_id: int, cppcc_ids: Sequence[int]) -> Committee:
    found = session.get(Committee, committee_id)
    if found is None or found.cppcc_id not in cppcc_ids:
        raise NotFound
    return found


def holders(session: Session, kind: ScopeKind, scope_id: int) -> Sequence[Post]:
    """Posts held there today or later, with who holds them by `Post.person_id`."""
    found = select(Post).where(
        Post.scope_kind == kind,
        Post.scope_id == scope_id,
        or_(Post.valid_until.is_(None), Post.valid_until >= clock.today()),
    )
    return session.scalars(found.order_by(Post.role, Post.id)).all()


def add_unit(session: Session, cppcc_id: int, data: Mapping[str, Any], actor: Actor) -> Unit:
    """A new unit, of a `UnitForm`. BadAnswer where the name is taken."""
    _require(actor, cppcc_id)
    same = select(Unit.id).where(Unit.cppcc_id == cppcc_id, Unit.name == data["name"])
    if session.scalar(same) is not None:
        raise BadAnswer({"name": [TAKEN]})
    made = Unit(cppcc_id=cppcc_id, name=data["name"], valid_from=data["valid_from"] or clock.today())
    _take(made, data)
    session.add(made)
    session.flush()
    _note(session, actor, made, {})
    return made


def change_unit(session: Session, unit: Unit, data: Mapping[str, Any], actor: Actor) -> None:
    """What may change of a unit without an act: never its name, under which letters went out."""
    _require(actor, unit.cppcc_id)
    before = facts(unit)
    _take(unit, data)
    session.flush()
    if facts(unit) != before:
        _note(session, actor, unit, before)


def _take(unit: Unit, data: Mapping[str, Any]) -> None:
    unit.short = data["short"] or ""
    written = (data["aliases"] or "").replace(",", "、").replace("，", "、").split("、")
    unit.aliases = list(dict.fromkeys(alias.strip() for alias in written if alias.strip()))
    unit.kind = UnitKind(data["kind"])
    unit.district_id = data["district"]
    unit.has_unit_head_step = bool(data["has_unit_head_step"])


def save_committee(
    session: Session, cppcc_id: int, found: Committee | None, data: Mapping[str, Any], actor: Actor
) -> Committee:
    """A committee, new or changed. BadAnswer where the code is taken, or where somebody holds a post in it beyond its
    last day."""
    _require(actor, cppcc_id)
    errors = _wrong_committee(session, cppcc_id, found, data)
    if errors:
        raise BadAnswer(errors)
    made = found or Committee(cppcc_id=cppcc_id)
    before = facts(made) if found else {}
    made.code, made.name, made.short = data["code"].upper(), data["name"], data["short"]
    made.valid_from, made.valid_until = data["valid_from"], data["valid_until"]
    session.add(made)
    session.flush()
    if facts(made) != before:
        _note(session, actor, made, before)
    return made


def _wrong_committee(
    session: Session, cppcc_id: int, found: Committee | None, data: Mapping[str, Any]
) -> dict[str, list[Text]]:
    errors: dict[str, list[Text]] = {}
    same = select(Committee).where(Committee.cppcc_id == cppcc_id, Committee.code == data["code"].upper())
    other = session.scalar(same.where(Committee.id != (found.id if found else 0)))
    if other is not None:
        errors["code"] = [CODE_TAKEN.format(name=other.name)]
    last: date | None = data["valid_until"]
    if last is None or (found is not None and found.valid_until == last):
        return errors
    if last < clock.today():
        errors["valid_until"] = [PAST]
    elif data["valid_from"] and last < data["valid_from"]:
        errors["valid_until"] = [REVERSED]
    elif found is not None:
        beyond = [
            one
            for one in holders(session, ScopeKind.COMMITTEE, found.id)
            if one.valid_until is None or one.valid_until > last
        ]
        if beyond:
            errors["valid_until"] = [STILL_HELD.format(n=len({one.person_id for one in beyond}))]
    return errors


def facts(row: Unit | Committee) -> dict[str, Any]:
    """A unit or a committee as the journal keeps it."""
    told: dict[str, Any] = {"name": row.name, "short": row.short, "from": row.valid_from, "until": row.valid_until}
    if isinstance(row, Committee):
        return {**told, "code": row.code}
    return {
        **told,
        "aliases": list(row.aliases or []),
        "kind": str(row.kind),
        "district": row.district_id,
        "has_unit_head_step": row.has_unit_head_step,
    }


def kept_by(actor: Actor) -> list[int]:
    """The CPPCCs whose units and committees the actor reads: those of his posts, the three officers those too."""
    return sorted(rights.bodies(actor, *rights.OFFICE, *ADMINISTRATORS))


def keeps(actor: Actor, cppcc_id: int) -> bool:
    return rights.may(Action.KEEP_UNITS, actor, Scene(cppcc_id=cppcc_id))


def _require(actor: Actor, cppcc_id: int) -> None:
    reason = rights.why_not(Action.KEEP_UNITS, actor, Scene(cppcc_id=cppcc_id))
    if reason is not None:
        raise NotPermitted(reason=reason)


def _note(session: Session, actor: Actor, row: Unit | Committee, before: dict[str, Any]) -> None:
    told: dict[str, Any] = {"record": "unit" if isinstance(row, Unit) else "committee", "id": row.id}
    event = journal.Event.RECORD_CHANGED
    journal.write(session, STREAM, event, actor, **told, before=before, after=facts(row))


def merged_into(session: Session, unit_id: int) -> Sequence[Unit]:
    """The units whose place this one has taken."""
    return session.scalars(select(Unit).where(Unit.successor_id == unit_id).order_by(Unit.id)).all()
