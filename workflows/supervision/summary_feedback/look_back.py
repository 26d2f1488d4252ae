"""P1.13 回头看 · Look-back."""

from engine.completion import ANY
from engine.forms import Form, choice, day, files, longtext, refs, yes_no
from engine.models import Act
from engine.process import Seat, UserTask
from engine.text import Text
from workflows.cases.choices import CHECK_METHOD


class LookBackForm(Form):
    checked_on = day("日期", "Checked on", required=True, not_future=True)  # rule: ≤ today
    method = choice(CHECK_METHOD, "方式", "Method", required=True)
    relapse = yes_no("是否反弹", "Relapse", required=True)
    relapse_units = refs(
        "unit", "反弹单位", "Units concerned", required_when="relapse=true", shown_when="relapse=true"
    )  # rule: among the case's units
    note = longtext(1000, "情况", "What was found", required=True, advise_min=50)  # rule: ≥50 chars
    photos = files(
        "照片",
        "Photos",
        required_when="method in SITE_INSPECTION|UNDERCOVER_VISIT",
        shown_when="method in SITE_INSPECTION|UNDERCOVER_VISIT",
    )  # rule: ≥1


class LookBack(UserTask):
    """Look-back."""

    step = "P1.13"
    element = "look_back"
    label = Text("回头看", "Look-back")
    form = LookBackForm
    seats = (
        Seat("case_officer", "committee", Act.FILL),
        Seat("team_leader", "team", Act.FILL),
    )
    completion = ANY
    deadline = "lookback_1"  # rule: also ['lookback_2']
    on_expiry = ("OFFICE_LADDER",)
    outcomes = (
        "OK",
        "OK_LAST",
        "RELAPSE",
    )
    # rule: outcomes: OK -> P1.13 when relapse=false and another look-back of the list is open; OK_LAST -> P1.14 when relapse=false, the list is done and no track is FOLLOWING_UP; RELAPSE -> X8 when relapse=true
    # rule: Opens on its date, once per look-back of the case's list; a track still FOLLOWING_UP keeps the case from the archive. A second broadcast meanwhile is a relapse candidate (X17).
    # rule: lines like this come from the dictionary of forms: turn each into code (check, advise, apply), then delete it
