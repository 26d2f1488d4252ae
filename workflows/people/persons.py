"""People as the system administrator keeps them: who they are, and the account with which they sign in."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from engine import clock, journal
from engine.actors import Actor
from engine.errors import BadAnswer, NotFound, NotPermitted
from engine.forms import Form, line, ref, yes_no
from engine.text import Text
from workflows.people import accounts, passwords, rights
from workflows.people.actors import printed_title
from workflows.people.models import Account, Person, Post
from workflows.people.rights import Action
from workflows.people.roles import ADMINISTRATORS, Role

STREAM = "accounts"
PHONE = r"[0-9+\-() ]{5,32}"
KNOWN = Text(
    "已有姓名和电话都相同的人。如确系另一人，请填写不同的电话。",
    "There is somebody of this name and telephone; for another person give another telephone.",
)
OWN_ACCOUNT = Text("不能停用本人的账号。", "Nobody closes his own account.")
LAST_OFFICER = Text(
    "{name}是最后一名可以登录的{role}，停用后无人能履行该职责。请先任命继任者。",
    "{name} is the last {role} who can sign in. Appoint a successor first.",
)
NO_ACCOUNT = Text("此人没有账号。", "This person has no account.")


class PersonForm(Form):
    name = line(40, "姓名", "Name", required=True)
    phone = line(32, "电话", "Telephone", pattern=PHONE)
    employer = ref("unit", "工作单位（本级政协机关以外的）", "Employer, where outside the CPPCC")
    is_member = yes_no("政协委员", "Member of the CPPCC")
    sector = line(60, "界别", "Sector", shown_when="is_member=true")


class AccountForm(Form):
    login = line(80, "登录名", "Login", required=True, hint=Text("如：姓名拼音", "such as the name in pinyin"))


class Row(NamedTuple):
    """A person of a list, with his titles of today and his account (None: none)."""

    person: Person
    titles: list[str]
    account: Account | None


class Filter(NamedTuple):
    """`text`: a part of the name, its pinyin or initials, or the telephone; `state`: "held" (a post today), "free" (no
    post), "shut" (account closed or locked)."""

    text: str = ""
    role: str = ""
    state: str = ""


def listed(session: Session, wanted: Filter, limit: int, after: int | None) -> list[Row]:
    """People in the order in which they came in, after an id."""
    found = select(Person).order_by(Person.id).limit(limit)
    if after is not None:
        found = found.where(Person.id > after)
    text = "".join(wanted.text.lower().split())
    if text:
        columns = (Person.name, Person.pinyin, Person.initials, Person.phone)
        found = found.where(or_(*(column.icontains(text, autoescape=True) for column in columns)))
    posts = select(Post.person_id).where(Post.valid_on(clock.today()))
    if wanted.role in set(Role):
        found = found.where(Person.id.in_(posts.where(Post.role == Role(wanted.role))))
    if wanted.state == "held":
        found = found.where(Person.id.in_(posts))
    elif wanted.state == "free":
        found = found.where(Person.id.not_in(posts))
    elif wanted.state == "shut":
        shut = select(Account.person_id).where(Account.disabled_at.is_not(None) | (Account.locked_until > clock.now()))
        found = found.where(Person.id.in_(shut))
    return _rows(session, session.scalars(found).all())


def _rows(session: Session, people: Sequence[Person]) -> list[Row]:
    ids = [one.id for one in people]
    held = select(Post).where(Post.person_id.in_(ids), Post.valid_on(clock.today())).order_by(Post.id)
    titles: dict[int, list[str]] = {}
    for post in session.scalars(held):
        titles.setdefault(post.person_id, []).append(printed_title(post))
    opened = {one.person_id: one for one in session.scalars(select(Account).where(Account.person_id.in_(ids)))}
    return [Row(one, list(dict.fromkeys(titles.get(one.id, []))), opened.get(one.id)) for one in people]


def of(session: Session, person_id: int) -> Person:
    found = session.get(Person, person_id)
    if found is None:
        raise NotFound
    return found


def account_of(session: Session, person_id: int) -> Account | None:
    return session.scalar(select(Account).where(Account.person_id == person_id))


def posts_of(session: Session, person_id: int) -> Sequence[Post]:
    """All posts that somebody holds, held or will hold, the latest first."""
    found = select(Post).where(Post.person_id == person_id)
    return session.scalars(found.order_by(Post.valid_from.desc(), Post.id.desc())).all()


def create(session: Session, cppcc_id: int, data: Mapping[str, Any], actor: Actor) -> Person:
    """Somebody new, of a `PersonForm`. BadAnswer where name and telephone are somebody's already."""
    _require(actor)
    made = Person(name=data["name"], cppcc_id=cppcc_id)
    _refuse_double(session, None, data)
    _take(made, data)
    session.add(made)
    session.flush()
    _note(session, actor, made, "person_entered", {}, facts(made))
    return made


def change(session: Session, person_id: int, data: Mapping[str, Any], actor: Actor) -> Person:
    """What is known of a person, corrected."""
    _require(actor)
    found = session.get(Person, person_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound
    _refuse_double(session, found.id, data)
    before = facts(found)
    found.name = data["name"]
    _take(found, data)
    session.flush()
    if facts(found) != before:
        _note(session, actor, found, "person_changed", before, facts(found))
    return found


def _refuse_double(session: Session, own_id: int | None, data: Mapping[str, Any]) -> None:
    same = select(Person.id).where(Person.name == data["name"], Person.phone == (data["phone"] or ""))
    if session.scalar(same.where(Person.id != (own_id or 0)).limit(1)) is not None:
        raise BadAnswer({"phone": [KNOWN]})


def _take(person: Person, data: Mapping[str, Any]) -> None:
    person.phone = data["phone"] or ""
    person.employer_unit_id = data["employer"]
    person.is_member = bool(data["is_member"])
    person.sector = (data["sector"] or "") if person.is_member else ""


def facts(person: Person) -> dict[str, Any]:
    """A person as the journal keeps him: of the telephone the last digits alone."""
    return {
        "name": person.name,
        "phone": f"…{person.phone[-4:]}" if person.phone else "",
        "employer": person.employer_unit_id,
        "is_member": person.is_member,
        "sector": person.sector,
    }


class First(NamedTuple):
    """A first password, to be told once, and its hash."""

    password: str
    hashed: str


def first_password(person: Person, login: str) -> First:
    """Slow on purpose (about 0.2 s): before the transaction that opens or resets the account."""
    password = passwords.initial_password()
    return First(password, passwords.hash_password(person, login, password))


def open_account(session: Session, person_id: int, login: str, hashed: str, actor: Actor) -> Account:
    """An account for somebody; its first password is changed at the first sign-in."""
    _require(actor)
    return accounts.create_account(session, of(session, person_id), login, hashed, actor)


def reset_account(session: Session, person_id: int, hashed: str, actor: Actor) -> None:
    """A first password anew; it opens a locked account, and all sessions end."""
    _require(actor)
    accounts.reset_password(session, _account(session, person_id), hashed, actor)


def close_account(session: Session, person_id: int, actor: Actor) -> None:
    """End an account at once. NotPermitted for one's own, and for the last of one of the three officers."""
    _require(actor)
    account = _account(session, person_id)
    if person_id == actor.person_id:
        raise NotPermitted(OWN_ACCOUNT)
    role = last_officer(session, person_id)
    if role is not None:
        raise NotPermitted(LAST_OFFICER, name=of(session, person_id).name, role=role.label)
    accounts.disable(session, account, actor)


def reopen_account(session: Session, person_id: int, actor: Actor) -> None:
    """Open a closed account again."""
    _require(actor)
    accounts.enable(session, _account(session, person_id), actor)


def last_officer(session: Session, person_id: int) -> Role | None:
    """Of which of the three offices this person is the last holder who can sign in; None of none."""
    for post in posts_of(session, person_id):
        if post.role in ADMINISTRATORS and post.is_valid(clock.today()):
            others = select(Post.id).where(
                Post.role == post.role,
                Post.person_id != person_id,
                Post.valid_on(clock.today()),
                Post.person_id.in_(select(Account.person_id).where(Account.disabled_at.is_(None))),
            )
            if session.scalar(others.limit(1)) is None:
                return post.role
    return None


def _account(session: Session, person_id: int) -> Account:
    found = session.scalar(select(Account).where(Account.person_id == person_id).with_for_update())
    if found is None:
        raise NotPermitted(NO_ACCOUNT)
    return found


def _require(actor: Actor) -> None:
    reason = rights.why_not(Action.CHANGE_ACCOUNTS, actor)
    if reason is not None:
        raise NotPermitted(reason=reason)


def _note(session: Session, actor: Actor, person: Person, what: str, before: object, after: object) -> None:
    told: dict[str, Any] = {"person": person.id, "before": before, "after": after}
    journal.write(session, STREAM, journal.Event.ACCOUNT_CHANGED, actor, what=what, **told)
