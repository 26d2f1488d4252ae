"""Files in a list: what was handed in twice stands there once, and two of one name are told apart by their day."""

from collections import Counter
from collections.abc import Iterable

from engine import clock
from workflows.documents.models import Attachment
from workflows.reading.page_parts import FileRef


def told_apart(files: Iterable[Attachment]) -> list[FileRef]:
    """The last of each name and content, in the order in which they first came; a repeated name says its day."""
    last = {(one.name, one.sha256): one for one in files}
    names = Counter(one.name for one in last.values())
    return [FileRef(one.id, one.name if names[one.name] == 1 else _dated(one)) for one in last.values()]


def _dated(one: Attachment) -> str:
    return f"{one.name}（{clock.day_of(one.uploaded_at).isoformat()}）"
