"""The default clocks of reference §10.2: key, unit, count, internal or not, and their words.

A rule that takes its date from the case (next check, window of a call) is a DATE with count 0; a date of
the year is month × 100 + day. Where the table says "instruction's date, else printed, else plan's, else
60 wd" only the last is a rule; the rest are dates of the case.
"""

from typing import NamedTuple

from engine.text import Text
from workflows.settings.models import ClockUnit

WORKDAY, CALENDAR_DAY, MONTH, DATE = ClockUnit
OURS, THEIRS = True, False


class Clock(NamedTuple):
    key: str
    unit: ClockUnit
    length: int
    is_internal: bool
    label: Text


SUPERVISION = (
    Clock("lead_draft_idle", CALENDAR_DAY, 30, THEIRS, Text("线索草稿闲置", "Idle draft of a lead")),
    Clock("intake_assign", WORKDAY, 1, OURS, Text("分办", "Assign the lead")),
    Clock("lead_review", WORKDAY, 2, OURS, Text("线索研判", "Weigh the lead")),
    Clock("source_reply", WORKDAY, 5, OURS, Text("答复来源", "Reply to the source")),
    Clock("initiation_draft", WORKDAY, 1, OURS, Text("拟立项审批单", "Draft the initiation sheet")),
    Clock("initiation_step", WORKDAY, 1, OURS, Text("立项审批", "Step of the initiation")),
    Clock("approval_step", WORKDAY, 3, OURS, Text("审批", "Step of an approval")),
    Clock("plan_step", WORKDAY, 1, OURS, Text("方案审批", "Step of the plan's approval")),
    Clock("plan_draft", WORKDAY, 5, OURS, Text("拟监督方案", "Draft the plan")),
    Clock("member_response", WORKDAY, 2, THEIRS, Text("委员响应派单", "Members answer the invitation")),
    Clock("activity_notice", WORKDAY, -2, OURS, Text("发视察通知", "Notice of the activity")),
    Clock("activity_minutes", WORKDAY, 3, OURS, Text("活动记录", "Record of the activity")),
    Clock("letter_draft", WORKDAY, 5, OURS, Text("起草建议书", "Draft the letter")),
    Clock("letter_review_step", WORKDAY, 1, OURS, Text("建议书审批", "Step of the letter's approval")),
    Clock("office_edit", WORKDAY, 1, OURS, Text("核稿", "Office edit")),
    Clock("countersign", WORKDAY, 2, OURS, Text("会签", "Countersign")),
    Clock("numbering_seal", WORKDAY, 1, OURS, Text("编号用印", "Number and seal")),
    Clock("dispatch", WORKDAY, 1, OURS, Text("送达交办", "Dispatch")),
    Clock("letter_submission", WORKDAY, 1, OURS, Text("报送", "Submit the letter")),
    Clock("wait_instruction", WORKDAY, 30, THEIRS, Text("等待批示", "Wait for the instruction")),
    Clock("no_instruction_decision", WORKDAY, 3, OURS, Text("未获交办批示的处理", "Decide without an instruction")),
    Clock("instruction_register", WORKDAY, 2, OURS, Text("批示登记", "Register the instruction")),
    Clock("summary", WORKDAY, 10, OURS, Text("总结", "Summary")),
    Clock("close_step", WORKDAY, 3, OURS, Text("结案审批", "Step of the closing")),
    Clock("lookback_1", MONTH, 3, THEIRS, Text("第一次回头看", "First look-back")),
    Clock("lookback_2", MONTH, 6, THEIRS, Text("第二次回头看", "Second look-back")),
    Clock("archive", WORKDAY, 20, OURS, Text("归档", "Archive")),
    Clock("archive_handover", DATE, 630, THEIRS, Text("档案移交", "Hand the archives over")),
    Clock("archive_supplement", WORKDAY, 5, OURS, Text("补正归档材料", "Supply what the archive lacks")),
)

RECTIFICATION = (
    Clock("unit_sign", WORKDAY, 3, THEIRS, Text("签收", "Sign for receipt")),
    Clock("sign_call", WORKDAY, 3, OURS, Text("电话联系并登记签收情况", "Telephone and register the receipt")),
    Clock("unit_objection", DATE, 0, THEIRS, Text("提出异议", "Object")),
    Clock("deemed_served", WORKDAY, 5, THEIRS, Text("视为送达", "Deemed served")),
    Clock("objection_decision", WORKDAY, 3, OURS, Text("异议处理", "Decide the objection")),
    Clock("coordination_reply", WORKDAY, 10, THEIRS, Text("职责协调答复", "Answer on who is responsible")),
    Clock("unit_plan", WORKDAY, 10, THEIRS, Text("整改方案", "Rectification plan")),
    Clock("plan_review", WORKDAY, 3, OURS, Text("方案审核", "Review the plan")),
    Clock("plan_resubmit", WORKDAY, 5, THEIRS, Text("重报方案", "Hand the plan in again")),
    Clock("unit_meeting", WORKDAY, 10, OURS, Text("方案沟通会", "Meeting with the unit")),
    Clock("progress_interval", WORKDAY, 20, THEIRS, Text("整改进度", "Progress report")),
    Clock("immediate_item", WORKDAY, 10, THEIRS, Text("立行立改", "Immediate item")),
    Clock("assist_opinion", WORKDAY, 20, THEIRS, Text("协办意见", "Assist unit's opinion")),
    Clock("unit_report", WORKDAY, 60, THEIRS, Text("整改反馈", "Rectification report")),
    Clock("reinspection", WORKDAY, 10, OURS, Text("复核", "Re-inspection")),
    Clock("re_rectify_notice", WORKDAY, 3, OURS, Text("重新整改通知", "Notice to rectify again")),
    Clock("re_rectify", WORKDAY, 15, THEIRS, Text("重新整改", "Rectify again")),
    Clock("satisfaction", WORKDAY, 10, THEIRS, Text("满意度测评", "Satisfaction survey")),
    Clock("satisfaction_extra", WORKDAY, 5, THEIRS, Text("补充测评", "Survey, extra window")),
    Clock("reasoned_grade", WORKDAY, 5, OURS, Text("主任定级", "Director's reasoned grade")),
    Clock("dissatisfaction_decision", WORKDAY, 5, OURS, Text("再次不满意的处理", "Decide a second dissatisfaction")),
    Clock("unit_close", WORKDAY, 3, OURS, Text("单位销号", "Close the unit's track")),
    Clock("follow_up_check", DATE, 0, THEIRS, Text("持续跟踪检查", "Check of a follow-up")),
    Clock("follow_up_decision", WORKDAY, 5, OURS, Text("长期跟踪的处理", "Decide a long follow-up")),
    Clock("instruction_progress", WORKDAY, 15, THEIRS, Text("批示办理进度", "Progress on an instruction")),
    Clock("minutes_progress", WORKDAY, 20, THEIRS, Text("纪要办理进度", "Progress on the minutes")),
)

CROSS_CUTTING = (
    Clock("reopen_decision", WORKDAY, 5, OURS, Text("重新启动", "Decide to reopen")),
    Clock(
        "extension_request_before", WORKDAY, -5, THEIRS, Text("申请延期的最后期限", "Last day to ask for an extension")
    ),
    Clock("extension_decision", WORKDAY, 3, OURS, Text("延期审批", "Decide the extension")),
    Clock("suspend_review", WORKDAY, 20, OURS, Text("挂起复查", "Review a suspension")),
    Clock("suspend_max", WORKDAY, 60, THEIRS, Text("挂起最长期限", "Longest suspension")),
    Clock("withdrawal_step", WORKDAY, 3, OURS, Text("撤回审批", "Step of a withdrawal")),
    Clock("escalation_handling", WORKDAY, 3, OURS, Text("督办处理", "Handle an escalation")),
    Clock("inspection_result", WORKDAY, 20, THEIRS, Text("督查结果", "Result of the inspection")),
    Clock("unit_change", WORKDAY, 3, OURS, Text("追加、更换单位", "Add or replace a unit")),
    Clock("merge_decision", WORKDAY, 3, OURS, Text("并案、拆案", "Merge or split")),
    Clock("source_change", WORKDAY, 3, OURS, Text("来源更正、撤回", "Correction or withdrawal of the source")),
    Clock("organisation_change", WORKDAY, 5, THEIRS, Text("机构调整", "Organisation change")),
    Clock("takeover_confirm", WORKDAY, 3, THEIRS, Text("承接确认", "Confirm the take-over")),
    Clock("term_change", WORKDAY, 10, THEIRS, Text("换届切换", "Change of term")),
    Clock("wrong_recipient", WORKDAY, 1, OURS, Text("误送处理", "Wrong recipient")),
    Clock("contact_record", WORKDAY, 1, OURS, Text("联系记录", "Contact record")),
    Clock("liaison_change", WORKDAY, 2, OURS, Text("更换联络员", "Change the liaison")),
    Clock("entry_check", WORKDAY, 3, THEIRS, Text("代录核对", "Check an entry made for me")),
    Clock("incoming_register", WORKDAY, 1, OURS, Text("来文登记", "Register an incoming document")),
    Clock("chair_meeting_record", WORKDAY, 2, OURS, Text("主席会议记录", "Record of a chair meeting")),
)

OTHERS = (
    Clock("solicitation_window", DATE, 0, THEIRS, Text("议题征集", "Call for topics")),
    Clock("plan_comment", WORKDAY, 10, THEIRS, Text("年度计划征求意见", "Comments on the annual plan")),
    Clock("plan_publish", DATE, 131, OURS, Text("印发年度计划", "Publish the annual plan")),
    Clock("research_report", WORKDAY, -15, OURS, Text("调研报告", "Research report")),
    Clock("meeting_notice", WORKDAY, -15, OURS, Text("会议通知", "Notice of the meeting")),
    Clock("meeting_materials", WORKDAY, -10, OURS, Text("会议材料", "Papers of the meeting")),
    Clock("meeting_minutes", WORKDAY, 1, OURS, Text("会议记录", "Record of the meeting")),
    Clock("minutes_draft", WORKDAY, 2, OURS, Text("起草纪要", "Draft the minutes")),
    Clock("minutes_step", WORKDAY, 1, OURS, Text("纪要审批", "Step of the minutes' approval")),
    Clock("speaker_confirm", WORKDAY, 1, THEIRS, Text("发言核对", "Speakers check their words")),
    Clock("external_clearing", WORKDAY, 5, THEIRS, Text("送市委办、市政府办核", "Clearing outside")),
    Clock("minutes_submit", WORKDAY, 7, OURS, Text("纪要报送", "Submit the minutes")),
    Clock("opinion_review", WORKDAY, 3, OURS, Text("社情民意初审", "Review an opinion")),
    Clock("opinion_edit", WORKDAY, 5, OURS, Text("社情民意编辑", "Edit an opinion")),
    Clock("opinion_issue", WORKDAY, 3, OURS, Text("专报签发", "Issue the bulletin")),
    Clock("opinion_handling", WORKDAY, 20, THEIRS, Text("社情民意办理", "Handle an opinion")),
    Clock("opinion_feedback", WORKDAY, 5, OURS, Text("采用反馈", "Tell of the adoption")),
    Clock("reception_plan", DATE, 131, OURS, Text("接待日安排", "Plan of reception days")),
    Clock("reception_register", WORKDAY, 0, OURS, Text("接待登记", "Register a reception")),
    Clock("reception_handling", WORKDAY, 20, THEIRS, Text("接待事项办理", "Handle a reception item")),
)

CLOCKS = (*SUPERVISION, *RECTIFICATION, *CROSS_CUTTING, *OTHERS)


class Chain(NamedTuple):
    """Clocks that run one after another: each key with how often it runs, and the working days for all of them."""

    label: Text
    parts: tuple[tuple[str, int], ...]
    whole: int


CHAINS = (
    Chain(
        Text("受理至送达交办", "Intake to dispatch"),
        (
            ("intake_assign", 1),
            ("lead_review", 1),
            ("initiation_draft", 1),
            ("initiation_step", 2),
            ("plan_draft", 1),
            ("plan_step", 2),
            ("member_response", 1),
            ("activity_minutes", 1),
            ("letter_draft", 1),
            ("letter_review_step", 5),
            ("numbering_seal", 1),
            ("dispatch", 1),
        ),
        30,
    ),
    Chain(Text("纪要", "Minutes"), (("minutes_draft", 1), ("minutes_step", 4)), 7),
)
