"""Cases whose letter is being written, signed, numbered or sealed, or that need none."""

from workflows.demo import closing, front, letter
from workflows.demo.course import Course, signed
from workflows.demo.timeline import Story


def signed_by(course: Course, count: int) -> Story:
    """So many have signed the letter: director, editor, secretary-general, vice-chair, chairperson."""
    yield from front.to_visit(course)
    yield from letter.to_draft(course)
    yield from signed(course, until=count)


def before_the_director(course: Course) -> Story:
    yield from signed_by(course, 0)


def before_the_editor(course: Course) -> Story:
    yield from signed_by(course, 1)


def before_the_secretary_general(course: Course) -> Story:
    yield from signed_by(course, 2)


def before_the_vice_chair(course: Course) -> Story:
    yield from signed_by(course, 3)


def before_the_chair(course: Course) -> Story:
    yield from signed_by(course, 4)


def to_be_numbered(course: Course) -> Story:
    yield from signed_by(course, 5)


def to_be_sealed(course: Course) -> Story:
    yield from signed_by(course, 5)
    yield from letter.numbered(course)


def returned_twice(course: Course) -> Story:
    """The editor sends it back for its words, the secretary-general for a date; it is on the officer's desk."""
    yield from front.to_visit(course)
    yield from letter.to_draft(course)
    yield from signed(course, returns={2: "缘起部分请压缩，第一条建议中的办理时限请写明依据。"})
    yield from letter.drafted(course, wait=1)
    yield from signed(course, returns={2: "第二条建议的完成时间偏紧，请与责任单位沟通后调整。"})


def waits_for_an_instruction(course: Course) -> Story:
    """Submitted to the Party committee; nobody has written on it yet."""
    yield from front.to_visit(course)
    yield from letter.to_draft(course, route="VIA_PARTY_GOV")
    yield from signed(course)
    yield from letter.numbered(course)
    yield from letter.sealed(course)
    yield from letter.submitted(course)


def without_a_letter(course: Course) -> Story:
    """Solved while it was looked at: closed, with a look-back to come."""
    yield from front.to_visit(course)
    yield from letter.symposium(course, next_step="NO_LETTER")
    yield from letter.no_letter(course)
    yield from closing.case_closed(course)
