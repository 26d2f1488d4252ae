"""X9 主席会议记录 · Record of a chair meeting."""

from engine.completion import ONE
from engine.forms import Form, Option, choice, day, files, line, longtext, ref, refs
from engine.models import Act
from engine.process import Seat, UserTask
from engine.text import Text

DECISION = (
    Option("AGREED", Text("同意", "Agreed")),
    Option("AGREED_WITH_CHANGES", Text("修改后同意", "Agreed with changes")),
    Option("DEFERRED", Text("暂缓", "Deferred")),
    Option("NOT_AGREED", Text("不同意", "Not agreed")),
)


class ChairMeetingForm(Form):
    meeting_no = line(40, "会议次数", "Meeting no.", required=True)  # rule: unique per term
    held_on = day("会议日期", "Held on", required=True, not_future=True)  # rule: ≤ today
    chair = ref("person", "主持人", "Chair", required=True)
    attendees = refs("person", "出席人员", "Present", required=True)  # rule: ≥1
    documents = refs("document_revision", "审议文件", "Documents considered", required=True)  # rule: ≥1
    decision = choice(DECISION, "审议结论", "Decision", required=True)
    changes = longtext(
        1000,
        "修改意见",
        "Changes asked",
        required_when="decision=AGREED_WITH_CHANGES",
        shown_when="decision=AGREED_WITH_CHANGES",
        advise_min=5,
    )  # rule: ≥5 chars
    resolution = longtext(1000, "决议内容", "Resolution", required=True, advise_min=5)  # rule: ≥5 chars
    minutes_file = files("会议纪要", "Minutes", at_most=1)


class ChairMeeting(UserTask):
    """Record of a chair meeting."""

    step = "X9"
    element = "chair_meeting"
    label = Text("主席会议记录", "Record of a chair meeting")
    form = ChairMeetingForm
    seats = (Seat("office_clerk", "office", Act.FILL),)
    completion = ONE
    deadline = "chair_meeting_record"
    on_expiry = ("REMIND",)
    outcomes = ("RECORDED",)
    # rule: outcomes: RECORDED -> STAY
    # rule: Answers the route's item CHAIR_MEETING (AGREED…: go on; DEFERRED: wait; NOT_AGREED: return) and P2.2.
    # rule: lines like this come from the dictionary of forms: turn each into code (check, advise, apply), then delete it
