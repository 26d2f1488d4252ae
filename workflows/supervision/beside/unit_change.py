"""X5 追加/更换责任单位 · Add or replace a unit."""

from engine.completion import IN_SEQUENCE
from engine.forms import Form, Option, choice, files, longtext, ref, refs
from engine.models import Act
from engine.process import Seat, UserTask
from engine.text import Text
from workflows.cases.choices import TRACK_ROLE

ACTION = (
    Option("ADD", Text("追加", "Add")),
    Option("REPLACE", Text("更换", "Replace")),
)
LETTER_BASIS = (
    Option("SUPPLEMENT_LETTER", Text("补送函", "Supplementary letter")),
    Option("REVOKE_REISSUE", Text("撤销重发", "Revoke and issue anew")),
)


class UnitChangeForm(Form):
    action = choice(ACTION, "操作", "Action", required=True)
    old_unit = ref(
        "unit", "原责任单位", "Unit replaced", required_when="action=REPLACE", shown_when="action=REPLACE"
    )  # rule: has an open track
    new_unit = ref("unit", "新责任单位", "New unit", required=True)  # rule: active, not a target already
    track_role = choice(
        TRACK_ROLE, "办理角色", "Role", required=True
    )  # rule: exactly one LEAD unless all SEPARATE, checked again afterwards
    recommendation_items = refs(
        "recommendation_item", "承办建议条目", "Recommendations taken over"
    )  # rule: ≥1 unless ASSIST
    letter_basis = choice(
        LETTER_BASIS, "对新单位的文书", "Document for the new unit"
    )  # rule: asked after the letter was issued: the new unit answers a document addressed to it
    consent_file = files(
        "新单位书面同意", "Written consent", at_most=1
    )  # rule: asked for REPLACE unless the responsibility was settled by U1.3
    reason = longtext(500, "理由", "Reason", required=True, advise_min=10)  # rule: ≥10 chars
    notice_text = longtext(500, "告知内容", "Notice to the units", required=True, advise_min=10)  # rule: ≥10 chars


class UnitChange(UserTask):
    """Add or replace a unit."""

    step = "X5"
    element = "unit_change"
    label = Text("追加/更换责任单位", "Add or replace a unit")
    form = UnitChangeForm
    seats = (
        Seat("case_officer", "committee", Act.FILL),
        Seat("committee_director", "committee", Act.APPROVE),
        Seat("vice_chair", "committee", Act.APPROVE),
    )
    completion = IN_SEQUENCE
    deadline = "unit_change"
    on_expiry = ("REMIND",)
    outcomes = (
        "ADDED",
        "REPLACED",
        "REISSUE",
    )
    # rule: outcomes: ADDED -> STAY when action=ADD opens U1; REPLACED -> STAY when action=REPLACE opens U1; REISSUE -> P1.7 when letter_basis=REVOKE_REISSUE
    # rule: The new track starts its own clocks; the old one is REASSIGNED. Ties are checked again.
    # rule: lines like this come from the dictionary of forms: turn each into code (check, advise, apply), then delete it
