"""What stands around every page: navigation by post, the person, what was just done."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from flask import Flask, current_app, flash, g, get_flashed_messages, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock, queries
from engine.actors import Actor
from engine.text import Text
from web.settings import Settings
from web.transaction import reading
from web.words import t, tr
from workflows.keeping import liaisons
from workflows.people import proposals, rights
from workflows.people.models import Cppcc, ProposalKind
from workflows.people.rights import ENTERS, OFFICE, Action
from workflows.people.roles import Role
from workflows.reading import notices


@dataclass(frozen=True)
class Place:
    """One line of the navigation. `roles` empty: everybody signed in."""

    endpoint: str
    icon: str
    text: Text
    roles: tuple[Role, ...] = ()
    counts: Callable[[Any, Actor], int] | None = None
    is_pressing: bool = False
    on_phone: bool = False


def count_open(session: Session, actor: Actor) -> int:
    """How much waits for the actor; counted once for a page."""
    if "count_open" not in g:
        g.count_open = queries.count_open(session, actor.groups)
    return int(g.count_open)


def _to_read(session: Session, actor: Actor) -> int:
    return len(queries.to_read(session, actor.person_id))


def count_unread(session: Session, actor: Actor) -> int:
    """How much is new to the actor; counted once for a page."""
    if "count_unread" not in g:
        g.count_unread = notices.unread(session, actor)
    return int(g.count_unread)


def _to_confirm(session: Session, actor: Actor) -> int:
    """How many posts wait for the second officer."""
    if not rights.may(Action.CONFIRM_POSTS, actor):
        return 0
    return len(proposals.listed(session, (ProposalKind.POST,), queries.COUNT_LIMIT, only_waiting=True))


def _liaisons(session: Session, actor: Actor) -> int:
    """How many changes of liaison wait for the reader."""
    return liaisons.to_confirm(session, actor, queries.COUNT_LIMIT)


def _for_the_secretary_general(kind: ProposalKind) -> Callable[[Any, Actor], int]:
    def count(session: Session, actor: Actor) -> int:
        bodies = rights.bodies(actor, Role.SECRETARY_GENERAL)
        if not bodies:
            return 0
        return len(proposals.listed(session, (kind,), queries.COUNT_LIMIT, only_waiting=True, cppccs=bodies))

    return count


_reorganised, _terms = map(_for_the_secretary_general, (ProposalKind.REORGANISATION, ProposalKind.TERM))
"""How many of them wait for the secretary-general."""


UNIT = (Role.UNIT_LIAISON, Role.UNIT_HEAD)
OFFICERS = (Role.SYS_ADMIN, Role.SEC_ADMIN, Role.AUDIT_ADMIN)
ADMIN = (*OFFICERS, Role.BUSINESS_ADMIN)
LIAISONS = (Role.CASE_OFFICER, Role.OFFICE_CLERK)
SERVES = (Role.LEADER_SECRETARY,)
REORGANISERS = (Role.OFFICE_CLERK, Role.SECRETARY_GENERAL)
TERM_KEEPERS = (Role.BUSINESS_ADMIN, Role.SECRETARY_GENERAL)
KEEPERS = (Role.BUSINESS_ADMIN,)
PLANNERS = (Role.OFFICE_CLERK, Role.BUSINESS_ADMIN)
REGISTRARS = (Role.INTAKE_DESK, Role.CASE_OFFICER, Role.KANJIAN_EDITOR, Role.MEMBER)
NAVIGATION: tuple[tuple[Text, tuple[Place, ...]], ...] = (
    (
        Text("我的工作", "My work"),
        (
            Place("work.inbox", "inbox", Text("待办", "To do"), (), count_open, is_pressing=True, on_phone=True),
            Place("work.for_leader", "users", Text("领导待办", "My leader's list"), SERVES, on_phone=True),
            Place("work.to_read", "eye", Text("待阅", "To read"), (), _to_read),
            Place("work.done", "circle-check", Text("已办", "Done"), (), on_phone=True),
            Place("work.started", "send", Text("我发起", "Started by me")),
        ),
    ),
    (
        Text("业务", "Cases"),
        (
            Place("cases.index", "folder", Text("案件", "Cases"), OFFICE, on_phone=True),
            Place("board.show", "clock", Text("整改期限", "Deadlines"), OFFICE, on_phone=True),
            Place("plan.show", "calendar", Text("年度计划", "Plan of the year"), PLANNERS),
            Place("calendar.show", "table", Text("工作日历", "Working days"), OFFICE),
            Place("units.home", "building", Text("本单位事项", "My unit"), UNIT, on_phone=True),
            Place("work.to_enter", "writing", Text("待代录", "To enter"), ENTERS),
            Place("liaisons.index", "phone", Text("联络员变更", "Liaisons"), LIAISONS, _liaisons),
            Place("cases.new_lead", "plus", Text("登记线索", "Register a lead"), REGISTRARS),
        ),
    ),
    (
        Text("管理", "Keeping"),
        (
            Place("journal.index", "history", Text("操作记录", "Journal"), (Role.AUDIT_ADMIN,), on_phone=True),
            Place("delegations.every", "users", Text("委托", "Delegations"), (Role.SEC_ADMIN,)),
            Place("people.index", "user", Text("人员", "People"), OFFICERS, on_phone=True),
            Place("appointments.posts", "users-group", Text("职务与岗位", "Posts and roles"), OFFICERS),
            Place("appointments.index", "signature", Text("任命复核", "Appointments"), OFFICERS, _to_confirm),
            Place("organisation.units", "building", Text("责任单位", "Units"), (*OFFICERS, *PLANNERS)),
            Place("reorganisations.index", "replace", Text("机构调整", "Reorganisations"), REORGANISERS, _reorganised),
            Place("organisation.committees", "sitemap", Text("专门委员会", "Committees"), (*OFFICERS, *PLANNERS)),
            Place("terms.index", "refresh", Text("换届切换", "Changes of term"), TERM_KEEPERS, _terms),
            Place("routes.index", "arrow-right", Text("审批路线", "Approval chains"), KEEPERS),
            Place("rules.index", "adjustments-horizontal", Text("时限规则", "Deadline rules"), KEEPERS),
            Place("keeping.incidents", "alert-triangle", Text("异常", "Incidents"), ADMIN),
            Place("keeping.processes", "git-branch", Text("流程", "Processes"), ADMIN),
        ),
    ),
)


@dataclass
class Shell:
    """As base.html wants it."""

    city: str
    me: dict[str, str]
    nav: list[dict[str, Any]]
    tabs: list[dict[str, Any]]
    home_href: str
    search_href: str
    notices_href: str
    unread: int | str
    size: str = "normal"
    shortcuts: bool = True
    demo: bool = False
    flashes: list[dict[str, Any]] = field(default_factory=list)


def city() -> str:
    """The city that this store belongs to, or what the setting says."""
    settings: Settings = current_app.extensions["settings"]
    if settings.city:
        return settings.city
    with reading() as session:
        return session.scalar(select(Cppcc.name).order_by(Cppcc.id).limit(1)) or t("（尚未设置）", "(not set up)")


def is_shown(place: Place, actor: Actor) -> bool:
    """Whether one of the actor's posts has this place in its navigation."""
    return not place.roles or any(f"{role}@any" in actor.standings for role in place.roles)


def build() -> Shell | None:
    """The shell of the signed-in visitor; None before signing in."""
    visitor = g.get("visitor")
    if visitor is None:
        return None
    actor: Actor = visitor.actor
    counts: dict[str, int] = {}
    with reading() as session:
        own = rights.bodies(actor, *Role)
        mine = select(Cppcc.name).where(Cppcc.id.in_(own)) if own else select(Cppcc.name)
        name = session.scalar(mine.order_by(Cppcc.id).limit(1)) or ""
        for _, places in NAVIGATION:
            counts |= {place.endpoint: place.counts(session, actor) for place in places if place.counts}
        unread = count_unread(session, actor)
    nav = [
        {"label": tr(title), "items": shown}
        for title, places in NAVIGATION
        if (shown := [_link(place, counts) for place in places if is_shown(place, actor)])
    ]
    phone = [place for _, places in NAVIGATION for place in places if place.on_phone and is_shown(place, actor)]
    tabs = [*(_link(place, counts) for place in phone[:4]), _me_tab()]
    held = [standing for standing in actor.standings.values() if standing.on_behalf_of is None]
    return Shell(
        city=name,
        me={
            "name": actor.name,
            "post": held[0].title if held else "",
            "initial": actor.name[:1],
            "href": url_for("account.mine"),
        },
        nav=nav,
        tabs=tabs,
        home_href=url_for("work.inbox"),
        search_href=url_for("cases.search_for"),
        notices_href=url_for("notices.index"),
        unread=_limited(unread),
        size="large" if request.cookies.get("size") == "large" else "normal",
        shortcuts=request.cookies.get("shortcuts") != "off",
        demo=current_app.extensions["settings"].demo,
    )


def _link(place: Place, counts: dict[str, int]) -> dict[str, Any]:
    return {
        "label": tr(place.text),
        "href": url_for(place.endpoint),
        "icon": place.icon,
        "count": _limited(counts.get(place.endpoint, 0)),
        "is_here": request.endpoint == place.endpoint,
        "is_pressing": place.is_pressing,
    }


def _limited(count: int) -> int | str:
    return f"{queries.COUNT_LIMIT - 1}+" if count >= queries.COUNT_LIMIT else count


def _me_tab() -> dict[str, Any]:
    here = request.endpoint == "account.mine"
    href = url_for("account.mine")
    return {"label": t("我的", "Me"), "href": href, "icon": "user", "count": 0, "is_here": here, "is_pressing": False}


def say(text: Text, kind: str = "done", *acts: dict[str, str]) -> None:
    """Put on the next page what was just done; `acts` are {label, href} or {label, post}."""
    flash([tr(text), list(acts)], kind)  # type: ignore[arg-type] # the session keeps JSON


def register(app: Flask) -> None:
    """Give every template its shell and flashes."""

    @app.context_processor
    def _context() -> dict[str, Any]:
        said = get_flashed_messages(with_categories=True)
        flashes = [{"kind": kind, "text": message[0], "acts": message[1]} for kind, message in said]
        return {"shell": _Lazily(build), "flashes": flashes, "size": request.cookies.get("size", "normal")}


class _Lazily:
    """The shell, read from the store only if the template uses it (a fragment does not)."""

    def __init__(self, make: Callable[[], Shell | None]) -> None:
        self._make = make

    def __getattr__(self, name: str) -> Any:
        if "_shell" not in self.__dict__:
            self._shell = self._make()
        return getattr(self._shell, name)


def week_start() -> Any:
    """The instant at which this week began in the city."""
    today = clock.now().astimezone(clock.CITY).replace(hour=0, minute=0, second=0, microsecond=0)
    return today - timedelta(days=today.weekday())
