"""The words of a unit's track and of its obligations (reference §10.1)."""

from enum import StrEnum

from engine.text import Text


class TrackRole(StrEnum):
    SOLE = "SOLE"
    LEAD = "LEAD"
    ASSIST = "ASSIST"
    SEPARATE = "SEPARATE"


class TrackMode(StrEnum):
    OWN = "OWN"
    VIA_OFFICE = "VIA_OFFICE"  # the inspection office hands out and collects; its liaison answers


class TrackState(StrEnum):
    PENDING_SIGN = "PENDING_SIGN"
    OBJECTION = "OBJECTION"
    SIGNED = "SIGNED"
    PLAN_DUE = "PLAN_DUE"
    PLAN_REVIEW = "PLAN_REVIEW"
    PLAN_RETURNED = "PLAN_RETURNED"
    RECTIFYING = "RECTIFYING"
    REPORT_DUE = "REPORT_DUE"
    REPORT_REVIEW = "REPORT_REVIEW"
    REPORT_RETURNED = "REPORT_RETURNED"
    REINSPECTING = "REINSPECTING"
    EVALUATING = "EVALUATING"
    CLOSED_A = "CLOSED_A"
    CLOSED_C = "CLOSED_C"
    CLOSED_D = "CLOSED_D"
    CLOSED_N = "CLOSED_N"
    FOLLOWING_UP = "FOLLOWING_UP"
    UNRESOLVED = "UNRESOLVED"
    COORDINATING = "COORDINATING"
    OPINION_GIVEN = "OPINION_GIVEN"
    SUSPENDED = "SUSPENDED"
    REASSIGNED = "REASSIGNED"
    WITHDRAWN = "WITHDRAWN"

    @property
    def label(self) -> Text:
        return LABELS[self]


LABELS: dict[TrackState, Text] = {
    TrackState.PENDING_SIGN: Text("待签收", "To be signed for"),
    TrackState.OBJECTION: Text("异议处理中", "Objection under decision"),
    TrackState.SIGNED: Text("已签收", "Signed"),
    TrackState.PLAN_DUE: Text("待报方案", "Plan due"),
    TrackState.PLAN_REVIEW: Text("方案审核中", "Plan under review"),
    TrackState.PLAN_RETURNED: Text("方案退回", "Plan returned"),
    TrackState.RECTIFYING: Text("整改中", "Rectifying"),
    TrackState.REPORT_DUE: Text("待反馈", "Report due"),
    TrackState.REPORT_REVIEW: Text("反馈审核中", "Report under review"),
    TrackState.REPORT_RETURNED: Text("重新整改", "To be rectified again"),
    TrackState.REINSPECTING: Text("复核中", "Being re-inspected"),
    TrackState.EVALUATING: Text("测评销号中", "Being graded"),
    TrackState.CLOSED_A: Text("已销号（A）", "Closed (A)"),
    TrackState.CLOSED_C: Text("已销号（C）", "Closed (C)"),
    TrackState.CLOSED_D: Text("已销号（D）", "Closed (D)"),
    TrackState.CLOSED_N: Text("已销号（N）", "Closed (N)"),
    TrackState.FOLLOWING_UP: Text("持续跟踪", "Followed up"),
    TrackState.UNRESOLVED: Text("提请督查中", "Inspection requested"),
    TrackState.COORDINATING: Text("职责协调中", "Responsibility being settled"),
    TrackState.OPINION_GIVEN: Text("已提协办意见", "Opinion given"),
    TrackState.SUSPENDED: Text("挂起", "Suspended"),
    TrackState.REASSIGNED: Text("已改派", "Reassigned"),
    TrackState.WITHDRAWN: Text("已撤回", "Withdrawn"),
}

SETTLED = frozenset(
    {
        TrackState.CLOSED_A,
        TrackState.CLOSED_C,
        TrackState.CLOSED_D,
        TrackState.CLOSED_N,
        TrackState.UNRESOLVED,
        TrackState.OPINION_GIVEN,
        TrackState.REASSIGNED,
        TrackState.WITHDRAWN,
        TrackState.FOLLOWING_UP,
    }
)
"""States for which the case does not wait; FOLLOWING_UP and UNRESOLVED stay open in the ledger."""


class ObligationState(StrEnum):
    ASKED = "ASKED"
    ADOPTED = "ADOPTED"
    PARTLY = "PARTLY"
    NOT_ADOPTED = "NOT_ADOPTED"
    UNDER_WAY = "UNDER_WAY"
    REPORTED_DONE = "REPORTED_DONE"
    VERIFIED = "VERIFIED"
    CLOSED_A = "CLOSED_A"
    CLOSED_B = "CLOSED_B"
    CLOSED_C = "CLOSED_C"
    CLOSED_D = "CLOSED_D"
    CLOSED_N = "CLOSED_N"
    REOPENED = "REOPENED"
    WITHDRAWN = "WITHDRAWN"


class ResultClass(StrEnum):
    """From the best to the weakest; N (not adopted, explained) stands apart."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    N = "N"


CLOSED = {
    ResultClass.A: ObligationState.CLOSED_A,
    ResultClass.B: ObligationState.CLOSED_B,
    ResultClass.C: ObligationState.CLOSED_C,
    ResultClass.D: ObligationState.CLOSED_D,
    ResultClass.N: ObligationState.CLOSED_N,
}
OVER = frozenset({*CLOSED.values(), ObligationState.WITHDRAWN})


class Adoption(StrEnum):
    ADOPTED = "ADOPTED"
    PARTLY = "PARTLY"
    NOT_ADOPTED = "NOT_ADOPTED"
    STUDYING = "STUDYING"


class Basis(StrEnum):
    """On what a date rests; only who set it may extend it."""

    INSTRUCTION = "INSTRUCTION"
    PRINTED = "PRINTED"
    PLAN = "PLAN"
    RULE = "RULE"
    ACTIVITY = "ACTIVITY"  # counted from the day of an activity, never of what a unit owes
    DECISION = "DECISION"  # a day on which somebody decided: to wait until, to go on from

    @property
    def label(self) -> Text:
        return BASES[self]


BASES: dict[Basis, Text] = {
    Basis.INSTRUCTION: Text("依批示", "By instruction"),
    Basis.PRINTED: Text("建议书所载", "Printed in the letter"),
    Basis.PLAN: Text("依整改方案", "By the plan"),
    Basis.RULE: Text("依规则", "By rule"),
    Basis.ACTIVITY: Text("依活动日", "By the day of the activity"),
    Basis.DECISION: Text("依决定", "By a decision"),
}
