"""补充归档、更正 · 件 filed apart from the main archive: while a case goes on, or to put an archived one right."""

from typing import Any

from engine.process import Step, Values
from engine.text import Text
from workflows.cases.models import Case, CaseState
from workflows.supervision.summary_feedback import archiving
from workflows.supervision.summary_feedback.archive import Archive

NOTHING_TO_RETURN = Text("这里只办理归档；不齐全的请暂不提交。", "Only filing is done here.")
NOT_MAIN = Text("组件在结案归档环节办理。", "The main archive is a step of the case itself.")
ARCHIVED = Text("案件已经归档；只能归入更正件。", "The case is archived; only a correction can be filed.")
GOES_ON = Text("案件尚未归档；请归入补充归档件。", "The case is not archived yet; file a supplement.")


class PartArchive(Archive):
    """A supplement while the case goes on, a correction after it is archived; the archive itself stays shut."""

    element = "part_archive"
    label = Text("补充归档、更正", "File a supplement or a correction")
    deadline = None
    on_expiry = ()
    outcomes = ("ARCHIVED",)

    def initial(self, step: Step) -> dict[str, Any]:
        case = step.session.get_one(Case, step.subject_id)
        return {"kind": "CORRECTION" if case.state is CaseState.ARCHIVED else "SUPPLEMENT"}

    def check(self, step: Step, data: Values) -> dict[str, list[Text]]:
        if data["decision"] != "ARCHIVE":
            return {"decision": [NOTHING_TO_RETURN]}
        errors: dict[str, list[Text]] = {}
        is_archived = step.session.get_one(Case, step.subject_id).state is CaseState.ARCHIVED
        if data["kind"] == "MAIN":
            errors["kind"] = [NOT_MAIN]
        elif is_archived is (data["kind"] == "SUPPLEMENT"):
            errors["kind"] = [ARCHIVED if is_archived else GOES_ON]
        return errors

    def advise(self, step: Step, data: Values) -> list[Text]:
        return []

    def apply(self, step: Step, data: Values) -> dict[str, Any]:
        archiving.keep(step.session, step.subject_id, data, step.actor.person_id)
        return {"outcome": "ARCHIVED"}
