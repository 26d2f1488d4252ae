"""The journal as the auditor reads it: who did what, when and in which post. He sees no case: of a case's stream the
event and its ids are shown, never what people wrote there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock
from engine.journal import Event
from engine.models import JournalEntry
from engine.text import Text
from workflows.people.models import Person

STREAMS: Mapping[str, Text] = {
    "accounts": Text("人员与账号", "People and accounts"),
    "organisation": Text("单位与专委会", "Units and committees"),
    "settings": Text("规则与路线", "Rules and chains"),
    "calendar": Text("工作日历", "Working days"),
    "register": Text("流程登记", "Register of streams"),
    "instance:": Text("案件流程", "Cases"),
}
WORDS: Mapping[str, Text] = {
    Event.STREAM_OPENED: Text("新开记录", "A stream begins"),
    Event.INSTANCE_STARTED: Text("流程开始", "Process started"),
    Event.INSTANCE_COMPLETED: Text("流程结束", "Process completed"),
    Event.INSTANCE_TERMINATED: Text("流程终止", "Process terminated"),
    Event.TASK_OPENED: Text("环节开始", "Step opened"),
    Event.TASK_COMPLETED: Text("环节完成", "Step completed"),
    Event.TASK_TAKEN_BACK: Text("环节被退回", "Step taken back"),
    Event.TASK_CANCELLED: Text("环节取消", "Step cancelled"),
    Event.ITEM_CLAIMED: Text("认领", "Claimed"),
    Event.ITEM_RELEASED: Text("放回", "Released"),
    Event.ITEM_DONE: Text("办理", "Done"),
    Event.ITEM_TRANSFERRED: Text("转办", "Handed over"),
    Event.ITEM_WITHDRAWN: Text("撤回提交", "Taken back by its sender"),
    Event.ITEM_CORRECTED: Text("更正", "Corrected"),
    Event.ITEM_EXPIRED: Text("逾期未答", "Closed unanswered"),
    Event.SIGNER_ADDED: Text("加签", "Signer added"),
    Event.CIRCULATED: Text("传阅", "Circulated"),
    Event.URGED: Text("催办", "Urged"),
    Event.RETURNED: Text("退回", "Returned"),
    Event.MESSAGE_SENT: Text("流程消息", "Message"),
    Event.TIMER_FIRED: Text("到时触发", "Timer fired"),
    Event.DEADLINE_MOVED: Text("期限变动", "Date moved"),
    Event.JOB_DONE: Text("作业完成", "Job done"),
    Event.JOB_FAILED: Text("作业失败", "Job failed"),
    Event.INCIDENT_OPENED: Text("发现异常", "Incident opened"),
    Event.INCIDENT_RESOLVED: Text("异常处理", "Incident closed"),
    Event.CASES_LOOKED_THROUGH: Text("在办案件巡查", "Cases looked through"),
    Event.RECORD_CHANGED: Text("资料变动", "Record changed"),
    Event.CONFIDENTIAL_READ: Text("查阅保密内容", "Confidential paper read"),
    Event.PERSONAL_DATA_READ: Text("查阅个人信息", "Personal data read"),
    Event.PERSONAL_DATA_ERASED: Text("个人信息去标识", "Personal data erased"),
    Event.DISPENSED: Text("免予回避", "Dispensed"),
    Event.DELEGATE_OBJECTED: Text("对代办提出异议", "Objection to a delegate"),
    Event.SIGNED_IN: Text("登录", "Signed in"),
    Event.SIGN_IN_REFUSED: Text("登录被拒", "Sign-in refused"),
    Event.SIGNED_OUT: Text("退出", "Signed out"),
    Event.ACCOUNT_CHANGED: Text("人员权限变动", "Account or post changed"),
    Event.CALENDAR_CHANGED: Text("日历变动", "Calendar changed"),
    Event.SETTING_CHANGED: Text("规则变动", "Setting changed"),
    Event.DEFINITION_DEPLOYED: Text("流程部署", "Process deployed"),
}
OF_CASES = ("instance:", "matter:")
SHOWN_OF_CASES = frozenset(
    ("element", "item", "task", "to", "left", "decision", "outcome", "rule", "via", "job", "kind", "process")
)
"""What is shown of an entry of a case: ids and words of the house, nothing that somebody typed."""

HIDDEN = frozenset({"ip"})


@dataclass(frozen=True)
class Filter:
    """`stream`: a key of `STREAMS`, or "instance:7" for one; days are included on both ends."""

    stream: str = ""
    event: str = ""
    person_id: int | None = None
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True)
class Line:
    """One entry. `facts`: (key, value) as they are stored, where the reader may see them."""

    id: int
    stream: str
    seq: int
    at: datetime
    event: Text
    who: str
    on_behalf_of: str
    post: str
    facts: list[tuple[str, str]]


def entries(session: Session, wanted: Filter, limit: int, before: int | None) -> list[Line]:
    """The latest first, older than an id."""
    found = select(JournalEntry)
    if before is not None:
        found = found.where(JournalEntry.id < before)
    if wanted.stream.endswith(":"):
        found = found.where(JournalEntry.stream.startswith(wanted.stream, autoescape=True))
    elif wanted.stream:
        found = found.where(JournalEntry.stream == wanted.stream)
    if wanted.event in WORDS:
        found = found.where(JournalEntry.event == wanted.event)
    if wanted.person_id is not None:
        found = found.where(JournalEntry.person_id == wanted.person_id)
    if wanted.first is not None:
        found = found.where(JournalEntry.at >= clock.start_of(wanted.first))
    if wanted.last is not None:
        found = found.where(JournalEntry.at < clock.start_of(wanted.last + timedelta(days=1)))
    rows = session.scalars(found.order_by(JournalEntry.id.desc()).limit(limit)).all()
    return _lines(session, rows)


def _lines(session: Session, rows: Sequence[JournalEntry]) -> list[Line]:
    ids = {row.person_id for row in rows} | {row.on_behalf_of or 0 for row in rows}
    names = dict(session.execute(select(Person.id, Person.name).where(Person.id.in_(ids))).all())
    return [
        Line(
            row.id,
            row.stream,
            row.seq,
            row.at,
            WORDS.get(row.event, Text(row.event, row.event)),
            names.get(row.person_id, ""),
            names.get(row.on_behalf_of or 0, ""),
            row.post,
            _facts(row),
        )
        for row in rows
    ]


def _facts(row: JournalEntry) -> list[tuple[str, str]]:
    told: Mapping[str, Any] = row.facts()
    of_case = row.stream.startswith(OF_CASES)
    return [
        (key, _said(value))
        for key, value in told.items()
        if value not in (None, "", [], {}) and key not in HIDDEN and (not of_case or key in SHOWN_OF_CASES)
    ]


def _said(value: Any) -> str:
    if isinstance(value, dict):
        return "；".join(f"{key} {_said(one)}" for key, one in value.items() if one not in (None, "", [], {}))
    if isinstance(value, list):
        return "、".join(_said(one) for one in value)
    return str(value)
