"""From the symposium to the letter on its way to the units, or to the decision that none is needed."""

from collections.abc import Sequence
from typing import Any

from workflows.demo import letter_words
from workflows.demo.course import Course, signed
from workflows.demo.timeline import Story

ORIGIN = {"PROGRAMME": "《看见》栏目", "MEMBER": "政协委员", "HOTLINE": "群众来电"}
BACKGROUND = (
    "{origin}反映“{title}”：{problem}为此，市政协将其列为民主监督议题，成立由多个界别委员组成的监督小组，"
    "到{place}开展实地监督，并与有关单位协商座谈。\n{way}\n{minutes}\n现将了解到的情况和意见建议{verb}如下。"
)
CALLED = "各方在座谈中形成共识：{consensus}。"


def symposium(course: Course, next_step: str = "LETTER") -> Story:
    """Units and members at one table; every responsible unit checks the facts."""
    yield course.on(3)
    text, city = course.text, course.city
    liaisons = {key: city.name_of(f"liaison_{key}") for key, _ in text.units}
    course.officer.does(
        "hold_symposium",
        course.case_id,
        status="HELD",
        held_on=course.date(),
        chair=city.person(course.vice_chair),
        units_present=[
            {"unit": city.unit(key), "speaker": liaisons[key], "title": "分管负责人"} for key, _ in text.units
        ],
        unit_responses=[{"unit": city.unit(key), "text": words} for key, words in text.statements.items()],
        root_causes=[{"text": words} for words in text.causes],
        consensus=[{"text": words} for words in text.consensus],
        fact_check=[
            {"unit": city.unit(key), "checked_on": course.date(), "person": liaisons[key], "result": "AGREED"}
            for key, _ in text.units
        ],
        next_step=next_step,
    )


def drafted(course: Course, wait: int = 4, route: str = "DIRECT") -> Story:
    """The letter is handed in; again after a return, when it says why in its text."""
    yield course.on(wait)
    text, city = course.text, course.city
    problems = [one for one in text.findings if not one.fixed]
    answered = letter_words.answers(problems, text.recommendations)
    answer: dict[str, Any] = {
        "delivery_route": route,
        "issuer": "CPPCC",
        "title": f"关于{text.topic or text.title}的民主监督建议书",
        "background": _background(course, "报告" if route == "VIA_PARTY_GOV" else "函告"),
        "done_well": _done_well(course),
        "problems": [
            {
                "no": number,
                "text": letter_words.problem(number, found, city.unit_name(found.unit)),
                "finding_refs": [number],
            }
            for number, found in enumerate(problems, start=1)
        ],
        "causes": [{"text": letter_words.cause(number, words)} for number, words in enumerate(text.causes, start=1)],
        "recommendations": [
            {
                "no": number,
                "text": letter_words.recommendation(number, one, answered[number - 1]),
                "target_unit": city.unit(one.unit),
                "kind": one.kind,
                "due": course.date(one.days),
            }
            for number, one in enumerate(text.recommendations, start=1)
        ],
        "needs_chair_meeting": False,
    }
    if route == "VIA_PARTY_GOV":
        answer |= {"report_to": city.unit("shiwei"), "copy_to": [city.unit("shizhengfu")]}
    course.officer.does("draft_letter", course.case_id, **answer)
    course.draft_day = course.day


def _background(course: Course, verb: str) -> str:
    text = course.text
    return BACKGROUND.format(
        origin=ORIGIN[text.source],
        title=text.title,
        problem=text.problem,
        place=text.place,
        minutes=text.minutes,
        way=letter_words.way(text),
        verb=verb,
    )


def _done_well(course: Course) -> str:
    text, city = course.text, course.city
    said = "".join(f"{city.unit_name(key)}在座谈中表示，{words}" for key, words in text.statements.items())
    called = CALLED.format(consensus="；".join(text.consensus))
    return f"{text.done_well}{said}{called}\n{letter_words.PRAISE}"


def to_draft(course: Course, route: str = "DIRECT") -> Story:
    """From the end of the visit to a letter that waits for its signatures."""
    yield from symposium(course)
    yield from drafted(course, route=route)


def numbered(course: Course) -> Story:
    """The clerk gives the number."""
    yield course.on(1)
    course.city.as_("numbering").does("number_and_seal", course.case_id, action="DONE", copies=8)


def sealed(course: Course) -> Story:
    """The keeper seals it and scans the sealed copy."""
    hand = course.city.as_("seal")
    scan = [hand.keeps("sealed-letter.pdf")]
    hand.does("number_and_seal", course.case_id, action="DONE", sealed_scan=scan)
    yield course.on(1)


def dispatched(course: Course, **more: Any) -> Story:
    """It goes out to the units; from this day on their clocks run."""
    text, city = course.text, course.city
    roles = {role for _, role in text.units}
    mode = "LEAD_ASSIST" if "LEAD" in roles else roles.pop()
    targets = [
        {"unit": city.unit(key), "track_role": role, "mode": "ELECTRONIC", "track_mode": "OWN"}
        for key, role in text.units
    ]
    course.officer.does("dispatch", course.case_id, dispatch_mode=mode, targets=targets, **more)
    city.leaves()
    course.letter_day = course.day
    yield course.on(1)


def to_units(course: Course) -> Story:
    """From the end of the visit to the units, without a hitch."""
    yield from to_draft(course)
    yield from signed(course)
    yield from numbered(course)
    yield from sealed(course)
    yield from dispatched(course)


def submitted(course: Course) -> Story:
    """Upwards: the office's clerk takes it to the Party committee."""
    yield course.on(1)
    hand = course.city.as_("clerk")
    receipt = [hand.keeps("sealed-receipt.pdf")]
    hand.does("submission", course.case_id, submitted_on=course.date(), mode="PAPER", receipt=receipt)


def instructed(course: Course, wait: int, words: str, units: Sequence[str]) -> Story:
    """A leader has written on it that the units deal with it."""
    yield course.on(wait)
    city = course.city
    city.as_("clerk").does(
        "register_instruction",
        course.case_id,
        leader="高远山",
        level="CITY",
        instructed_on=course.date(-1),
        content=words,
        kind="HANDLE",
        units=[city.unit(key) for key in units],
    )
    yield course.on(1)


def no_letter(course: Course) -> Story:
    """Solved while it was looked at: no letter is needed, and that is approved."""
    yield course.on(1)
    course.officer.does(
        "close_without_letter",
        course.case_id,
        reason="监督期间责任单位已将问题解决到位，经现场核实，不需再发建议书。",
        record=course.text.done_well,
        lookback_kept=True,
    )
    yield from signed(course)
