"""A list of files that a clerk can read: nothing twice, and nothing that cannot be told apart."""

from datetime import UTC, datetime

from workflows.documents.models import Attachment, FileKind
from workflows.reading.file_names import told_apart


def handed_in(number: int, name: str, content: str, day: int) -> Attachment:
    at = datetime(2026, 3, day, 2, tzinfo=UTC)
    return Attachment(id=number, sha256=content * 64, name=name, kind=FileKind.PDF, size=1, uploaded_at=at)


def test_the_same_plan_sent_twice_stands_once_as_it_came_last():
    files = [handed_in(1, "整改方案.pdf", "a", 2), handed_in(2, "整改方案.pdf", "a", 9)]
    assert [(one.id, one.name) for one in told_apart(files)] == [(2, "整改方案.pdf")]


def test_two_plans_of_one_name_say_their_days():
    files = [
        handed_in(1, "整改方案.pdf", "a", 2),
        handed_in(2, "整改方案.pdf", "b", 9),
        handed_in(3, "照片.pdf", "c", 9),
    ]
    assert [one.name for one in told_apart(files)] == [
        "整改方案.pdf（2026-03-02）",
        "整改方案.pdf（2026-03-09）",
        "照片.pdf",
    ]
