"""发文字号: one register per 机关代字 and year. A number is reserved, used or void, and none disappears."""

import re
from datetime import date

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from engine import clock, journal
from engine.actors import Actor
from engine.errors import KanjianError
from engine.journal import Event
from engine.text import Text
from workflows.cases.models import Case
from workflows.documents.models import Document, DocumentNumber, DocumentStatus, NumberRegister, NumberState

PATTERN = re.compile(r"^([\u4e00-\u9fa5]{2,12})〔(\d{4})〕([1-9]\d*)号$")
SKIPPED = "改用其他文号"


class NumberRefused(KanjianError):
    code = "number_refused"


MALFORMED = Text(
    "发文字号应如“甲乙政协监〔2026〕3号”：六角括号，序号不加“第”、不补零。",
    "A document number reads 甲乙政协监〔2026〕3号: hexagonal brackets, no padding.",
)
TAKEN = Text("文号“{no}”已用于另一文件或已作废。", "The number {no} is used by another document, or void.")
CLOSED = Text("{year}年的“{prefix}”发文登记簿已封存。", "The register {prefix} of {year} is closed.")
OTHER_YEAR = Text("文号年份须与成文日期同年。", "The number's year must be the year of the date of issue.")
FAR = Text("文号只能比登记簿的下一个号大至多{n}个。", "A number may run ahead of the register by {n} at most.")
AHEAD = 20


def parts(no: str) -> tuple[str, int, int]:
    """Prefix, year and sequence of a number. Raises NumberRefused if it is not written as one."""
    found = PATTERN.match(no)
    if found is None:
        raise NumberRefused(MALFORMED)
    return found[1], int(found[2]), int(found[3])


def reserve(
    session: Session, document: Document, cppcc_id: int, prefix: str, year: int, actor: Actor
) -> DocumentNumber:
    """The next number of a register for a document; the one it has reserved there already is given again."""
    held = reserved(session, document.id)
    if held is not None and (held.prefix, held.year) == (prefix, year):
        return held
    if held is not None:
        _void(session, held, SKIPPED, actor)
    register = _register(session, cppcc_id, prefix, year)
    made = _row(cppcc_id, (prefix, year, register.next_seq), document.id, actor)
    register.next_seq += 1
    session.add(made)
    session.flush()
    return made


def following(session: Session, cppcc_id: int, prefix: str, year: int) -> str:
    """The number that a register would give next, for a form to begin with; nothing is reserved."""
    found = session.get(NumberRegister, (cppcc_id, prefix, year))
    return f"{prefix}〔{year}〕{found.next_seq if found else 1}号"


def reserved(session: Session, document_id: int) -> DocumentNumber | None:
    """The number that waits for a document, if any."""
    return _of(session, document_id, NumberState.RESERVED)


def use(session: Session, document: Document, no: str, issued_on: date, actor: Actor) -> DocumentNumber:
    """Give the document its number: the reserved one, or another of the same register that the clerk writes.

    Numbers that are passed over are void with a reason, so that the register has no silent gap.
    """
    held = reserved(session, document.id)
    prefix, year, seq = parts(no)
    if year != issued_on.year:
        raise NumberRefused(OTHER_YEAR)
    if held is None or held.text != no:
        held = _other(session, document, held, (prefix, year, seq), actor)
    held.state, held.at, held.by_person_id = NumberState.USED, clock.now(), actor.person_id
    document.doc_no, document.issued_on = no, issued_on
    document.status = DocumentStatus.NUMBERED
    _note(session, held, actor, "")
    return held


def fault(session: Session, document: Document, no: str, issued_on: date) -> Text | None:
    """Why `use` would refuse the number; None if it would not."""
    try:
        wanted = parts(no)
    except NumberRefused as refused:
        return refused.text
    if wanted[1] != issued_on.year:
        return OTHER_YEAR
    held = reserved(session, document.id)
    if held is not None and held.text == no:
        return None
    found = session.get(NumberRegister, (_cppcc_of(session, document), wanted[0], wanted[1]))
    next_seq = found.next_seq if found else 1
    if wanted[2] < next_seq:
        return TAKEN.format(no=no)
    return FAR.format(n=AHEAD) if wanted[2] >= next_seq + AHEAD else None


def is_open(session: Session, cppcc_id: int, prefix: str, year: int) -> bool:
    """Whether a register still gives numbers."""
    found = session.get(NumberRegister, (cppcc_id, prefix, year))
    return found is None or found.closed_at is None


def _other(
    session: Session, document: Document, held: DocumentNumber | None, wanted: tuple[str, int, int], actor: Actor
) -> DocumentNumber:
    prefix, year, seq = wanted
    cppcc_id = held.cppcc_id if held else _cppcc_of(session, document)
    register = _register(session, cppcc_id, prefix, year)
    if seq < register.next_seq:
        raise NumberRefused(TAKEN, no=f"{prefix}〔{year}〕{seq}号")
    if seq >= register.next_seq + AHEAD:
        raise NumberRefused(FAR, n=AHEAD)
    if held is not None:
        _void(session, held, SKIPPED, actor)
    for passed in range(register.next_seq, seq):
        skipped = _row(cppcc_id, (prefix, year, passed), None, actor)
        skipped.state, skipped.reason = NumberState.VOID, SKIPPED
        session.add(skipped)
    register.next_seq = seq + 1
    made = _row(cppcc_id, wanted, document.id, actor)
    session.add(made)
    session.flush()
    return made


def _row(cppcc_id: int, wanted: tuple[str, int, int], document_id: int | None, actor: Actor) -> DocumentNumber:
    prefix, year, seq = wanted
    return DocumentNumber(
        cppcc_id=cppcc_id,
        prefix=prefix,
        year=year,
        seq=seq,
        state=NumberState.RESERVED,
        document_id=document_id,
        by_person_id=actor.person_id,
        at=clock.now(),
    )


def take_back(session: Session, document: Document, actor: Actor) -> None:
    """The number that was just used is reserved for its document again: the clerk takes his entry back."""
    number = _of(session, document.id, NumberState.USED)
    if number is not None:
        number.state, number.at, number.by_person_id = NumberState.RESERVED, clock.now(), actor.person_id
        _unnumbered(document)
        _note(session, number, actor, "")


def void(session: Session, document: Document, reason: str, actor: Actor) -> DocumentNumber | None:
    """Make the document's number void: it stays on the list. The document can be numbered again."""
    number = _of(session, document.id, NumberState.USED) or reserved(session, document.id)
    if number is None:
        return None
    _void(session, number, reason, actor)
    _unnumbered(document)
    return number


def _unnumbered(document: Document) -> None:
    document.doc_no = document.issued_on = None
    if document.status is DocumentStatus.NUMBERED:
        document.status = DocumentStatus.SIGNED


def _void(session: Session, number: DocumentNumber, reason: str, actor: Actor) -> None:
    number.state, number.reason = NumberState.VOID, reason
    number.at, number.by_person_id = clock.now(), actor.person_id
    _note(session, number, actor, reason)


def register(session: Session, cppcc_id: int, prefix: str, year: int) -> list[DocumentNumber]:
    """Every number of a register in order, the void ones too."""
    found = select(DocumentNumber).where(
        DocumentNumber.cppcc_id == cppcc_id, DocumentNumber.prefix == prefix, DocumentNumber.year == year
    )
    return list(session.scalars(found.order_by(DocumentNumber.seq)))


def close(session: Session, cppcc_id: int, prefix: str, year: int, actor: Actor) -> None:
    """The clerk closes a year's register; until then last year's letters still get its numbers."""
    found = _register(session, cppcc_id, prefix, year)
    found.closed_at, found.closed_by = clock.now(), actor.person_id


def _register(session: Session, cppcc_id: int, prefix: str, year: int) -> NumberRegister:
    """The register's row, locked; its first two users at once get one row between them."""
    key = (cppcc_id, prefix, year)
    found = session.get(NumberRegister, key, with_for_update=True)
    if found is None:
        try:
            with session.begin_nested():
                session.add(NumberRegister(cppcc_id=cppcc_id, prefix=prefix, year=year, next_seq=1))
        except IntegrityError:
            session.expire_all()  # somebody else has just made it
        found = session.get_one(NumberRegister, key, with_for_update=True)
    if found.closed_at is not None:
        raise NumberRefused(CLOSED, prefix=prefix, year=year)
    return found


def _of(session: Session, document_id: int, state: NumberState) -> DocumentNumber | None:
    return session.scalar(
        select(DocumentNumber)
        .where(DocumentNumber.document_id == document_id, DocumentNumber.state == state)
        .order_by(DocumentNumber.id.desc())
        .limit(1)
    )


def _cppcc_of(session: Session, document: Document) -> int:
    return session.get_one(Case, document.case_id).cppcc_id


def _note(session: Session, number: DocumentNumber, actor: Actor, reason: str) -> None:
    journal.write(
        session,
        "numbers",
        Event.RECORD_CHANGED,
        actor,
        number=number.text,
        document=number.document_id,
        state=number.state.value,
        reason=reason,
    )
