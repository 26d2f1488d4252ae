"""Who may reach what: one line per endpoint and object. An endpoint that has no line here fails the build.

`who` names people of the cast. Everybody else gets 403 or 404, and who has not signed in 401. `status` is what those
who may get: for acts with a body that can be carried out, the sign of success.
"""

from dataclasses import dataclass, field
from typing import Any

Names = frozenset[str]


def names(words: str) -> Names:
    return frozenset(words.split())


LEADERS = names("chair vice_chair sg tied_vice_chair")
COMMITTEE = names("officer officer2 director")
ELSEWHERE = names("other_officer other_director")
OFFICE = (
    LEADERS
    | COMMITTEE
    | ELSEWHERE
    | names("editor numbering seal clerk intake archivist secretary research_director opinion_editor business_admin")
)
ADMINS = names("sys_admin sec_admin audit_admin")
TEAM = names("member1 member2 member3 vice_chair")
UNIT_A = names("liaison_a head_a")
UNIT_C = names("liaison_c tied_vice_chair")
OTHER_UNITS = names("liaison_b inspection")
OUTSIDE = names("member5 kanjian_editor liaison_point leader_viewer outsider")
COUNTY = names("county_officer county_sg county_member")  # another CPPCC in the same store
EVERYBODY = OFFICE | ADMINS | TEAM | UNIT_A | UNIT_C | OTHER_UNITS | OUTSIDE | COUNTY
REGISTRARS = names(
    "intake officer officer2 other_officer clerk member1 member2 member3 member5 kanjian_editor "
    "county_officer county_member"
)
NOBODY: Names = frozenset()
PUBLIC = names("static account.login account.enter account.speak feed.read health.healthz")
"""What is open before signing in; a calendar feed to whoever has its secret address."""


@dataclass(frozen=True)
class Door:
    """`at`: values of the address; "@name" is an id of the town. `form` is posted, `json` too but to the API."""

    endpoint: str
    who: Names
    at: dict[str, Any] = field(default_factory=dict)
    form: dict[str, Any] = field(default_factory=dict)
    json: dict[str, Any] = field(default_factory=dict)
    status: int = 200
    method: str = "GET"


def page(endpoint: str, who: Names, status: int = 200, **at: Any) -> Door:
    return Door(endpoint, who, at, status=status)


def act(endpoint: str, who: Names, form: dict[str, Any] | None = None, status: int = 302, **at: Any) -> Door:
    return Door(endpoint, who, at, form=form or {}, status=status, method="POST")


def call(endpoint: str, who: Names, json: dict[str, Any] | None = None, status: int = 200, **at: Any) -> Door:
    return Door(endpoint, who, at, json=json or {}, status=status, method="POST")


LIAISON_ASKERS = names("officer officer2 other_officer clerk county_officer") | UNIT_A | UNIT_C | OTHER_UNITS
REASON = "当日公出，请代为办理"
AGREE = {"decision": "APPROVE", "item_kind": "REVIEW"}
SIGN = {"action": "SIGN", "handler_office": "办公室", "handler_name": "陶经办", "handler_phone": "0571-88001234"}
SEES_CASE = OFFICE | TEAM | names("kanjian_editor leader_viewer")  # its source; and a leader once the letter is out
ENTERS = names("officer officer2 clerk")  # for a unit of their case, what it asks for on paper
SEES_APPROVAL = OFFICE | NOBODY
DOORS: tuple[Door, ...] = (
    # one's own account
    page("account.mine", EVERYBODY),
    act("account.change_password", EVERYBODY, {"old": "x", "new": "y"}, 422),
    act("account.logout", EVERYBODY),
    act("account.set_language", EVERYBODY, {"language": "zh"}),
    act("account.set_notices", EVERYBODY, {"mail": "name@example.org"}),
    act("account.issue_token", EVERYBODY, {"name": "n"}, 200),
    act("account.revoke_token", names("outsider"), token_id="@token"),
    act("account.make_feed", EVERYBODY - names("outsider"), {}, 200),
    act("account.remove_feed", names("officer")),
    # absence and delegation
    page("delegations.mine", EVERYBODY),
    page("delegations.ask", EVERYBODY),
    act("delegations.lend", EVERYBODY, {"first": ""}, 422),
    act("delegations.take_back", names("sg sec_admin"), delegation_id="@lent"),
    page("delegations.show", names("sg clerk"), delegation_id="@lent"),
    act("delegations.object_to", names("vice_chair"), {"reason": ""}, 422, delegation_id="@over", item_id="@decided"),
    page("delegations.ask_absence", EVERYBODY),
    act("delegations.enter_absence", EVERYBODY, {"first": ""}, 422),
    act("delegations.remove_absence", names("officer"), absence_id="@absence"),
    page("delegations.every", names("sec_admin")),
    page("delegations.ask_for", names("sec_admin"), person="@officer2_person"),
    act("delegations.lend_for", names("sec_admin"), {"first": ""}, 422, person="@officer2_person"),
    # relations to units
    page("ties.mine", EVERYBODY),
    act("ties.declare", EVERYBODY, {}, 422),
    act("ties.end", names("archivist"), tie_id="@tie"),
    # one's own work
    page("work.home", EVERYBODY, 302),
    page("work.inbox", EVERYBODY),
    page("work.done", EVERYBODY),
    page("work.started", EVERYBODY),
    page("work.to_read", EVERYBODY),
    page("work.to_enter", names("intake clerk officer officer2 other_officer county_officer")),
    page("work.for_leader", names("secretary")),
    page("work.open_reading", names("sg"), 302, reading_id="@reading"),
    page("work.preview", SEES_APPROVAL, item_id="@approve"),
    page("work.preview", OFFICE | names("liaison_a"), item_id="@sign_a"),
    # notices
    page("morning.show", EVERYBODY),
    page("units.other_letter", NOBODY, track_id="@track_a", document_id="@letter"),  # not what it is called with
    page("notices.index", EVERYBODY),
    page("notices.open_one", names("sg"), 302, notice_id="@notice"),
    act("notices.mark_one", names("sg"), source="notice", row_id="@notice"),
    act("notices.mark_one", names("sg"), source="reading", row_id="@reading"),
    act("notices.mark_all", EVERYBODY),
    # cases
    page("cases.index", EVERYBODY - ADMINS - UNIT_A - names("liaison_b liaison_c outsider")),
    page("cases.new_lead", EVERYBODY, 302),
    page("cases.search_for", EVERYBODY),
    page("cases.similar_ones", EVERYBODY),
    page("board.show", OFFICE | names("county_officer county_sg")),
    page("board.show", OFFICE | names("county_officer county_sg"), view="lanes"),
    page("board.show", OFFICE | names("county_officer county_sg"), view="calendar"),
    page("board.show", OFFICE | names("county_officer county_sg"), view="units"),
    page("board.export", OFFICE | names("county_officer county_sg")),
    page("cases.show", SEES_CASE, case_id="@case"),
    page("cases.show", OFFICE, case_id="@other"),
    page("cases.diagram_xml", OFFICE, case_id="@case", file="symposium.bpmn"),
    page("cases.paper", SEES_CASE - names("kanjian_editor"), document_id="@letter"),
    page("cases.paper", OFFICE, document_id="@initiation"),
    # the plan of the year
    page("plan.show", names("clerk business_admin")),
    act("plan.add", names("clerk business_admin"), {"year": "2026", "title": "", "committee": ""}, 422),
    act("plan.remove", names("clerk business_admin"), item_id="@plan_item"),
    # the working days
    page("calendar.show", OFFICE | names("county_officer county_sg")),
    page("calendar.ask_day", names("business_admin"), day="2026-04-20"),
    act(
        "calendar.change_day",
        names("business_admin"),
        {"day": "2026-04-20", "scope": "", "kind": "HOLIDAY", "name": "市庆", "source": "市人民政府公告"},
    ),
    page("calendar.template", names("business_admin")),
    act("calendar.check_file", names("business_admin"), {"file": ""}, 422),
    act("calendar.take_file", names("business_admin"), {"csv": "x"}, 422),
    page("recounts.show", names("business_admin"), recount_id="@recount"),
    act("recounts.agree", names("business_admin"), recount_id="@recount"),
    act("recounts.drop", names("business_admin"), recount_id="@recount"),
    # deadline rules and thresholds
    page("rules.index", OFFICE | names("county_officer county_sg")),
    page("rules.show", OFFICE | names("county_officer county_sg"), kind="deadline", key="unit_plan"),
    act("rules.change", names("business_admin"), {"length": "0"}, 422, kind="deadline", key="unit_plan"),
    act(
        "rules.take_back", names("business_admin"), {"valid_from": "2000-01-01"}, 422, kind="deadline", key="unit_plan"
    ),
    # units
    page("units.home", UNIT_A | UNIT_C | OTHER_UNITS),
    page("units.track", OFFICE | TEAM | UNIT_A, track_id="@track_a"),
    page("units.track", OFFICE | TEAM | UNIT_C, track_id="@track_c"),
    page("units.letter", OFFICE | TEAM | UNIT_A, track_id="@track_a"),
    # why a date is what it is
    page("why.show", OFFICE, kind="item", subject_id="@approve"),
    page("why.show", OFFICE | names("liaison_a"), kind="item", subject_id="@sign_a"),
    # one item: of an approval, of a unit, of another committee
    page("task.show", OFFICE, item_id="@approve"),
    page("task.show", OFFICE | names("liaison_a"), item_id="@sign_a"),
    page("task.show", OFFICE | UNIT_C, item_id="@sign_c"),
    page("task.show", OFFICE, item_id="@other_weigh"),
    page("task.ask_transfer", OFFICE, item_id="@approve"),
    page("task.ask_signer", OFFICE, item_id="@approve"),
    page("task.ask_return", names("sg"), item_id="@approve"),
    act("task.answer", names("sg"), AGREE, item_id="@approve"),
    act("task.answer", names("liaison_a"), SIGN, item_id="@sign_a"),
    act("task.keep_draft", OFFICE, {"opinion": "x"}, 204, item_id="@approve"),
    act("task.claim", names("officer officer2"), item_id="@weigh"),
    act("task.release", names("officer"), item_id="@claimed"),
    act("task.transfer", COMMITTEE, {"person": "@officer2_person", "reason": REASON}, item_id="@weigh"),
    act(
        "task.add_signer",
        names("sg"),
        {"person": "@officer2_person", "where": "before", "reason": REASON},
        item_id="@approve",
    ),
    act("task.return_to", names("sg"), {"element": "initiation", "reason": REASON}, item_id="@approve"),
    act("task.urge", COMMITTEE | names("sg"), {"via": "PHONE", "note": REASON}, item_id="@sign_a"),
    page("task.ask_correct", names("officer"), item_id="@submitted"),
    act(
        "task.correct",
        names("officer"),
        {"wrong": "6月1日", "right": "6月11日", "reason": "录入时看错一行"},
        item_id="@submitted",
    ),
    act("task.withdraw", names("officer"), item_id="@submitted"),
    page("task.ask_send", names("officer officer2"), item_id="@draft", message="letter_not_needed"),
    act("task.send", names("officer officer2"), item_id="@draft", message="letter_not_needed"),
    # beginning
    page("start.ask", REGISTRARS, process="supervision", subject_id=0),
    page("start.ask", names("director"), process="merge_or_split_act", subject_id="@initiated"),
    page("start.ask", ENTERS | names("liaison_a"), process="progress_act", subject_id="@track_a"),
    act("start.begin", REGISTRARS, {}, 422, process="supervision", subject_id=0),
    act("start.begin", ENTERS | names("liaison_a"), {}, 422, process="progress_act", subject_id="@track_a"),
    act("start.keep_draft", REGISTRARS, {"title": "x"}, 204, process="supervision", subject_id=0),
    # files
    act("files.upload", EVERYBODY, {"file": ""}, 422),
    page("files.download", OFFICE | names("kanjian_editor"), attachment_id="@evidence"),
    page("files.download", OFFICE | UNIT_C | TEAM, attachment_id="@file_c"),
    page("files.download", names("liaison_a"), attachment_id="@unsent"),
    page("files.thumbnail", OFFICE | names("kanjian_editor"), attachment_id="@evidence"),
    # looking up
    page("lookup.pick", EVERYBODY, kind="person"),
    page("lookup.pick", OFFICE | names("county_officer county_sg"), kind="case"),
    # the house: people, posts, units, committees, chains, the journal
    page("people.index", ADMINS),
    page("people.show", ADMINS, person_id="@officer2_person"),
    page("people.ask", names("sys_admin")),
    act("people.add", names("sys_admin"), {"name": ""}, 422),
    page("people.ask_change", names("sys_admin"), person_id="@officer2_person"),
    act("people.change", names("sys_admin"), {"name": ""}, 422, person_id="@officer2_person"),
    page("people.ask_account", names("sys_admin"), person_id="@citizen_person"),
    act("people.open_account", names("sys_admin"), {"login": ""}, 422, person_id="@citizen_person"),
    act("people.reset_account", names("sys_admin"), {}, 200, person_id="@officer2_person"),
    act("people.close_account", names("sys_admin"), person_id="@officer2_person"),
    act("people.reopen_account", names("sys_admin"), person_id="@officer2_person"),
    page("appointments.posts", ADMINS),
    page("appointments.index", ADMINS),
    page("appointments.show", ADMINS, proposal_id="@proposal"),
    act("appointments.confirm", names("sys_admin"), proposal_id="@proposal"),
    act("appointments.refuse", names("sys_admin"), {"reason": REASON}, proposal_id="@proposal"),
    act("appointments.take_back", names("sec_admin"), proposal_id="@proposal"),
    page("appointments.ask", names("sec_admin"), person_id="@officer2_person"),
    act("appointments.propose", names("sec_admin"), {"role": ""}, 422, person_id="@officer2_person"),
    page("appointments.ask_end", names("sec_admin"), post_id="@officer2_post"),
    act("appointments.end", names("sec_admin"), {"from_day": ""}, 422, post_id="@officer2_post"),
    page("appointments.ask_leave", names("sec_admin"), person_id="@officer2_person"),
    act("appointments.leave", names("sec_admin"), {"from_day": ""}, 422, person_id="@officer2_person"),
    page("organisation.units", OFFICE | ADMINS | names("county_officer county_sg")),
    page("organisation.unit", OFFICE | ADMINS, unit_id="@unit_a"),
    page("organisation.ask_unit", names("clerk business_admin")),
    act("organisation.add_unit", names("clerk business_admin"), {"name": ""}, 422),
    page("organisation.ask_unit_change", names("clerk business_admin"), unit_id="@unit_a"),
    act("organisation.change_unit", names("clerk business_admin"), {"kind": ""}, 422, unit_id="@unit_a"),
    page("organisation.committees", OFFICE | ADMINS | names("county_officer county_sg")),
    page("organisation.committee", OFFICE | ADMINS, committee_id="@urban"),
    page("organisation.ask_committee", names("clerk business_admin")),
    act("organisation.add_committee", names("clerk business_admin"), {"name": ""}, 422),
    page("organisation.ask_committee_change", names("clerk business_admin"), committee_id="@urban"),
    act("organisation.change_committee", names("clerk business_admin"), {"name": ""}, 422, committee_id="@urban"),
    page("liaisons.index", LIAISON_ASKERS),
    page("liaisons.ask", LIAISON_ASKERS),
    act(
        "liaisons.propose",
        LIAISON_ASKERS,
        {"new_name": ""},
        422,
    ),
    page("liaisons.show", names("officer officer2 other_officer clerk") | UNIT_A, proposal_id="@liaison_change"),
    act("liaisons.confirm", names("officer officer2 other_officer"), {}, 200, proposal_id="@liaison_change"),
    act("liaisons.refuse", names("officer officer2 other_officer"), {"reason": REASON}, proposal_id="@liaison_change"),
    act("liaisons.take_back", names("liaison_a"), proposal_id="@liaison_change"),
    page("reorganisations.index", names("clerk sg county_sg")),
    page("reorganisations.ask", names("clerk")),
    act("reorganisations.propose", names("clerk"), {"old_org": ""}, 422),
    page("reorganisations.show", names("clerk sg"), proposal_id="@reorganisation"),
    act("reorganisations.confirm", names("sg"), proposal_id="@reorganisation"),
    act("reorganisations.refuse", names("sg"), {"reason": REASON}, proposal_id="@reorganisation"),
    act("reorganisations.take_back", names("clerk"), proposal_id="@reorganisation"),
    page("terms.index", names("business_admin sg county_sg")),
    page("terms.ask", names("business_admin")),
    act("terms.propose", names("business_admin"), {"closing_date": ""}, 422),
    page("terms.show", names("business_admin sg"), proposal_id="@term"),
    act("terms.confirm", names("sg"), proposal_id="@term"),
    act("terms.refuse", names("sg"), {"reason": REASON}, proposal_id="@term"),
    act("terms.take_back", names("business_admin"), proposal_id="@term"),
    page("routes.index", OFFICE | names("county_officer county_sg")),
    page("routes.show", OFFICE | names("county_officer county_sg"), name="LETTER"),
    page("routes.ask", names("business_admin"), name="LETTER"),
    act("routes.change", names("business_admin"), {"valid_from": ""}, 422, name="LETTER"),
    act("routes.take_back", names("business_admin"), name="LETTER", day="@coming_route"),
    page("journal.index", names("audit_admin")),
    act("journal.verify", names("audit_admin"), {}, 200),
    # keeping
    page("keeping.incidents", ADMINS | names("business_admin")),
    act("keeping.retry", ADMINS | names("business_admin"), incident_id="@incident"),
    act("keeping.skip", ADMINS | names("business_admin"), {"reason": REASON}, incident_id="@incident"),
    act("keeping.look_again", ADMINS | names("business_admin"), incident_id="@stuck"),
    page("keeping.processes", ADMINS | names("business_admin")),
    page("keeping.diagram", ADMINS | names("business_admin"), definition_id=1, file="@file"),
    page("keeping.diagram_xml", ADMINS | names("business_admin"), definition_id=1, file="@file"),
    # the API
    page("docs.browse", EVERYBODY),
    page("api-docs.openapi_json", EVERYBODY),
    page("api_forms.every", EVERYBODY),
    page("api_forms.one", EVERYBODY, process="supervision", element="register_lead"),
    page("api_cases.every", EVERYBODY),
    page("api_cases.one", SEES_CASE, case_id="@case"),
    page("api_cases.record", OFFICE, case_id="@case"),
    page("api_why.of_case", SEES_CASE | UNIT_A | UNIT_C, case_id="@case"),
    page("api_why.one", OFFICE, kind="item", subject_id="@approve"),
    page("api_why.one", OFFICE | names("liaison_a"), kind="item", subject_id="@sign_a"),
    call("api_cases.begin", REGISTRARS, {"answer": {}}, 422, process="supervision", subject_id=0),
    page("api_plan.one", names("clerk business_admin")),
    call("api_plan.add", names("clerk business_admin"), {"year": 2026, "title": "x", "committee_id": 2**50}, 422),
    call("api_plan.remove", names("clerk business_admin"), row_id="@plan_item"),
    page("api_to_enter.every", names("intake clerk officer officer2 other_officer county_officer")),
    page("api_work.mine", EVERYBODY),
    page("api_work.one", OFFICE, item_id="@approve"),
    page("api_work.one", OFFICE | names("liaison_a"), item_id="@sign_a"),
    call("api_work.complete", names("sg"), {"answer": AGREE}, item_id="@approve"),
    call("api_work.claim", names("officer officer2"), item_id="@weigh"),
    call("api_work.release", names("officer"), item_id="@claimed"),
    call(
        "api_work.transfer",
        COMMITTEE,
        {"person_id": "@officer2_person", "reason": REASON},
        item_id="@weigh",
    ),
    call("api_work.add_signer", names("sg"), {"person_id": "@officer2_person"}, item_id="@approve"),
    call("api_work.return_to", names("sg"), {"element": "initiation", "reason": REASON}, item_id="@approve"),
    call("api_work.urge", COMMITTEE | names("sg"), {"via": "PHONE"}, item_id="@sign_a"),
    call("api_work.send", names("officer officer2"), {"message": "letter_not_needed"}, item_id="@draft"),
    call(
        "api_work.correct",
        names("officer"),
        {"answer": {"wrong": "6月1日", "right": "6月11日", "reason": "录入时看错一行"}},
        item_id="@submitted",
    ),
    call("api_work.withdraw", names("officer"), item_id="@submitted"),
)
