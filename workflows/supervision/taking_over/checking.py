"""From the rows of the sheet to cases that can be written, and every reason why one cannot, by row and column."""

import re
from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock
from engine.text import Text
from workflows.documents import numbers
from workflows.documents.models import Document, DocumentNumber
from workflows.rectification.states import TrackRole
from workflows.supervision.preparation import units
from workflows.supervision.taking_over import names
from workflows.supervision.taking_over.models import TakenOver
from workflows.supervision.taking_over.plan import Asked, Entry, OldCase
from workflows.supervision.taking_over.sheet import COLUMNS, OF_CASE, TITLES, Problem, Row

REQUIRED = Text("“{title}”不能为空。", "“{title}” is required.")
DIFFERS = Text(
    "与本案第{row}行所写不同；本案各行应一致，也可留空。", "Row {row} of this case says otherwise; or leave it empty."
)
LETTER_OUT = Text("整改中的案件，建议书已发出，此项不能为空。", "The letter of such a case is out; this is required.")
NOT_OUT = Text("起草建议书的案件还没有文号和成文日期，请留空。", "Its letter is not out yet; leave this empty.")
NOT_YET_ISSUED = Text("成文日期不能晚于启用日期。", "The letter cannot be issued after the day of going live.")
NO_PAST = Text(
    "启用日期不能早于今天，否则时限一开始就已经过。", "Going live in the past would start clocks that have run."
)
NOT_SHOWN = Text("播出日期不能晚于今天。", "The broadcast cannot be later than today.")
BOTH_OR_NONE = Text("建议序号和建议内容须同时填写。", "Give both the number and the text of a recommendation.")
ASKED_NOTHING = Text(
    "整改中的主办、独办、分办单位须写明建议。", "Say what this unit is asked; only an assisting one may do without."
)
OTHER_WORDS = Text(
    "第{no}条建议在第{row}行的内容或时限不同。", "Row {row} gives recommendation {no} other words or another date."
)
OTHER_ROLE = Text("该单位在第{row}行写的是“{role}”。", "Row {row} gives this unit the role {role}.")
ASKED_TWICE = Text("该单位的这条建议已写在第{row}行。", "Row {row} has this recommendation for this unit already.")
NUMBER_TWICE = Text("文号已写在案件“{old_no}”中。", "The case “{old_no}” of this sheet has this number.")


def plan(
    session: Session, cppcc_id: int, rows: Sequence[Row], live_on: date
) -> tuple[list[OldCase], list[str], list[Problem]]:
    """The cases to be made, the old numbers that came in before, and all problems. Nothing is written."""
    problems = [row.problem("old_no", REQUIRED, title=TITLES["old_no"]) for row in rows if not row.values["old_no"]]
    listed = select(TakenOver.old_no).where(TakenOver.cppcc_id == cppcc_id)
    known = set(session.scalars(listed))
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row.values["old_no"], []).append(row)
    groups.pop("", None)
    new = {old_no: group for old_no, group in groups.items() if old_no not in known}
    if new and live_on < clock.today():
        problems.append(Problem(None, "", NO_PAST))
    check = _Check(session, cppcc_id, live_on, problems)
    cases = [found for group in new.values() if (found := check.case(group)) is not None]
    return cases, [old_no for old_no in groups if old_no in known], problems


class _Check:
    """One case after another against the sheet, the city and the register of numbers."""

    def __init__(self, session: Session, cppcc_id: int, live_on: date, problems: list[Problem]) -> None:
        self.session, self.cppcc_id, self.live_on, self.problems = session, cppcc_id, live_on, problems
        self.names = names.Names(session, cppcc_id, problems)
        self.numbers: dict[str, str] = {}
        self.said: dict[str, int] = {}  # of the case at hand: which row says what

    def case(self, group: Sequence[Row]) -> OldCase | None:
        """None where anything is wrong with it."""
        before = len(self.problems)
        whole = self._said_once(group)
        self._required(group, whole)
        given = {key: whole.values[key] for key in OF_CASE}
        entry = self.names.choice(self._at(whole, "entry"), "entry", names.ENTRIES) if given["entry"] else None
        at = self._at(whole, "category")
        category = self.names.choice(at, "category", names.CATEGORIES) if given["category"] else None
        officer = self.names.officer(self._at(whole, "committee")) if given["committee"] else None
        team = self.names.team(self._at(whole, "team"))
        by_row = self._units(group)
        asked = self._asked(group, by_row, entry)
        self._days(whole, entry)
        doc_no = self._number(whole, entry)
        if len(self.problems) > before or entry is None or category is None or officer is None:
            return None
        return OldCase(
            old_no=whole.values["old_no"],
            title=given["title"],
            problem=given["problem"],
            location=given["location"],
            category=category,
            note=given["note"],
            committee_id=officer[0],
            officer_id=officer[1],
            team=team,
            broadcast_on=given["broadcast_on"] or None,
            entry=entry,
            units=self._roles(group, by_row),
            asked=asked,
            doc_no=doc_no,
            issued_on=given["issued_on"] or None,
        )

    def _said_once(self, group: Sequence[Row]) -> Row:
        """The first row with whatever of the case only a further row says."""
        values = dict(group[0].values)
        self.said = dict.fromkeys(OF_CASE, group[0].number)
        for row in group[1:]:
            for key in OF_CASE:
                if not values[key]:
                    values[key] = row.values[key]
                    self.said[key] = row.number if values[key] else self.said[key]
                elif row.values[key] not in ("", values[key]):
                    self.problems.append(row.problem(key, DIFFERS, row=self.said[key]))
        return Row(group[0].number, values)

    def _at(self, whole: Row, key: str) -> Row:
        """The case's values under the number of the row that says this one."""
        return Row(self.said[key], whole.values)

    def _required(self, group: Sequence[Row], whole: Row) -> None:
        for column in COLUMNS:
            of_case = column.key in (*OF_CASE, "old_no")
            for row in [whole] if of_case else group:
                if column.is_required and not row.values[column.key]:
                    self.problems.append(row.problem(column.key, REQUIRED, title=column.title))

    def _units(self, group: Sequence[Row]) -> list[tuple[int, TrackRole] | None]:
        """Unit and role of each row; a unit has the same role in all of them."""
        found: list[tuple[int, TrackRole] | None] = []
        first: dict[int, Row] = {}
        for row in group:
            unit_id = self.names.unit(row) if row.values["unit"] else None
            role = self.names.choice(row, "track_role", names.ROLES) if row.values["track_role"] else None
            found.append((unit_id, role) if unit_id is not None and role is not None else None)
            if unit_id is None or role is None:
                continue
            other = first.setdefault(unit_id, row)
            if other.values["track_role"] != row.values["track_role"]:
                words = {"row": other.number, "role": other.values["track_role"]}
                self.problems.append(row.problem("track_role", OTHER_ROLE, **words))
        listed = [{"unit": unit_id, "track_role": role} for unit_id, role in dict(filter(None, found)).items()]
        if None not in found:
            for fault in units.faults(self.session, listed):
                self.problems.append(group[0].problem("track_role", fault))
        return found

    def _roles(self, group: Sequence[Row], by_row: Iterable[tuple[int, TrackRole] | None]) -> dict[int, TrackRole]:
        return dict(filter(None, by_row))

    def _asked(
        self, group: Sequence[Row], by_row: Sequence[tuple[int, TrackRole] | None], entry: Entry | None
    ) -> tuple[Asked, ...]:
        """The recommendations by number, each with all the units that it is for."""
        first: dict[str, Row] = {}
        asked: dict[str, dict[int, Row]] = {}
        for row, target in zip(group, by_row, strict=True):
            no, text = row.values["no"], row.values["text"]
            if bool(no) != bool(text):
                self.problems.append(row.problem("text" if no else "no", BOTH_OR_NONE))
            elif no:
                self._same_words(first.setdefault(no, row), row)
                if target is not None:
                    self._once(asked.setdefault(no, {}), target[0], row)
        answering = {target[0] for target in by_row if target and target[1] is not TrackRole.ASSIST}
        if entry is Entry.AT_UNITS:
            self._all_asked(group, by_row, answering - {unit for targets in asked.values() for unit in targets})
        return tuple(
            Asked(int(no), first[no].values["text"], tuple(targets), first[no].values["due"] or None)
            for no, targets in sorted(asked.items(), key=lambda pair: int(pair[0]) if pair[0].isdecimal() else 0)
            if no.isdecimal()
        )

    def _same_words(self, first: Row, row: Row) -> None:
        for key in ("text", "due"):
            if row.values[key] != first.values[key]:
                words = {"no": row.values["no"], "row": first.number}
                self.problems.append(row.problem(key, OTHER_WORDS, **words))

    def _once(self, targets: dict[int, Row], unit_id: int, row: Row) -> None:
        other = targets.setdefault(unit_id, row)
        if other is not row:
            self.problems.append(row.problem("no", ASKED_TWICE, row=other.number))

    def _all_asked(self, group: Sequence[Row], by_row: Sequence[tuple[int, TrackRole] | None], left: set[int]) -> None:
        for row, target in zip(group, by_row, strict=True):
            if target is not None and target[0] in left:
                left.discard(target[0])
                self.problems.append(row.problem("text", ASKED_NOTHING))

    def _days(self, whole: Row, entry: Entry | None) -> None:
        shown, issued = whole.values["broadcast_on"], whole.values["issued_on"]
        if isinstance(shown, date) and shown > clock.today():
            self.problems.append(self._at(whole, "broadcast_on").problem("broadcast_on", NOT_SHOWN))
        if isinstance(issued, date) and issued > self.live_on:
            self.problems.append(self._at(whole, "issued_on").problem("issued_on", NOT_YET_ISSUED))
        for key in ("doc_no", "issued_on"):
            if entry is Entry.AT_UNITS and not whole.values[key]:
                self.problems.append(self._at(whole, key).problem(key, LETTER_OUT))
            if entry is Entry.AT_LETTER and whole.values[key]:
                self.problems.append(self._at(whole, key).problem(key, NOT_OUT))

    def _number(self, whole: Row, entry: Entry | None) -> str:
        """The letter's number with its brackets as they should be; it is used nowhere else."""
        written, issued = whole.values["doc_no"], whole.values["issued_on"]
        no = re.sub(r"[\[(（〔【［]\s*(\d{4})\s*[\])）〕】］]", r"〔\1〕", written)
        if not written or entry is not Entry.AT_UNITS:
            return no
        try:
            prefix, year, seq = numbers.parts(no)
        except numbers.NumberRefused as refused:
            self.problems.append(self._at(whole, "doc_no").problem("doc_no", refused.text))
            return no
        if isinstance(issued, date) and issued.year != year:
            self.problems.append(self._at(whole, "doc_no").problem("doc_no", numbers.OTHER_YEAR))
        other = self.numbers.setdefault(no, whole.values["old_no"])
        if other != whole.values["old_no"]:
            self.problems.append(self._at(whole, "doc_no").problem("doc_no", NUMBER_TWICE, old_no=other))
        given = select(DocumentNumber.id).where(
            DocumentNumber.cppcc_id == self.cppcc_id,
            DocumentNumber.prefix == prefix,
            DocumentNumber.year == year,
            DocumentNumber.seq == seq,
        )
        if self.session.scalar(given) or self.session.scalar(select(Document.id).where(Document.doc_no == no).limit(1)):
            self.problems.append(self._at(whole, "doc_no").problem("doc_no", numbers.TAKEN, no=no))
        return no
