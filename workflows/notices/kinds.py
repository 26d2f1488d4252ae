"""What a notice may be about, and the ways out of the house: two closed vocabularies."""

from enum import StrEnum

from engine.text import Text


class NoticeKind(StrEnum):
    TODO = "TODO"  # stands in the list of work
    RETURNED = "RETURNED"  # so does this
    CIRCULATED = "CIRCULATED"  # stands among what is to be read
    MORNING_SHEET = "MORNING_SHEET"  # what needs him today; about no case
    REMINDER = "REMINDER"  # a date of his is near, or over
    PROPOSED = "PROPOSED"  # the next step against a unit that is late
    URGED = "URGED"
    HANDED_OVER = "HANDED_OVER"
    DATE_MOVED = "DATE_MOVED"
    DECIDED = "DECIDED"
    DELEGATED = "DELEGATED"  # a post was lent to him, or is his no more
    ADDRESS_REFUSED = "ADDRESS_REFUSED"  # about one's own mailbox; goes nowhere else

    @property
    def label(self) -> Text:
        return _LABELS[self]


class Way(StrEnum):
    """A way out of the house; in the product a notice always stands."""

    MAIL = "MAIL"
    SMS = "SMS"
    DINGTALK = "DINGTALK"

    @property
    def label(self) -> Text:
        return _WAYS[self]


_LABELS = {
    NoticeKind.TODO: Text("新待办", "New task"),
    NoticeKind.RETURNED: Text("退回", "Sent back"),
    NoticeKind.CIRCULATED: Text("传阅", "To read"),
    NoticeKind.MORNING_SHEET: Text("晨间待办单", "Morning sheet"),
    NoticeKind.REMINDER: Text("到期提醒", "Reminder"),
    NoticeKind.PROPOSED: Text("督办建议", "Step proposed"),
    NoticeKind.URGED: Text("催办", "Urged"),
    NoticeKind.HANDED_OVER: Text("转办", "Handed over"),
    NoticeKind.DATE_MOVED: Text("时限变动", "Date moved"),
    NoticeKind.DECIDED: Text("审批结果", "Decision"),
    NoticeKind.DELEGATED: Text("委托", "Delegation"),
    NoticeKind.ADDRESS_REFUSED: Text("邮箱被拒", "Address refused"),
}
_WAYS = {
    Way.MAIL: Text("邮件", "E-mail"),
    Way.SMS: Text("短信", "SMS"),
    Way.DINGTALK: Text("钉钉", "DingTalk"),
}
CHOSEN = tuple(kind for kind in NoticeKind if kind is not NoticeKind.ADDRESS_REFUSED)
"""Kinds that a person chooses ways for."""
BY_DEFAULT: dict[Way, tuple[NoticeKind, ...]] = {
    Way.MAIL: CHOSEN,
    Way.SMS: (NoticeKind.URGED,),
    Way.DINGTALK: (NoticeKind.URGED, NoticeKind.RETURNED),
}
WITH_SHEET = frozenset({NoticeKind.REMINDER, NoticeKind.PROPOSED, NoticeKind.DATE_MOVED})
"""Kinds that go out with the next morning's sheet, and not each by itself, to whoever gets that."""
