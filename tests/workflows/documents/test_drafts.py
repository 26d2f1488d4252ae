"""A document is its revisions; what is signed stays as it was signed."""

import pytest
from sqlalchemy.orm import Session

from tests.cast import Cast
from workflows.cases.models import Case
from workflows.documents import drafts
from workflows.documents.models import Document, DocumentKind, DocumentStatus

TITLE = "关于老旧小区电梯安全的民主监督建议书"


def _save(session: Session, case: Case, author: int, words: str, document_id: int | None = None):
    return drafts.save(session, case.id, DocumentKind.LETTER, TITLE, {"background": words}, author, document_id)


def test_every_save_is_a_revision_and_the_same_text_makes_none(session: Session, case: Case, cast: Cast) -> None:
    first = _save(session, case, cast.officer.id, "一稿")
    second = _save(session, case, cast.officer.id, "二稿", first.document_id)
    again = _save(session, case, cast.officer.id, "二稿", first.document_id)

    assert [first.no, second.no] == [1, 2]
    assert again.id == second.id
    assert drafts.latest(session, first.document_id).text == "二稿"


def test_a_signed_document_takes_no_more_text(session: Session, case: Case, cast: Cast) -> None:
    revision = _save(session, case, cast.officer.id, "一稿")
    document = session.get_one(Document, revision.document_id)
    drafts.freeze(session, document.id)
    document.status = DocumentStatus.SIGNED

    with pytest.raises(drafts.DocumentFrozen):
        _save(session, case, cast.officer.id, "改稿", document.id)
    assert document.frozen_hash == revision.hash


def test_a_change_behind_the_back_of_a_frozen_text_is_seen(session: Session, case: Case, cast: Cast) -> None:
    revision = _save(session, case, cast.officer.id, "一稿")
    document = session.get_one(Document, revision.document_id)
    drafts.freeze(session, document.id)
    assert drafts.is_intact(session, document)

    revision.content = {"background": "被改过"}
    assert not drafts.is_intact(session, document)


def test_everybody_who_wrote_a_revision_is_a_drafter(session: Session, case: Case, cast: Cast) -> None:
    first = _save(session, case, cast.officer.id, "一稿")
    _save(session, case, cast.editor.id, "二稿", first.document_id)
    assert drafts.authors(session.get_one(Document, first.document_id)) == {cast.officer.id, cast.editor.id}
