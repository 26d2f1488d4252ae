"""X8 重新启动 · Reopen."""

from engine.completion import IN_SEQUENCE
from engine.forms import Form, Option, choice, longtext, ref, refs
from engine.models import Act
from engine.process import Seat, UserTask
from engine.text import Text

KIND = (
    Option("NEW_TRACK", Text("本案重启", "New track")),
    Option("NEW_CASE", Text("另建关联案件", "New linked case")),
    Option("NONE", Text("不重启", "None")),
)
PAPER = (
    Option("URGE_LETTER", Text("催促函", "Urging letter")),
    Option("NEW_LETTER", Text("新建议书", "New letter")),
)


class ReopenForm(Form):
    kind = choice(KIND, "方式", "How", required=True)  # rule: archived: NEW_CASE or NONE only
    relapse_of = ref(
        "case", "反弹的原案", "Relapse of", required_when="kind=NEW_CASE", shown_when="kind=NEW_CASE"
    )  # rule: its promises and closings stand beside the new case
    paper = choice(PAPER, "文书", "Document", required_when="kind=NEW_CASE", shown_when="kind=NEW_CASE")
    responsible_units = refs(
        "unit", "责任单位", "Units", required_when="kind=NEW_TRACK", shown_when="kind=NEW_TRACK"
    )  # rule: ≥1
    recommendation_items = refs(
        "recommendation_item",
        "建议条目",
        "Recommendations",
        required_when="kind=NEW_TRACK",
        shown_when="kind=NEW_TRACK",
    )  # rule: ≥1
    reason = longtext(500, "理由", "Reason", required=True, advise_min=20)  # rule: ≥20 chars


class Reopen(UserTask):
    """Reopen."""

    step = "X8"
    element = "reopen"
    label = Text("重新启动", "Reopen")
    form = ReopenForm
    seats = (
        Seat("committee_director", "committee", Act.FILL),
        Seat("vice_chair", "committee", Act.APPROVE),
    )
    completion = IN_SEQUENCE
    deadline = "reopen_decision"
    on_expiry = ("OFFICE_LADDER",)
    outcomes = (
        "REOPENED",
        "LINKED",
        "NOT_REOPENED",
    )
    # rule: outcomes: REOPENED -> WAIT when kind=NEW_TRACK opens U1; LINKED -> END when kind=NEW_CASE opens P1.1; NOT_REOPENED -> STAY when kind=NONE
    # rule: NEW_TRACK inherits the letter and is marked 复查发现反弹, before the archive only; NEW_CASE is linked (relapse_of) and has its own number; both propose L3. An archive is never unlocked.
    # rule: lines like this come from the dictionary of forms: turn each into code (check, advise, apply), then delete it
