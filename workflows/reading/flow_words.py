"""The answers of gateways, in English, and in the order in which one tells them: the hoped-for one first.

A diagram speaks Chinese alone. An answer that only makes sense beside its question ("有") stands here with the words
that say it alone.
"""

from engine.text import Text

ALONE = {
    ("answers_left", "没有"): Text("来源均已答复", "all sources are answered"),
    ("answers_left", "有"): Text("还有来源待答复", "a source still waits for its answer"),
    ("sources_left", "有"): Text("有来源待答复", "a source waits for its answer"),
    ("sources_left", "没有"): Text("没有来源待答复", "no source waits for an answer"),
    ("anyone_invited", "有"): Text("有人待响应", "somebody has still to answer"),
    ("follow_ups_left", "有"): Text("还有单位持续跟踪", "a unit is still followed up"),
    ("follow_ups_left", "没有"): Text("持续跟踪均已结束", "no unit is followed up any more"),
    ("units_left", "有"): Text("还有单位未了结", "a unit has not settled"),
    ("units_left", "没有"): Text("各单位均已了结", "all units have settled"),
    ("more_to_come", "没有"): Text("没有后续活动", "no other activity is to come"),
    ("more_to_come", "还有"): Text("还有后续活动", "another activity is to come"),
    ("is_deemed_service_on", "启用"): Text("启用视为送达", "it may be deemed received"),
    ("is_deemed_service_on", "不启用"): Text("不启用视为送达", "it is never deemed received"),
    ("broadcast_to_check", "不需要"): Text("不需要检查", "no check is needed"),
    ("case_closed", "具备"): Text("具备结案条件", "the case may be closed"),
    ("case_closed", "不具备"): Text("不具备结案条件", "the case may not be closed yet"),
    ("which_look_back", "第一次"): Text("轮到第一次回头看", "the first look-back is next"),
    ("which_look_back", "第二次"): Text("轮到第二次回头看", "the second look-back is next"),
    ("which_look_back", "均已完成"): Text("回头看均已完成", "both look-backs are done"),
}
ENGLISH = {
    "全部同意": "all agree",
    "同意": "approved",
    "退回": "sent back",
    "不同意": "refused",
    "退回拟稿人": "sent back to the drafter",
    "退回已办环节": "sent back to an earlier step",
    "立即检查": "checked at once",
    "已签收": "signed for",
    "提出异议": "the unit objects",
    "协办且无建议": "it assists and has no item of its own",
    "其他决定": "decided otherwise",
    "商请明确职责": "the responsibility has to be settled",
    "继续承办，已签收": "the unit goes on and has signed",
    "继续承办，待签收": "the unit goes on and has to sign",
    "不再承办": "the unit is no longer responsible",
    "通过": "passed",
    "退回，或尚有未报方案的建议": "sent back, or an item has no plan yet",
    "多次退回": "sent back several times",
    "商定方案": "a plan is agreed",
    "重报方案": "to be planned again",
    "全部属实": "all is confirmed",
    "有未达到": "something is not confirmed",
    "跟踪到期": "the follow-up ends",
    "已评出": "there is a grade",
    "票数不足": "there are too few ballots",
    "满意或基本满意": "satisfied or fairly satisfied",
    "首次不满意": "dissatisfied for the first time",
    "再次不满意": "dissatisfied again",
    "再办": "to be handled again",
    "约请沟通或提请督查": "the unit is invited or the inspection office asked",
    "按C销号或另发建议书": "closed as C or by a new letter",
    "提请督查": "the inspection office is asked",
    "全部销号": "all items are closed",
    "尚有建议未报方案": "an item has no plan yet",
    "尚有建议未办结": "an item is not done yet",
    "持续跟踪": "it is followed up",
    "须审批": "it has to be approved",
    "条件内递补，不须审批": "only replacements within the criteria",
    "人数已够": "the team is large enough",
    "人数达到": "the team is complete",
    "人数不足，继续邀请": "the team is too small",
    "条件内已无人选": "nobody within the criteria is left",
    "不是暗访": "not undercover",
    "暗访，不发通知": "undercover, without a notice",
    "纳入": "taken up",
    "暂不纳入、转办、转社情民意": "not taken up, passed on or turned into an opinion",
    "并入在办案件": "attached to an open case",
    "并案": "merged",
    "首次退回分办": "handed back for the first time",
    "再次退回分办": "handed back again",
    "退回补充": "sent back for more",
    "未反弹": "the problem has not come back",
    "反弹": "the problem is back",
    "齐全": "the file is complete",
    "不齐全": "the file is incomplete",
    "已立项": "initiated",
    "未纳入": "not taken up",
    "起草建议书": "a letter is drafted",
    "不发建议书": "no letter is sent",
    "签发": "signed",
    "退回修改": "sent back for changes",
    "均已用印": "all papers are sealed",
    "作废重编，或还有文件": "the number is void, or a paper is left",
    "主送责任单位": "it goes to the units",
    "报送市委、市政府": "it goes to the Party committee and the government",
    "两者兼用": "it goes both ways",
    "交办": "handed out by instruction",
    "仅阅知": "only noted",
    "到期无批示": "no instruction comes in time",
    "转为主送责任单位": "it is to go to the units instead",
    "按已报送了结": "closed as reported",
    "继续等待": "it waits on",
    "整改中": "the units are at work",
}


ORDER = [*(words for _gateway, words in ALONE), *ENGLISH]


def place(words: str) -> int:
    """Where an answer stands among its like."""
    return ORDER.index(words) if words in ORDER else len(ORDER)


def answer(gateway: str, words: str) -> Text:
    """What a gateway's flow says, so that it can stand alone; Chinese in both languages where it is not known."""
    return ALONE.get((gateway, words)) or Text(words, ENGLISH.get(words, words))
