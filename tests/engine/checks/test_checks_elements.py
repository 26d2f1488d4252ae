"""The table of BPMN 2.0: what runs, and for everything else the words that say why not."""

from importlib.util import find_spec
from pathlib import Path

import pytest
from lxml import etree

from engine.checks import Finding, check
from engine.checks.vocabulary import REFUSED, RUNS
from engine.interpreter import parse
from tests.engine.checks.sketch import (
    ERROR,
    FAILS,
    MESSAGE,
    TIMER,
    WAITS,
    boundary,
    chain,
    diagram,
    flow,
    process,
    table,
    user,
)

CALLED = process(chain(user("inner"), prefix="c_"), id="called")
MULTI = (
    "<multiInstanceLoopCharacteristics isSequential='{}'><loopCardinality>3</loopCardinality>"
    "</multiInstanceLoopCharacteristics>"
)


def findings_of(*contents: str, roots: str = MESSAGE + ERROR, **others: bytes) -> list[Finding]:
    """What the checks say; what they let pass, the interpreter must be able to read."""
    files = {"main.bpmn": process("".join(contents), roots), **others}
    findings = check(files)
    if not findings:
        assert parse(files, "p").process_id == "p"
    return findings


def sub_process(attributes: str = "", kind: str = "subProcess", inside: str = "") -> str:
    return f'<{kind} id="x" name="办" {attributes}>{inside or chain(user("u"), prefix="x_")}</{kind}>'


ELEMENTS = {
    # tasks
    '<userTask id="x" name="办"/>': "runs",
    '<serviceTask id="x" name="办"/>': "runs",
    '<receiveTask id="x" name="办" messageRef="m"/>': "runs",
    '<businessRuleTask id="x" name="办" kanjian:decision="route"/>': "runs",
    '<callActivity id="x" name="办" calledElement="called"/>': "runs",
    '<task id="x" name="办"/>': "does not say who acts",
    '<scriptTask id="x" name="办"><script>x = 1</script></scriptTask>': "diagrams hold no program",
    '<manualTask id="x" name="办"/>': "leaves no trace",
    '<sendTask id="x" name="办" messageRef="m"/>': "outbox",
    # kinds of sub-process
    sub_process(): "runs",
    sub_process('triggeredByEvent="true"'): "event sub-processes misfire",
    sub_process(kind="transaction"): "needs compensation",
    sub_process(kind="adHocSubProcess", inside=user("u")): "no order",
    # markers
    f'<userTask id="x" name="办">{MULTI.format("true")}</userTask>': "several work items",
    f'<userTask id="x" name="办">{MULTI.format("false")}</userTask>': "several work items",
    '<userTask id="x" name="办"><standardLoopCharacteristics/></userTask>': "several work items",
    f'<callActivity id="x" calledElement="called">{MULTI.format("false")}</callActivity>': "several work items",
    '<serviceTask id="x" name="办" isForCompensation="true"/>': "silently ignores compensation",
    '<userTask id="x" name="办" startQuantity="2"/>': "one token",
    '<userTask id="x" name="办" completionQuantity="2"/>': "one token",
    '<userTask id="x" name="办" default="s_x"/>': "only an exclusive gateway has a default",
    '<receiveTask id="x" name="办" messageRef="m" instantiate="true"/>': "people start a process",
    '<serviceTask id="x" name="办" operationRef="o"/>': "WSDL",
    # gateways
    '<exclusiveGateway id="x"/>': "runs",
    '<parallelGateway id="x"/>': "runs",
    '<inclusiveGateway id="x" name="办"/>': "unreliable after a return",
    '<complexGateway id="x" name="办"/>': "no agreed meaning",
    '<eventBasedGateway id="x" name="办"/>': "second timer",
    # what stands inside a task
    '<userTask id="x" name="办"><documentation>说明</documentation></userTask>': "runs",
    '<userTask id="x" v:assignee="a"><extensionElements><v:form key="k"/></extensionElements></userTask>': "runs",
    '<userTask id="x"><extensionElements><userTask/></extensionElements></userTask>': "taken for a part",
    '<userTask id="x"><extensionElements><v:boundaryEvent/></extensionElements></userTask>': "taken for a part",
    '<userTask id="x"><v:sequenceFlow sourceRef="x" targetRef="s"/></userTask>': "taken for a part",
    '<userTask id="x"><ioSpecification><inputSet/><outputSet/></ioSpecification></userTask>': "lives in the database",
    '<userTask id="x"><dataInputAssociation><targetRef>a</targetRef></dataInputAssociation></userTask>': "database",
    '<userTask id="x"><property id="y"/></userTask>': "lives in the database",
    '<userTask id="x"><potentialOwner/></userTask>': "declared in Python as role",
    '<userTask id="x"><humanPerformer/></userTask>': "declared in Python as role",
    '<userTask id="x"><rendering/></userTask>': "no effect",
    '<userTask id="x"><auditing/></userTask>': "no effect",
    '<userTask id="x"><userTask id="y"/></userTask>': "cannot stand in userTask",
    '<userTask id="x"><sparkle/></userTask>': "no element sparkle",
    '<userTask id="x" asignee="a"/>': "unknown attribute asignee",
    '<userTask id="x" kanjian:decision="route"/>': "unknown attribute decision",
}
BESIDE = {
    # data
    '<dataObject id="x"/>': "lives in the database",
    '<dataObjectReference id="x" dataObjectRef="y"/>': "lives in the database",
    '<dataStoreReference id="x"/>': "lives in the database",
    # artifacts and lanes
    '<textAnnotation id="x"><text>注</text></textAnnotation><association id="as" sourceRef="x" targetRef="u"/>': "runs",
    '<group id="x"/>': "runs",
    '<laneSet id="ls"><lane id="x" name="办公室"><flowNodeRef>u</flowNodeRef></lane></laneSet>': "runs",
    '<laneSet id="ls"><lane id="x" name="办公室"><flowNodeRef>gone</flowNodeRef></lane></laneSet>': "does not exist",
    '<laneSet id="ls"><lane id="x"><flowNodeRef>u</flowNodeRef></lane></laneSet>': "no name",
    '<laneSet id="ls"><lane id="x" name="外"><flowNodeRef>u</flowNodeRef><childLaneSet id="c"><lane id="y" name="内">'
    "<flowNodeRef>u</flowNodeRef></lane></childLaneSet></lane></laneSet>": "runs",
    '<laneSet id="ls"><lane id="y" name="甲"><flowNodeRef>u</flowNodeRef></lane>'
    '<lane id="x" name="乙"><flowNodeRef>u</flowNodeRef></lane></laneSet>': "another lane",
    "<ioSpecification><inputSet/><outputSet/></ioSpecification>": "lives in the database",
    '<property id="x"/>': "lives in the database",
    '<correlationSubscription id="x"/>': "no correlation keys",
    "<resourceRole/>": "declared in Python as role",
    '<exclusiveGateway id="x"><timerEventDefinition/></exclusiveGateway>': "cannot stand in exclusiveGateway",
}
ROOTS = {
    MESSAGE: "runs",
    ERROR: "runs",
    '<category id="c"><categoryValue id="x" value="组"/></category>': "runs",
    '<itemDefinition id="x"/>': "runs",
    '<collaboration id="c"><participant id="x" name="池" processRef="p"/><participant id="y" name="外部"/>'
    '<messageFlow id="mf" sourceRef="y" targetRef="u"/></collaboration>': "runs",
    '<process id="picture" isExecutable="false"><task id="outside"/></process>': "runs with a picture beside it",
    '<process id="x" isExecutable="true">' + chain(user("u2"), prefix="q") + "</process>": "one executable process",
    '<signal id="x"/>': "no effect",
    '<escalation id="x"/>': "no effect",
    '<dataStore id="x"/>': "lives in the database",
    '<interface id="x" name="i"><operation id="o" name="o"/></interface>': "WSDL",
    '<resource id="x" name="r"/>': "declared in Python as role",
    '<correlationProperty id="x"/>': "no correlation keys",
    '<choreography id="x"/>': "pictures only",
    '<globalUserTask id="x"/>': "global tasks",
    '<timerEventDefinition id="x"/>': "cannot stand in definitions",
    '<import namespace="n" location="l" importType="t"/>': "other files are not read",
    '<extension mustUnderstand="true"/>': "must be understood",
    '<partnerRole id="x"/>': "no effect",
}


def assert_verdict(findings: list[Finding], verdict: str) -> None:
    words = " ".join(finding.text.en for finding in findings)
    if verdict.startswith("runs"):
        assert not findings, words
    else:
        assert verdict in words
        assert all(finding.text.zh and finding.line for finding in findings)


@pytest.mark.parametrize(("element", "verdict"), ELEMENTS.items())
def test_each_task_gateway_and_marker_runs_or_says_why_not(element: str, verdict: str) -> None:
    others = {"called.bpmn": CALLED} if "called" in element else {}
    others |= {"route.dmn": table()} if "businessRule" in element else {}

    assert_verdict(findings_of(chain(element, user("after")), **others), verdict)


@pytest.mark.parametrize(("element", "verdict"), BESIDE.items())
def test_what_is_drawn_beside_the_flow_is_read_or_refused(element: str, verdict: str) -> None:
    assert_verdict(findings_of(chain(user("u")), element), verdict)


@pytest.mark.parametrize(("element", "verdict"), ROOTS.items())
def test_what_stands_beside_the_process_is_read_or_refused(element: str, verdict: str) -> None:
    assert_verdict(findings_of(chain(user("u")), roots=element), verdict)


DEFINITIONS = {
    "none": "",
    "message": WAITS,
    "timer": TIMER,
    "error": FAILS,
    "escalation": "<escalationEventDefinition/>",
    "cancel": "<cancelEventDefinition/>",
    "compensation": "<compensateEventDefinition/>",
    "conditional": "<conditionalEventDefinition><condition>a</condition></conditionalEventDefinition>",
    "link": '<linkEventDefinition name="l"/>',
    "signal": "<signalEventDefinition/>",
    "terminate": "<terminateEventDefinition/>",
    "multiple": WAITS + TIMER,
    "by reference": "<eventDefinitionRef>t</eventDefinitionRef>",
}
POSITIONS = {
    "start": ("none",),
    "start of a sub-process": ("none",),
    "start of an event sub-process": (),
    "catch": ("message", "timer"),
    "throw": (),
    "boundary": ("message", "timer", "error"),
    "boundary beside": ("message", "timer"),
    "end": ("none", "terminate", "error"),
}


def with_event(position: str, definition: str) -> str:
    """A process with one event of that definition at that position; errors have a catcher."""
    if position.startswith("start of"):
        kind = 'triggeredByEvent="true"' if "event" in position else ""
        start = f'<startEvent id="x_s">{definition}</startEvent>'
        inside = chain(user("u"), prefix="x_").replace('<startEvent id="x_s"/>', start)
        return chain(user("a"), sub_process(kind, inside=inside))
    if position == "start":
        return chain(user("u")).replace('<startEvent id="s"/>', f'<startEvent id="s">{definition}</startEvent>')
    if position == "end":
        ending = f'<endEvent id="x_e">{definition}</endEvent>'
        inside = chain(user("u"), prefix="x_").replace('<endEvent id="x_e"/>', ending)
        return chain(sub_process(inside=inside)) + boundary("b", "x", FAILS)
    if position.startswith("boundary"):
        beside = 'cancelActivity="false"' if "beside" in position else ""
        return chain('<serviceTask id="x" name="办"/>') + boundary("b", "x", definition, beside)
    tag = "intermediateCatchEvent" if position == "catch" else "intermediateThrowEvent"
    return chain(user("u"), f'<{tag} id="x">{definition}</{tag}>')


@pytest.mark.parametrize("definition", DEFINITIONS)
@pytest.mark.parametrize("position", POSITIONS)
def test_each_event_runs_or_says_why_not(position: str, definition: str) -> None:
    findings = findings_of(with_event(position, DEFINITIONS[definition]))

    if definition in POSITIONS[position]:
        assert_verdict(findings, "runs")
    else:
        assert_verdict(findings, "run")
        assert {finding.rule for finding in findings} <= {"element_refused", "event_refused", "attribute_refused"}


def test_every_element_of_the_standard_has_a_verdict() -> None:
    library = Path(find_spec("SpiffWorkflow").origin).parent
    schema = etree.parse(str(library / "bpmn" / "parser" / "schema" / "Semantic.xsd"))
    standard = set(schema.xpath("//*[local-name()='element']/@name"))

    assert len(standard) > 150
    assert standard - {"definitions"} <= RUNS.keys() | REFUSED.keys()
    assert not RUNS.keys() & REFUSED.keys()


def test_a_boundary_event_needs_a_host_on_its_level() -> None:
    findings = findings_of(chain(user("u")), boundary("b", "gone", TIMER))

    assert "boundary_without_host" in {finding.rule for finding in findings}


def test_a_process_that_is_not_executable_says_how_to_make_it_so() -> None:
    picture = diagram('<process id="p" isExecutable="false">' + chain(user("u")) + "</process>")

    assert [finding.rule for finding in check({"a.bpmn": picture})] == ["process_not_executable"]


def test_a_file_without_a_process_is_told() -> None:
    assert [finding.rule for finding in check({"a.bpmn": diagram(MESSAGE)})] == ["file_without_process"]


def test_a_flow_keeps_its_finding_to_itself() -> None:
    [finding] = findings_of(chain(user("u")), flow("gone", "nowhere"))

    assert (finding.rule, finding.element_id, finding.line) == ("flow_dangling", "f_gone_nowhere", 1)
