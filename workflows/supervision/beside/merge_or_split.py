"""X6 并案/拆案 · Merge or split."""

from engine.completion import ONE
from engine.forms import Form, Option, choice, longtext, ref, refs
from engine.models import Act
from engine.process import Seat, UserTask
from engine.text import Text

ACTION = (
    Option("MERGE", Text("并案", "Merge")),
    Option("SPLIT", Text("拆案", "Split")),
)


class MergeOrSplitForm(Form):
    action = choice(ACTION, "操作", "Action", required=True)  # rule: both only before the letter is issued; later: X17
    main_case = ref("case", "主案", "Main case", required=True)  # rule: open; no cycle
    children = refs(
        "case", "并入案", "Cases merged or split off", required=True
    )  # rule: ≥1; MERGE: none merged already; SPLIT: all merged into main_case
    reason = longtext(300, "理由", "Reason", required=True, advise_min=10)  # rule: ≥10 chars


class MergeOrSplit(UserTask):
    """Merge or split."""

    step = "X6"
    element = "merge_or_split"
    label = Text("并案/拆案", "Merge or split")
    form = MergeOrSplitForm
    seats = (Seat("committee_director", "committee", Act.FILL),)
    completion = ONE
    deadline = "merge_decision"
    on_expiry = ("REMIND",)
    outcomes = (
        "MERGED",
        "SPLIT",
    )
    # rule: outcomes: MERGED -> STAY when action=MERGE; SPLIT -> STAY when action=SPLIT
    # rule: A merged case waits (MERGED) and wakes on split, or ends with the main case, when every source is answered.
    # rule: lines like this come from the dictionary of forms: turn each into code (check, advise, apply), then delete it
