"""What is said of a case that lies still, and what to do. It is read by the three administrators, who see no case: so
it names number, step and post, and nothing else of it."""

from engine.text import Text

EMPTY = Text(
    "{case}的“{step}”：{role}无人在任，没有人能办理。请安全管理员任命{role}。",
    "{case}, “{step}”: the post of {role} is vacant, so nobody can act. The security administrator should fill it.",
)
EMPTY_OUTSIDE = Text(
    "{case}的“{step}”：{role}无人在任。请安全管理员任命{role}；任命之前，纸质答复可由承办人代录。",
    "{case}, “{step}”: the post of {role} is vacant. The security administrator should fill it; until then the case "
    "officer can enter what comes on paper.",
)
SHUT_OUT = Text(
    "{case}的“{step}”：{role}有人在任，但正在请假，或账号停用、尚未开立，没有人能办理。请系统管理员启用或开立账号，或由安全管理员"
    "办理职务委托。",
    "{case}, “{step}”: the post of {role} is held, but by people on leave or without an account that is open, so "
    "nobody can act. The system administrator should open one, or the security administrator delegate the post.",
)
NOT_ENTERED = Text(
    "{case}的“{step}”：{role}没有可用的账号，应由承办人或办公室工作人员代录，但这两个岗位也没有人能登录。请安全管理员"
    "任命承办人。",
    "{case}, “{step}”: {role} has no account that is open, and nobody is there as case officer or office clerk to "
    "enter the answer. The security administrator should appoint a case officer.",
)
BARRED = Text(
    "{case}的“{step}”：{role}的在任者按回避或分设规定都不能办理。请安全管理员任命或由本人委托他人；确须由其办理的，报秘书长"
    "批准免予回避。",
    "{case}, “{step}”: whoever is there for it ({role}) is barred by recusal or separation. Have the post given or "
    "delegated to somebody else, or have the secretary-general dispense.",
)
GONE = Text(
    "{case}的“{step}”只由指定的一人办理，此人已离任、请假或账号停用。请恢复其岗位或账号，或由专委会主任转给他人。",
    "{case}, “{step}” is for one person alone, who has left, is on leave, or whose account is closed. Restore "
    "the post or the account, or have the committee's director hand the step to somebody else.",
)
UNNAMED = Text(
    "{case}的“{step}”没有可以办理的人。请安全管理员核对岗位，再由承办人退回上一步，重新确定办理人。",
    "{case}, “{step}” is for nobody. The security administrator should check the posts; then the case officer sends "
    "the case one step back, so that the step finds its people.",
)
IDLE = Text(
    "{case}没有任何人在办：没有待办事项，没有计时和作业，也不等待任何消息。请业务管理员与承办人核对，退回上一步或终止。",
    "{case} lies with nobody: no open step, no timer, no job, and no message that it waits for. The business "
    "administrator and the case officer should send it one step back, or end it.",
)
UNDATED = Text(
    "{case}没有下一个日期：没有在走或挂起的时限，监督期未定或已过。请承办人尽快办理当前步骤，业务管理员核对时限规则。",
    "{case} has no next date: no deadline runs or stands still, and its period of supervision is over, or not set. The "
    "case officer should do the step in hand; the business administrator should check the deadline rules.",
)
NUMBERED = Text("案件{number}", "Case {number}")
