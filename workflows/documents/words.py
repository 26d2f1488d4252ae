"""Kinds and states of documents in the office's words."""

from engine.text import Text
from workflows.documents.models import Document, DocumentKind, DocumentStatus

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
    DocumentKind.SUPPLEMENT: Text("补送函", "Supplementary letter"),
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


def status(document: Document) -> Text:
    """A document's state. A notice and a hand-over slip have no approval: they are written when they go out."""
    goes_out = document.kind in (DocumentKind.NOTICE, DocumentKind.HANDOVER_SLIP)
    return DOCUMENT_STATUS[DocumentStatus.ISSUED if goes_out else document.status]
