"""Whatever is missing in a diagram, reading it ends in a `Spec` or in a `BadDiagram`, never in a library's error."""

import copy
from collections.abc import Callable, Iterator

import pytest
from lxml import etree

from engine.errors import KanjianError
from engine.interpreter import BadDiagram, Run, Spec, parse
from tests.engine.interpreter.drawing import (
    Silent,
    both,
    call,
    document,
    either,
    end,
    failure,
    inner,
    message,
    process,
    service,
    start,
    timer,
    user,
)

RULE = '<businessRuleTask id="rule" kanjian:decision="route"/><receiveTask id="r" messageRef="m1"/>'


def whole() -> bytes:
    sub = inner(
        "sub", start("i") + user("x") + '<endEvent id="o"><errorEventDefinition errorRef="e1"/></endEvent>', "i>x x>o"
    )
    lanes = '<laneSet><lane name="l"><flowNodeRef>a</flowNodeRef></lane></laneSet>'
    body = lanes + start() + both("f", "j") + user("a") + sub + service("job") + call("c", "q") + RULE + either("g")
    body += timer("t", "a") + failure("b", "sub", "e1") + message("m", "job", "m1") + either("m1g", False) + end()
    flows = "s>f f>a f>sub f>job a>m1g t>m1g m1g>j sub>g b>g g>m2g:x==1 g>m2g:* m2g>j"
    flows += " job>m3g m>m3g m3g>j j>rule rule>r r>c c>e"
    body += either("m2g", False) + either("m3g", False)
    declared = '<message id="m1" name="reply"/><error id="e1" errorCode="FAILED"/>'
    return document(declared, process(body, flows), process(start("qs") + user("n") + end("qe"), "qs>n n>qe", "q"))


DMN = (
    b'<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"><decision id="route"><decisionTable>'
    b'<input><inputExpression><text>k</text></inputExpression></input><output name="way"/><rule><inputEntry>'
    b"<text>1</text></inputEntry><outputEntry><text>2</text></outputEntry></rule></decisionTable></decision></definitions>"
)


def broken(data: bytes) -> Iterator[bytes]:
    """The document without each element and each attribute, and with odd values in each."""
    root = etree.fromstring(data)
    for number, node in enumerate(root.iter()):
        for key in node.attrib:
            for value in ("", "p", "nowhere", "\u00e9 x", "[1,"):
                yield changed(root, number, lambda target, key=key, value=value: target.set(key, value))
        if number:
            yield changed(root, number, lambda target: target.getparent().remove(target))
            yield changed(root, number, lambda target: target.addnext(copy.deepcopy(target)))
            yield changed(root, number, lambda target: target.clear())


def changed(root: etree._Element, number: int, act: Callable[[etree._Element], object]) -> bytes:
    other = copy.deepcopy(root)
    act(list(other.iter())[number])
    return etree.tostring(other)


def read(bpmn: bytes, dmn: bytes) -> Spec | None:
    try:
        return parse({"p.bpmn": bpmn, "r.dmn": dmn}, "p")
    except BadDiagram as error:
        assert error.problems and all(isinstance(problem, str) for problem in error.problems)
        return None


def test_a_broken_diagram_is_refused_or_runs() -> None:
    whole_diagram = whole()
    assert read(whole_diagram, DMN) is not None
    refused = 0
    for data in broken(whole_diagram):
        found = read(data, DMN)
        if found is None:
            refused += 1
            continue
        run = Run.start(found, {"x": 1, "k": 1})
        try:
            run.advance(Silent())
        except KanjianError:
            continue
        run.check_alive()
    assert refused > 200


def test_a_broken_table_is_refused_or_runs() -> None:
    results = [read(whole(), data) for data in broken(DMN)]
    assert None in results and any(results)


def test_a_process_that_calls_itself_is_refused() -> None:
    with pytest.raises(BadDiagram, match="calls itself"):
        parse({"p.bpmn": document(process(start() + call("c", "p") + end(), "s>c c>e"))}, "p")
    other = process(start("qs") + call("d", "p") + end("qe"), "qs>d d>qe", "q")
    with pytest.raises(BadDiagram, match="calls itself"):
        parse({"p.bpmn": document(process(start() + call("c", "q") + end(), "s>c c>e"), other)}, "p")
