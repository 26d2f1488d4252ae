"""C0 代录 · What is entered beside a step's own fields, when somebody else acted on paper or by telephone."""

from collections.abc import Mapping
from typing import Any

from engine.entries import Entry
from engine.forms import Form, Option, choice, day, files, group, line, longtext, ref
from engine.text import Text

RECORDED_VIA = (
    Option("PAPER", Text("纸质", "Paper")),
    Option("PHONE", Text("电话", "Telephone")),
    Option("MEETING", Text("会议", "Meeting")),
    Option("EXCHANGE", Text("机要交换", "Exchange of documents")),
)


class ActedByForm(Form):
    """A person on record, or the name alone of somebody who has no account."""

    person = ref("person", "人员", "Person")
    name = line(60, "姓名或名称", "Name", required=True)
    post = line(60, "职务", "Post")


class EntryForm(Form):
    """When it was recorded is set by the system: the item's `acted_at`."""

    acted_by = group(ActedByForm, "实际办理人", "Who really acted", required=True)
    happened_on = day("办理日期", "Happened on", required=True, not_future=True)
    recorded_via = choice(RECORDED_VIA, "办理途径", "By what means", required=True)
    entry_scan = files("扫描件", "Scan", required_when="recorded_via in PAPER|EXCHANGE")
    record_note = longtext(500, "代录说明", "Note", required_when="recorded_via in PHONE|MEETING", advise_min=5)
    incoming_document = ref("incoming_document", "来文", "Incoming document")


def to_entry(data: Mapping[str, Any]) -> Entry:
    """The engine's entry from the loaded values of `EntryForm`."""
    who = data["acted_by"]
    return Entry(
        person_id=who.get("person"),
        name=who["name"],
        post=who.get("post") or "",
        happened_on=data["happened_on"],
        via=data["recorded_via"],
        scans=tuple(data.get("entry_scan") or ()),
        note=data.get("record_note") or "",
        incoming_document_id=data.get("incoming_document"),
    )
