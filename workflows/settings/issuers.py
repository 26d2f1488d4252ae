"""Who signs, under which head, with which number prefix and seal: issuer × direction (reference §6.5)."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.errors import NotFound
from engine.text import Text
from workflows.people.models import Cppcc
from workflows.people.roles import Role
from workflows.settings.models import Direction, Issuer, IssuerKind, PaperFormat


class Row(NamedTuple):
    issuer: IssuerKind
    direction: Direction
    document_kind: str
    signatory: Role
    prefix: str  # after the short name of the CPPCC
    template: PaperFormat
    has_seal: bool
    prints_signatory: bool


CPPCC, OFFICE = IssuerKind
UPWARD, PARALLEL, DOWNWARD = Direction
DOCUMENT, LETTER, MINUTES, BULLETIN = PaperFormat

ROWS = (
    Row(CPPCC, UPWARD, "", Role.CHAIRPERSON, "", DOCUMENT, True, True),
    Row(CPPCC, UPWARD, "FORMAL_PROPOSAL_REPORT", Role.CHAIRPERSON, "议", DOCUMENT, True, True),
    Row(CPPCC, UPWARD, "CONSULTATION_MINUTES", Role.CHAIRPERSON, "纪", MINUTES, False, False),
    Row(CPPCC, UPWARD, "OPINION_BULLETIN", Role.SECRETARY_GENERAL, "", BULLETIN, False, False),
    Row(CPPCC, PARALLEL, "", Role.CHAIRPERSON, "函", LETTER, True, False),
    Row(CPPCC, PARALLEL, "RECOMMENDATION_LETTER", Role.CHAIRPERSON, "监", LETTER, True, False),
    Row(OFFICE, PARALLEL, "", Role.SECRETARY_GENERAL, "办函", LETTER, True, False),
)


def issuer(
    session: Session, cppcc_id: int, kind: IssuerKind, direction: Direction, document_kind: str, on: date
) -> Issuer:
    """The row in force on the day of issue; one for the kind of document before the general one.

    Raises `NotFound` where this issuer does not write in this direction: the office never writes upward.
    """
    found = session.scalar(
        select(Issuer)
        .where(
            Issuer.cppcc_id == cppcc_id,
            Issuer.issuer == kind,
            Issuer.direction == direction,
            Issuer.document_kind.in_([document_kind, ""]),
            Issuer.valid_from <= on,
        )
        .order_by(Issuer.document_kind.desc(), Issuer.valid_from.desc())
        .limit(1)
    )
    if found is None:
        raise NotFound(
            Text("该发文机关没有这一行文方向的签发设置。", "This issuer has no signatory in this direction.")
        )
    return found


def rows_for(cppcc: Cppcc, since: date) -> list[Issuer]:
    """The default rows of a CPPCC, with its own names."""
    stem = cppcc.short.replace("市政协", "政协").replace("县政协", "政协").replace("区政协", "政协")
    made = []
    for row in ROWS:
        name = cppcc.name if row.issuer is CPPCC else f"{cppcc.name}办公室"
        made.append(
            Issuer(
                cppcc_id=cppcc.id,
                issuer=row.issuer,
                direction=row.direction,
                document_kind=row.document_kind,
                name=name,
                signatory=row.signatory,
                prefix=f"{stem}{row.prefix}",
                template=row.template,
                seal=name if row.has_seal else "",
                prints_signatory=row.prints_signatory,
                valid_from=since,
            )
        )
    return made
