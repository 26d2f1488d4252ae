"""Diagrams from elsewhere, good and hostile: each passes or gets findings that say what to change."""

from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.checks import Declared, check
from engine.interpreter import BadDiagram, parse
from tests.engine.checks.sketch import ERROR, FAILS, MESSAGE, TIMER, WAITS, boundary, chain, process, table, user

FOREIGN = Path(__file__).parent / "foreign"
EXPECTED = {
    "bpmn_io_plain.bpmn": set(),
    "bpmn_io_new.bpmn": {
        ("process_not_executable", "Process_1"),
        ("end_missing", "Process_1"),
        ("dead_end", "Task_1hcentk"),
        ("element_refused", "Task_1hcentk"),
    },
    "camunda7.bpmn": {("condition_bad", "no"), ("timer_without_key", "reminder")},
    "camunda8.bpmn": {
        ("event_refused", "begin"),
        ("element_refused", "race"),
        ("timer_without_key", "late"),
        ("element_refused", "escalate"),
        ("element_refused", "s1"),
    },
    "flowable.bpmn": {
        ("element_refused", ""),  # the multi-instance marker has no id
        ("element_refused", "script"),
        ("condition_ignored", "sid-2"),
        ("condition_bad", "sid-2"),
    },
    "signavio.bpmn": {("element_refused", "sid-do"), ("element_refused", "sid-dor")},
    "xpdl.bpmn": {("not_bpmn", "")},
}


@pytest.mark.parametrize("name", EXPECTED)
def test_a_foreign_diagram_passes_or_is_told_what_to_change(name: str) -> None:
    findings = check({name: (FOREIGN / name).read_bytes()})

    assert {(finding.rule, finding.element_id) for finding in findings} == EXPECTED[name]
    assert all(finding.line and finding.file == name for finding in findings)


def test_every_foreign_diagram_is_expected() -> None:
    assert {path.name for path in FOREIGN.iterdir()} == EXPECTED.keys()


def test_vendor_attributes_do_not_disturb_a_diagram_that_runs() -> None:
    name = "bpmn_io_plain.bpmn"

    assert parse({name: (FOREIGN / name).read_bytes()}, "Process_1x0o2fn").elements


def test_all_files_are_told_at_once() -> None:
    findings = check({name: (FOREIGN / name).read_bytes() for name in EXPECTED} | {"bad": b"<a>"})

    assert {finding.file for finding in findings} == EXPECTED.keys() - {"bpmn_io_plain.bpmn"} | {"bad"}


# -- nothing raises

SOUND = {
    "main.bpmn": process(
        chain(
            user("a"),
            '<serviceTask id="job" name="发"/>',
            '<subProcess id="sub">' + chain(user("u"), prefix="x_") + "</subProcess>",
            f'<intermediateCatchEvent id="wait" name="等">{WAITS}</intermediateCatchEvent>',
            '<parallelGateway id="g"/>',
            '<callActivity id="call" calledElement="called"/>',
            '<businessRuleTask id="rule" kanjian:decision="route"/>',
        )
        + boundary("late", "a", TIMER, 'cancelActivity="false"')
        + boundary("failed", "job", FAILS),
        MESSAGE + ERROR,
    ),
    "called.bpmn": process(chain(user("v"), prefix="c_"), id="called"),
    "route.dmn": table(),
}
HOSTILE = {
    "nothing": b"",
    "a document type": b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
    "three megabytes": b"<a>" + b"x" * 3_000_000 + b"</a>",
    "three hundred deep": b"<a>" * 300 + b"</a>" * 300,
    "latin-1": "<a>é</a>".encode("latin-1"),
    "sub-processes 190 deep": process('<subProcess id="x">' * 190 + "</subProcess>" * 190),
    "events without ids": process("<startEvent/><endEvent/><boundaryEvent/><sequenceFlow/>"),
    "a lane of nothing": process("<laneSet><lane><flowNodeRef/></lane></laneSet>"),
    "a call of itself": process(chain('<callActivity id="c" calledElement="p"/>')),
    "fifty thousand flows": process("<sequenceFlow/>" * 49_000),
    "a condition of a thousand brackets": process(
        f'<sequenceFlow id="f"><conditionExpression>{"(" * 1000}</conditionExpression></sequenceFlow>'
    ),
    "a root that is only called definitions": b"<definitions/>",
    "an instruction": process("<?python print(1)?><!-- x --><?xml-stylesheet href='x'?>"),
}


def test_the_sound_example_is_sound() -> None:
    assert check(SOUND, "p") == []
    assert parse(SOUND, "p").elements.keys() >= {"a", "job", "u", "wait", "call", "v", "rule", "late", "failed"}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("declared", [None, Declared()])
def test_hostile_files_are_findings_and_never_errors(name: str, declared: Declared | None) -> None:
    findings = check({"x.bpmn": HOSTILE[name]}, "p", declared)

    assert findings
    assert all(finding.text.zh and finding.text.en for finding in findings)


@given(st.binary(max_size=400))
def test_random_bytes_are_findings(data: bytes) -> None:
    assert check({"x": data})


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 6))
def test_whatever_is_changed_in_a_diagram_is_found_or_can_be_read(seed: int, changes: int) -> None:
    """Swaps words of a sound example; what the checks let pass, the interpreter reads."""
    random = Random(seed)
    files = dict(SOUND)
    for _ in range(changes):
        name = random.choice(list(files))
        files[name] = changed(files[name], random)

    if not check(files, "p", None):
        try:
            parse(files, "p")
        except BadDiagram as error:
            pytest.fail(f"passed the checks, but: {error.problems}")


def changed(data: bytes, random: Random) -> bytes:
    """One word (tag, attribute or value) put in the place of another, a piece doubled, or a piece lost."""
    words = data.decode().replace("<", "\0<").replace(' id="', '\0 id="').replace('Ref="', '\0Ref="').split("\0")
    one, other = random.randrange(1, len(words)), random.randrange(1, len(words))
    how = random.randrange(4)
    if how == 0:
        words[one], words[other] = words[other], words[one]
    elif how == 1:
        words[one] = words[other]
    elif how == 2:
        del words[one]
    else:
        words.insert(one, words[other])
    return "".join(words).encode()
