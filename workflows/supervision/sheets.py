"""Every document of a case for reading: a letter typeset, a plan, a sheet or a report under the labels of its form."""

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup
from sqlalchemy.orm import Session

from engine.forms import Form
from workflows.documents import drafts, html, letter
from workflows.documents.models import Document, DocumentKind, DocumentRevision
from workflows.people import lookup
from workflows.rectification.request_extension import ExtensionForm
from workflows.settings.models import PaperFormat
from workflows.supervision.beside.suspend import SuspendForm
from workflows.supervision.beside.withdrawal import WithdrawalForm
from workflows.supervision.dispatch_response.activity_notice import ActivityNoticeForm
from workflows.supervision.dispatch_response.draft_plan import DraftPlanForm
from workflows.supervision.preparation.initiation import InitiationForm
from workflows.supervision.summary_feedback.summary import SummaryForm
from workflows.supervision.symposium.close_without_letter import CloseWithoutLetterForm

TYPESET = (
    DocumentKind.LETTER,
    DocumentKind.REPORT,
    DocumentKind.SUPPLEMENT,
    DocumentKind.URGING_LETTER,
    DocumentKind.ESCALATION_LETTER,
)
Lines = list[tuple[str, str]]


def typeset(session: Session, document: Document, revision: DocumentRevision) -> tuple[Markup, str]:
    """The document's inner HTML, and the class of its paper."""
    if document.kind in TYPESET:
        found = letter.compose(session, document, revision.content)
        name = "paper paper-letter" if found.paper is PaperFormat.LETTER else "paper"
        return html.letter_html(found), name
    return html.sheet_html(document.title, compose_sheet(session, document, revision.content)), "paper paper-sheet"


def as_it_reads(session: Session, document: Document) -> tuple[Markup, str]:
    """The same of a document as it was signed, or as it stands."""
    if document.frozen_revision_id is not None:
        return typeset(session, document, session.get_one(DocumentRevision, document.frozen_revision_id))
    return typeset(session, document, drafts.latest(session, document.id))


def compose_sheet(session: Session, document: Document, content: Mapping[str, Any]) -> Lines:
    """Label and text of each part that is filled in, in the order of the form; in Chinese, as on paper."""
    if document.kind is DocumentKind.HANDOVER_SLIP:
        return [(unit["unit"], "\n".join(_days(unit))) for unit in content["units"]]
    form = FORMS[document.kind]
    return [(label, text) for label, text in _parts(session, form, content) if text]


SLIP = (
    ("签收", "signing", "others_basis"),
    ("整改方案", "plan", "others_basis"),
    ("首次进度", "progress", "others_basis"),
    ("书面反馈", "answer", "answer_basis"),
)
"""What a hand-over slip says to each unit: words, the day, and what it rests on."""


def _days(unit: Mapping[str, Any]) -> list[str]:
    return [f"{words}：{unit[day]}（依据：{unit[basis]}）" for words, day, basis in SLIP if unit[day]]


FORMS: Mapping[DocumentKind, type[Form]] = {
    DocumentKind.INITIATION: InitiationForm,
    DocumentKind.PLAN: DraftPlanForm,
    DocumentKind.NOTICE: ActivityNoticeForm,
    DocumentKind.CLOSING_REPORT: SummaryForm,
    DocumentKind.NO_LETTER: CloseWithoutLetterForm,
    DocumentKind.WITHDRAWAL: WithdrawalForm,
    DocumentKind.EXTENSION: ExtensionForm,
    DocumentKind.SUSPENSION: SuspendForm,
}
"""The form behind each kind of document that is not typeset as a letter."""


def _parts(session: Session, form: type[Form], content: Mapping[str, Any]) -> Lines:
    return [
        (field.metadata["text"].zh, _words(session, field, content.get(name)))
        for name, field in form.shared().fields.items()
        if field.metadata["control"] != "files"
    ]


def _words(session: Session, field: Any, value: Any) -> str:
    if value in (None, "", [], {}):
        return ""
    control, meta = field.metadata["control"], field.metadata
    if control in ("choice", "choices"):
        known = {option.value: option.text.zh for option in meta["options"]}
        return "、".join(known.get(v, str(v)) for v in (value if isinstance(value, list) else [value]))
    if control == "yes_no":
        return "是" if value else "否"
    if control in ("ref", "refs"):
        return _names(session, meta["kind"], value if isinstance(value, list) else [value])
    if control == "rows":
        rows = [_row(session, meta["form"], row) for row in value]
        return "\n".join(f"{number}. {row}" for number, row in enumerate(rows, 1))
    if control == "group":
        return _row(session, type(field.schema), value)
    return "、".join(str(v) for v in value) if isinstance(value, list) else str(value)


def _row(session: Session, form: type[Form], row: Mapping[str, Any]) -> str:
    parts = _parts(session, form, row)
    if len([part for part in parts if part[1]]) == 1:
        return next(text for _label, text in parts if text)
    return "；".join(f"{label}：{text}" for label, text in parts if text)


def _names(session: Session, kind: str, ids: list[int]) -> str:
    if kind not in lookup.KINDS and kind != "org":
        return "、".join(str(one) for one in ids)
    found = lookup.labels(session, kind, ids)
    return "、".join(found[one].label for one in ids if one in found)
