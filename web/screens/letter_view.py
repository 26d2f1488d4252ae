"""A document as it will read, what has changed in it, and what approvers have said."""

from typing import Any

from flask import url_for
from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock
from engine.actors import Actor
from engine.errors import NotFound
from engine.models import Task, WorkItem
from engine.process import Step, UserTask
from web.screens import labels
from web.words import fmt_instant, t, tr
from workflows.approval import chain
from workflows.approval.history import last_signed
from workflows.cases.models import Case
from workflows.documents import diff, drafts
from workflows.documents.adopting import named_in
from workflows.documents.html import letter_html
from workflows.documents.letter import compose
from workflows.documents.models import Attachment, Document, DocumentRevision
from workflows.people.models import Unit
from workflows.settings.models import PaperFormat
from workflows.supervision.chasing.paper import DraftsPaper
from workflows.supervision.sheets import FORMS, TYPESET, as_it_reads, compose_sheet, typeset

Row = dict[str, Any]
SHOWN = 120


def context(session: Session, actor: Actor, case: Case, task: Task, item: WorkItem) -> Row:
    """The parts of approval.html that concern the document."""
    document = session.get_one(Document, int(task.values["document_id"]))
    revision = drafts.latest(session, document.id)
    html, kind = typeset(session, document, revision)
    standing = actor.standing_for(item.groups)
    is_delegate = standing is not None and standing.on_behalf_of is not None
    signature = f"{actor.name}{t('（代）', ' (delegate)') if is_delegate else ''} {_day()}"
    kind_words = tr(chain.WORDS[chain.ItemKind(item.kind)]) if item.kind else ""
    return {
        "points": points(session, document, revision),
        "letter_html": html,
        "letter_class": kind,
        "changes": changes(session, actor, document, revision),
        "annexes": annexes(session, revision),
        "opinions": opinions(task),
        "phrases": [
            {"value": "APPROVE", "texts": [t("同意", "Agreed"), t("同意，请按程序办理", "Agreed; go on as usual")]},
            {
                "value": "RETURN",
                "texts": [
                    t("请补充依据", "Please add evidence"),
                    t("数据请与单位核对", "Check the figures with the unit"),
                ],
            },
        ],
        "signature": signature,
        "recipients": recipients(session, revision),
        "confirms": _confirms(item, signature),
        "print_href": url_for("cases.paper", document_id=document.id),
        "download_href": "",
        "kind_words": kind_words,
    }


def _day() -> str:
    today = clock.today()
    return t(f"{today.year}年{today.month}月{today.day}日", f"{today.day} {today:%b %Y}")


def _confirms(item: WorkItem, signature: str) -> list[Row]:
    consent = t("同意印发", "Agreed, to be issued") if item.kind == "SIGN_OFF" else t("同意", "Agreed")
    return [
        {
            "value": "RETURN",
            "title": t("退回", "Send back"),
            "record": f"{t('退回', 'Returned')} {signature}",
            "text_needed": True,
            "words": t("退回原因", "Why"),
            "label": t("退回", "Send back"),
            "is_return": True,
        },
        {
            "value": "APPROVE",
            "title": consent,
            "record": f"{consent} {signature}",
            "text_needed": False,
            "words": t("意见", "Opinion"),
            "label": consent,
            "is_return": False,
        },
    ]


def plain(session: Session, document: Document, revision: DocumentRevision) -> str:
    """The document as lines, to compare revisions."""
    if document.kind in TYPESET:
        return compose(session, document, revision.content).text
    lines = compose_sheet(session, document, revision.content)
    return "\n".join([document.title, *(line for label, text in lines for line in (label, *text.split("\n")))])


def changes(session: Session, actor: Actor, document: Document, revision: DocumentRevision) -> Row | None:
    """What changed since the reader last acted on it; None if nothing, or if he never did."""
    seen = last_signed(session, actor.person_id, document.id)
    if seen is None or seen.id == revision.id:
        return None
    found = diff.compare(plain(session, document, seen), plain(session, document, revision))
    if not found.changes:
        return None
    return {
        "against": t(f"第{seen.no}稿", f"draft {seen.no}"),
        "count": len(found.changes),
        "lines": [{"anchor": c.anchor, "text": f"{c.before} → {c.after}".strip(" →")} for c in found.changes],
        "who": fmt_instant(revision.created_at),
        "reason": "",
        "html": Markup(found.html),  # escaped by diff, segment by segment
    }


def points(session: Session, document: Document, revision: DocumentRevision) -> list[Row]:
    """要点: what one must know before deciding."""
    content = revision.content
    lines = []
    if document.kind in TYPESET:
        problems = [one["text"] for one in content.get("problems") or []]
        wanted = content.get("recommendations") or []
        lines.append((t("主要问题", "Problems"), t("；", "; ").join(one.rstrip("。；") for one in problems)))
        if wanted:
            lines.append((t("建议", "Recommendations"), t(f"{len(wanted)}条", str(len(wanted)))))
        lines.append((t("主送", "To"), recipients(session, revision)))
    else:
        from web.screens import look

        form = FORMS[document.kind]
        said = look.readable(form, content, *labels.names(session, labels.ids_of(form, content)))
        lines += [(label, text.replace("\n", t("；", "; ")).rstrip("。；")) for label, text in said[:5]]
    lines.append((t("稿次", "Draft"), t(f"第{revision.no}稿", f"no. {revision.no}")))
    return [{"label": label, "value": value, "href": "", "short": _short(value)} for label, value in lines if value]


def _short(text: str) -> str:
    """How a long text begins; empty where it can stand whole."""
    return "" if len(text) <= SHOWN else f"{text[:SHOWN].rstrip('，。；、')}…"


def recipients(session: Session, revision: DocumentRevision) -> str:
    """The main recipients by name and count."""
    ids = revision.content.get("main_send") or []
    names = [unit.name for unit in session.scalars(select(Unit).where(Unit.id.in_(ids)))]
    return (
        t(f"{len(names)}个单位：", f"{len(names)} unit{'' if len(names) == 1 else 's'}: ") + t("、", ", ").join(names)
        if names
        else ""
    )


def annexes(session: Session, revision: DocumentRevision) -> list[Row]:
    """The files that the document names."""
    form = FORMS.get(session.get_one(Document, revision.document_id).kind)
    ids = set(named_in(form, revision.content)) if form else set()
    for one in revision.content.get("annexes") or []:
        ids.update(one.get("file") or [])
    return [
        {
            "name": kept.name,
            "href": url_for("files.download", attachment_id=kept.id),
            "icon": "photo" if kept.is_image else "file-text",
            "note": "",
        }
        for kept in session.scalars(select(Attachment).where(Attachment.id.in_(ids)).order_by(Attachment.id))
    ]


def opinions(task: Task) -> list[Row]:
    """What the others on the route have said, in order."""
    from web.screens.look import beside_verdict, verdict

    return [
        {
            "who": f"{item.post or ''} {item.acted_name or ''}".strip(),
            "verdict": verdict(item.decision),
            "text": beside_verdict(item.decision, item.opinion or ""),
            "at": fmt_instant(item.acted_at),
        }
        for item in task.items
        if item.acted_at is not None
    ]


def drafted(session: Session, user_task: UserTask, step: Step) -> Row | None:
    """The letter that a step fills in, as it would read; None of a step that writes none."""
    if not isinstance(user_task, DraftsPaper):
        return None
    document, content = user_task.paper(step)
    found = compose(session, document, content)
    kind = "paper paper-letter" if found.paper is PaperFormat.LETTER else "paper"
    return {"html": letter_html(found), "kind": kind}


def issued(session: Session, document_id: int) -> tuple[Markup, str]:
    """A document as it was signed, or as it stands."""
    document = session.get(Document, document_id)
    if document is None:
        raise NotFound
    return as_it_reads(session, document)
