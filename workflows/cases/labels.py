"""Words for the states and kinds that a case's page and lists name."""

from collections.abc import Sequence

from engine.forms import Option
from engine.text import Text
from workflows.cases.choices import TRACK_ROLE
from workflows.cases.models import LinkKind
from workflows.documents.models import DocumentKind, DocumentStatus
from workflows.rectification.states import Basis, ObligationState

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
BASIS = {
    Basis.INSTRUCTION: Text("依批示", "By instruction"),
    Basis.PRINTED: Text("建议书所载", "Printed in the letter"),
    Basis.PLAN: Text("依整改方案", "By the plan"),
    Basis.RULE: Text("依规则", "By rule"),
}
DOCUMENT_KIND = {
    DocumentKind.INITIATION: Text("立项审批单", "Initiation sheet"),
    DocumentKind.PLAN: Text("监督方案", "Plan"),
    DocumentKind.TOPIC_PLAN: Text("协商方案", "Plan of the topic"),
    DocumentKind.LETTER: Text("民主监督建议书", "Letter"),
    DocumentKind.REPORT: Text("报告", "Report"),
    DocumentKind.NO_LETTER: Text("不发建议书", "Closing without a letter"),
    DocumentKind.CLOSING_REPORT: Text("结案报告", "Closing report"),
    DocumentKind.WITHDRAWAL: Text("撤回请示", "Request to withdraw"),
    DocumentKind.EXTENSION: Text("延期申请", "Extension"),
    DocumentKind.SUSPENSION: Text("挂起申请", "Suspension"),
    DocumentKind.MINUTES: Text("协商纪要", "Minutes"),
    DocumentKind.URGING_LETTER: Text("催办函", "Urging letter"),
    DocumentKind.ESCALATION_LETTER: Text("提请督查函", "Request for inspection"),
    DocumentKind.CORRECTION: Text("更正函", "Letter of correction"),
    DocumentKind.BULLETIN: Text("信息专报", "Bulletin"),
    DocumentKind.NOTICE: Text("通知", "Notice"),
    DocumentKind.HANDOVER_SLIP: Text("交办单", "Handover slip"),
}
DOCUMENT_STATUS = {
    DocumentStatus.DRAFT: Text("草稿", "Draft"),
    DocumentStatus.IN_APPROVAL: Text("审批中", "In approval"),
    DocumentStatus.APPROVED: Text("已批准", "Approved"),
    DocumentStatus.SIGNED: Text("已签发", "Signed"),
    DocumentStatus.NUMBERED: Text("已编号", "Numbered"),
    DocumentStatus.SEALED: Text("已用印", "Sealed"),
    DocumentStatus.ISSUED: Text("已发出", "Issued"),
    DocumentStatus.VOID: Text("已作废", "Void"),
    DocumentStatus.RECALLED: Text("已撤销", "Recalled"),
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
