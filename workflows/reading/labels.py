"""Words for the states and kinds that a case's page and lists name."""

from collections.abc import Sequence

from engine.forms import Option
from engine.text import Text
from workflows.cases.choices import TRACK_ROLE
from workflows.cases.models import LinkKind
from workflows.rectification.states import ObligationState

OBLIGATION_STATE = {
    ObligationState.ASKED: Text("已提出", "Asked"),
    ObligationState.ADOPTED: Text("采纳", "Adopted"),
    ObligationState.PARTLY: Text("部分采纳", "Partly adopted"),
    ObligationState.NOT_ADOPTED: Text("未采纳", "Not adopted"),
    ObligationState.UNDER_WAY: Text("整改中", "Under way"),
    ObligationState.REPORTED_DONE: Text("已反馈", "Reported done"),
    ObligationState.VERIFIED: Text("复核通过", "Verified"),
    ObligationState.CLOSED_A: Text("销号（A）", "Closed (A)"),
    ObligationState.CLOSED_B: Text("持续跟踪（B）", "Followed up (B)"),
    ObligationState.CLOSED_C: Text("销号（C）", "Closed (C)"),
    ObligationState.CLOSED_D: Text("销号（D）", "Closed (D)"),
    ObligationState.CLOSED_N: Text("未采纳（已说明）", "Not adopted, explained"),
    ObligationState.REOPENED: Text("重新整改", "To be done again"),
    ObligationState.WITHDRAWN: Text("已撤回", "Withdrawn"),
}
LINK = {
    LinkKind.RELATED: Text("相关", "Related"),
    LinkKind.MERGED: Text("并案", "Merged"),
    LinkKind.ATTACHED: Text("再次曝光并入", "Second broadcast"),
    LinkKind.RELAPSE: Text("反弹", "Relapse"),
    LinkKind.SPLIT: Text("拆案", "Split"),
    LinkKind.CONVERTED: Text("转化", "Converted"),
}


def of_choice(options: Sequence[Option], value: str) -> Text:
    """The words of a stored choice; the value itself where it is not among the options any more."""
    return next((option.text for option in options if option.value == value), Text(value, value))


def track_role(value: str) -> Text:
    """主办, 协办 …"""
    return of_choice(TRACK_ROLE, value)
