"""The states and stages of a case in the office's words."""

from engine.text import Text
from workflows.cases.models import CaseState, Stage

STAGES: dict[str, Text] = {
    Stage.PREPARATION: Text("前期对接", "Preparation"),
    Stage.DISPATCH_RESPONSE: Text("响应派单", "Call and response"),
    Stage.FIELD_SUPERVISION: Text("实地监督", "Field supervision"),
    Stage.SYMPOSIUM: Text("协商座谈", "Symposium"),
    Stage.SUMMARY_FEEDBACK: Text("总结反馈", "Summary and feedback"),
}
STEPS: dict[str, Text] = {
    "examining": Text("分办与研判", "Assigning and weighing"),
    "initiating": Text("立项", "Initiation"),
    "team": Text("邀请与响应", "Invitations"),
    "letters": Text("起草与签发", "Draft and signature"),
    "sending": Text("编号与送达", "Number and dispatch"),
    "waiting": Text("报送与批示", "Report and instruction"),
    "closing": Text("总结与结案", "Summary and closing"),
    "archiving": Text("回头看与归档", "Look-backs and archive"),
    "look_backs": Text("回头看", "Look-backs"),
    "approval": Text("审批", "Approval"),
}
"""The steps of a stage that have a diagram of their own, by its id."""
STATES: dict[str, Text] = {
    CaseState.DRAFT: Text("草稿", "Draft"),
    CaseState.SUBMITTED: Text("已登记", "Registered"),
    CaseState.UNDER_REVIEW: Text("研判中", "Being weighed"),
    CaseState.REJECTED: Text("暂不纳入", "Not taken up"),
    CaseState.MERGED: Text("已并案", "Merged"),
    CaseState.CONVERTED: Text("已转办", "Passed on"),
    CaseState.ACCEPTED: Text("已纳入", "Taken up"),
    CaseState.INITIATED: Text("已立项", "Initiated"),
    CaseState.PLANNING: Text("拟定方案", "Being planned"),
    CaseState.IN_SUPERVISION: Text("监督中", "Under supervision"),
    CaseState.DRAFTING_LETTER: Text("起草建议书", "Letter being drafted"),
    CaseState.IN_APPROVAL: Text("建议书审批中", "Letter in approval"),
    CaseState.ISSUED: Text("建议书已印发", "Letter issued"),
    CaseState.IN_RECTIFICATION: Text("整改中", "Under rectification"),
    CaseState.SUMMARISING: Text("总结中", "Being summed up"),
    CaseState.CLOSING: Text("结案审批中", "Closing in approval"),
    CaseState.CLOSED: Text("已结案", "Closed"),
    CaseState.LOOKING_BACK: Text("回头看", "Looking back"),
    CaseState.REOPENED: Text("重新启动", "Reopened"),
    CaseState.SUSPENDED: Text("挂起", "Suspended"),
    CaseState.TRACKED_ONLY: Text("仅跟踪", "Tracked only"),
    CaseState.SOURCE_WITHDRAWN: Text("来源撤回", "Source withdrew"),
    CaseState.WITHDRAWN: Text("已撤回", "Withdrawn"),
    CaseState.ARCHIVED: Text("已归档", "Archived"),
}
