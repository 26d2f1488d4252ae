"""What of a diagram is read, and what is refused by name."""

import pytest

from engine.interpreter import BadDiagram, Element, parse
from tests.engine.interpreter.drawing import (
    Play,
    both,
    call,
    document,
    edges,
    either,
    end,
    failure,
    inner,
    process,
    service,
    spec,
    start,
    timer,
    user,
)

MESSAGE = '<message id="m1" name="reply"/>'
ERROR = '<error id="e1" errorCode="FAILED"/>'


def problems(*parts: str, identity: str = "p") -> str:
    with pytest.raises(BadDiagram) as refused:
        spec(*parts, identity=identity)
    assert refused.value.problems
    return "; ".join(refused.value.problems)


def line(node: str, name: str = "n") -> str:
    return process(start() + node + end(), f"s>{name} {name}>e")


NOT_ALLOWED = [
    '<task id="n"/>',
    '<manualTask id="n"/>',
    '<scriptTask id="n"><script>1</script></scriptTask>',
    '<sendTask id="n"/>',
    '<receiveTask id="n"/>',
    '<receiveTask id="n" messageRef="nowhere"/>',
    '<inclusiveGateway id="n"/>',
    '<complexGateway id="n"/>',
    '<eventBasedGateway id="n"/>',
    '<transaction id="n"/>',
    '<adHocSubProcess id="n"/>',
    '<subProcess id="n" triggeredByEvent="true"><startEvent id="a"/><endEvent id="b"/></subProcess>',
    '<subProcess id="n"/>',
    '<userTask id="n"><multiInstanceLoopCharacteristics/></userTask>',
    '<userTask id="n"><standardLoopCharacteristics/></userTask>',
    '<userTask id="n"><ioSpecification/></userTask>',
    '<userTask id="n"/><dataObject id="d"/>',
    '<userTask id="n"/><dataObjectReference id="d"/>',
    '<intermediateThrowEvent id="n"/>',
    '<intermediateCatchEvent id="n"/>',
    '<intermediateCatchEvent id="n"><signalEventDefinition/></intermediateCatchEvent>',
    '<intermediateCatchEvent id="n"><linkEventDefinition/></intermediateCatchEvent>',
    '<intermediateCatchEvent id="n"><conditionalEventDefinition/></intermediateCatchEvent>',
    '<intermediateCatchEvent id="n"><errorEventDefinition/></intermediateCatchEvent>',
    '<intermediateCatchEvent id="n"><timerEventDefinition><timeCycle>R3/PT1H</timeCycle></timerEventDefinition>'
    "</intermediateCatchEvent>",
    '<intermediateCatchEvent id="n"><timerEventDefinition><timeDuration>P1D</timeDuration><timeDate/>'
    '</timerEventDefinition><messageEventDefinition messageRef="m1"/></intermediateCatchEvent>',
    '<intermediateCatchEvent id="n"><timerEventDefinition><timeDuration>P-1D</timeDuration>'
    "</timerEventDefinition></intermediateCatchEvent>",
    '<userTask id="n"/><boundaryEvent id="b" attachedToRef="n"><compensateEventDefinition/></boundaryEvent>',
    '<userTask id="n"/><boundaryEvent id="b" attachedToRef="n"><escalationEventDefinition/></boundaryEvent>',
    '<userTask id="n"/><boundaryEvent id="b" attachedToRef="n"/>',
    '<userTask id="n"/><boundaryEvent id="b" attachedToRef="n" cancelActivity="false"><errorEventDefinition/>'
    "</boundaryEvent>",
    '<callActivity id="n"/>',
    '<callActivity id="n" calledElement="nowhere"/>',
    '<businessRuleTask id="n"/>',
    '<userTask id="n"/><userTask id="n"/>',
    '<userTask id="n"/><userTask id="p"/>',
]


@pytest.mark.parametrize("node", NOT_ALLOWED, ids=range(len(NOT_ALLOWED)))
def test_what_is_not_on_the_list_is_refused(node: str) -> None:
    """spiffworkflow.md 0.13, hazards.md 10: the library accepts and mis-runs what it does not support."""
    assert problems(MESSAGE, line(node))


@pytest.mark.parametrize("identity", ["Start", "End", "n.EndJoin", "n n", "1n", "", "n [child]"])
def test_an_id_that_the_library_would_swallow_is_refused(identity: str) -> None:
    """spiffworkflow.md 17: a node called End is silently skipped."""
    assert problems(line(user("NODE"), "NODE").replace("NODE", identity))


@pytest.mark.parametrize(
    "parts",
    [
        '<startEvent id="s"><timerEventDefinition/></startEvent><userTask id="n"/>' + end() + edges("s>n n>e"),
        '<startEvent id="s"><messageEventDefinition/></startEvent><userTask id="n"/>' + end() + edges("s>n n>e"),
        start() + user("n") + '<endEvent id="e"><signalEventDefinition/></endEvent>' + edges("s>n n>e"),
        start() + user("n") + '<endEvent id="e"><messageEventDefinition/></endEvent>' + edges("s>n n>e"),
        start() + user("n") + '<endEvent id="e"><errorEventDefinition/></endEvent>' + edges("s>n n>e"),
        start() + user("n") + end() + edges("s>n n>e:x==1"),
        start() + user("n", "m") + either("g") + end() + edges("s>g g>n:x.y g>m:* n>e m>e"),
        start() + user("n", "m") + either("g") + end() + edges("s>g g>n:eval(1) g>m:* n>e m>e"),
        start() + user("n", "m") + either("g", False) + end() + edges("s>g g>n g>m:x==1 n>e m>e"),
        start() + user("n", "m") + end() + edges("s>n n>m n>e m>e"),
        start() + user("n", "island") + end() + edges("s>n n>e"),
        start() + user("n") + edges("s>n n>nowhere"),
        user("n") + end() + edges("n>e"),
    ],
)
def test_a_diagram_that_cannot_run_is_refused(parts: str) -> None:
    assert problems(f'<process id="p">{parts}</process>')


def test_a_process_that_is_missing_or_not_executable_is_refused() -> None:
    assert "missing" in problems(line(user("n")), identity="other")
    assert "not executable" in problems(line(user("n")).replace('"true"', '"false"'))


def test_all_problems_are_told_at_once() -> None:
    text = problems(process(start() + '<task id="a"/><scriptTask id="b"/>' + end(), "s>a a>b b>e"))
    assert "task a" in text and "scriptTask b" in text


def test_broken_or_dangerous_xml_is_a_bad_diagram() -> None:
    for data in (b"<a", b"", b"\xff", b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'):
        with pytest.raises(BadDiagram):
            parse({"p.bpmn": data}, "p")


def test_elements_are_described() -> None:
    body = start() + user("n") + service("job") + timer("t", "n", "reply_due", interrupting=False)
    body += failure("f", "job", "e1") + call("c", "q")
    body += '<receiveTask id="r" messageRef="m1"><documentation>说明</documentation></receiveTask>'
    found = spec(
        MESSAGE, ERROR,
        process(body + end(), "s>n n>job job>r r>c c>e t>e f>e"),
        process(start("qs") + user("qn") + end("qe"), "qs>qn qn>qe", "q"),
    ).elements  # fmt: skip
    assert found["n"] == Element("n", "userTask", "n", "p")
    assert (found["t"].timer, found["t"].attached_to, found["t"].interrupting) == ("reply_due", "n", False)
    assert (found["f"].error, found["f"].interrupting) == ("FAILED", True)
    assert (found["r"].message, found["r"].documentation) == ("reply", "说明")
    assert found["c"].called == "q"
    assert found["qn"].process_id == "q"


def test_a_sub_process_does_not_show_the_documentation_of_its_first_step() -> None:
    """spiffworkflow.md 1: the library searches at any depth."""
    body = inner(
        "sub", start("a") + '<userTask id="n"><documentation>inside</documentation></userTask>' + end("b"), "a>n n>b"
    )
    found = spec(line(body, "sub")).elements
    assert found["sub"].documentation == ""
    assert found["n"].documentation == "inside"


LANES = (
    '<laneSet><lane name="outer"><flowNodeRef> n </flowNodeRef><flowNodeRef>sub</flowNodeRef>'
    '<childLaneSet><lane name="inner"><flowNodeRef>\n n \n</flowNodeRef></lane></childLaneSet></lane></laneSet>'
)


def test_lanes_are_read_from_the_innermost_lane_with_blanks_cut_off() -> None:
    """spiffworkflow.md 1, hazards.md 10: blanks lose the lane, and of nested lanes the outer one wins."""
    sub = inner("sub", start("a") + user("deep") + end("b"), "a>deep deep>b")
    found = spec(process(LANES + start() + user("n") + sub + end(), "s>n n>sub sub>e")).elements
    assert found["n"].lane == "inner"
    assert found["sub"].lane == found["deep"].lane == "outer"
    assert found["s"].lane is None


def test_lanes_inside_a_sub_process_go_before_its_own() -> None:
    own = '<laneSet><lane name="office"><flowNodeRef>deep</flowNodeRef></lane></laneSet>'
    sub = inner("sub", own + start("a") + user("deep") + end("b"), "a>deep deep>b")
    found = spec(process(LANES + start() + user("n") + sub + end(), "s>n n>sub sub>e")).elements
    assert found["deep"].lane == "office"


def test_a_file_without_a_process_does_not_take_the_lanes_of_the_next() -> None:
    """spiffworkflow.md 1: lanes are keyed by the address of a root, which is reused."""
    lanes = '<laneSet><lane name="office"><flowNodeRef>n</flowNodeRef></lane></laneSet>'
    for _ in range(20):
        files = {
            "a.bpmn": document(MESSAGE),
            "b.bpmn": document(process(lanes + start() + user("n") + end(), "s>n n>e")),
        }
        assert parse(files, "p").elements["n"].lane == "office"


def test_notes_colours_pools_and_foreign_extensions_do_no_harm() -> None:
    body = (
        '<extensionElements><other:thing xmlns:other="o"><other:task/></other:thing></extensionElements>'
        '<textAnnotation id="ta"><text>note</text></textAnnotation>'
        '<association id="as" sourceRef="n" targetRef="ta"/><group id="g"/><!-- a comment -->'
        + start() + '<userTask id="n" other:form="x" xmlns:other="o"/>' + end()
    )  # fmt: skip
    pool = '<collaboration id="c"><participant id="p1" processRef="p"/><participant id="p2"/></collaboration>'
    shape = '<di:BPMNShape bpmnElement="n"/>'
    drawing = f'<di:BPMNDiagram xmlns:di="http://www.omg.org/spec/BPMN/20100524/DI">{shape}</di:BPMNDiagram>'
    found = spec(pool, process(body, "s>n n>e"), '<process id="q" isExecutable="false"/>', drawing)
    assert set(found.elements) == {"s", "n", "e"}


def test_the_fingerprint_follows_what_runs_and_not_how_it_looks() -> None:
    def made(name: str, condition: str, more: str = "") -> str:
        body = start() + f'<userTask id="n" name="{name}"/>' + user("m") + either("g") + end() + more
        return spec(process(body, f"s>g g>n:{condition} g>m:* n>e m>e")).fingerprint

    assert made("a", "x==1") == made("b", "x==1", '<textAnnotation id="ta"/>')
    assert made("a", "x==1") != made("a", "x==2")


def test_a_gateway_and_a_step_may_be_entered_from_several_sides() -> None:
    body = start() + user("a", "b") + both("f", "j") + end()
    assert spec(process(body, "s>f f>a f>b a>j b>j j>e")).elements.keys() == {"s", "a", "b", "f", "j", "e"}


def test_conditions_are_tried_in_the_order_of_the_file_wherever_they_are_drawn() -> None:
    """spiffworkflow.md 13: the library sorts the ways out by their height in the drawing."""

    def drawn(first: int, second: int) -> str:
        shapes = "".join(
            f'<di:BPMNShape bpmnElement="{name}"><dc:Bounds x="0" y="{y}"/></di:BPMNShape>'
            for name, y in (("a", first), ("b", second))
        )
        spaces = 'xmlns:di="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"'
        body = start() + either("g", False) + user("a", "b") + end()
        flows = process(body, "s>g g>a:x==1 g>b:x==1 a>e b>e")
        play = Play(spec(flows, f"<di:BPMNDiagram {spaces}>{shapes}</di:BPMNDiagram>"), {"x": 1})
        return play.open[0]

    assert drawn(0, 100) == drawn(100, 0) == "a"
