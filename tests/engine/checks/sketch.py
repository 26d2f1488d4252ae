"""Small diagrams as text: the tests say only what matters, the sketch adds the rest of a sound drawing."""

import re
from itertools import pairwise

HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:kanjian="https://kanjian/bpmn" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:v="http://vendor/ns" id="d">'
)
MESSAGE = '<message id="m" name="材料已到"/>'
ERROR = '<error id="err" name="无法送达" errorCode="E1"/>'
TABLE = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="t" name="t">
<decision id="route"><decisionTable{policy}>
<input><inputExpression><text>units</text></inputExpression></input>
<output name="route"/>
<rule><inputEntry><text>{cell}</text></inputEntry><outputEntry><text>{result}</text></outputEntry></rule>
</decisionTable></decision></definitions>"""


def diagram(content: str) -> bytes:
    return f"{HEAD}{content}</definitions>".encode()


def process(content: str, roots: str = "", id: str = "p") -> bytes:
    return diagram(f'{roots}<process id="{id}" name="流程" isExecutable="true">{content}</process>')


def flow(source: str, target: str, condition: str | None = None, name: str = "") -> str:
    inner = "" if condition is None else f"<conditionExpression>{condition}</conditionExpression>"
    return (
        f'<sequenceFlow id="f_{source}_{target}" name="{name}" sourceRef="{source}" targetRef="{target}">'
        f"{inner}</sequenceFlow>"
    )


def chain(*nodes: str, prefix: str = "") -> str:
    """The nodes in a row between a start and an end, joined by flows."""
    row = [f'<startEvent id="{prefix}s"/>', *nodes, f'<endEvent id="{prefix}e"/>']
    ids = [re.search(r'\bid="([^"]*)"', node)[1] for node in row]
    return "".join(row) + "".join(flow(*pair) for pair in pairwise(ids))


def user(id: str, name: str = "办理") -> str:
    return f'<userTask id="{id}" name="{name}"/>'


def boundary(id: str, host: str, definition: str, attributes: str = "") -> str:
    """A boundary event with an end of its own."""
    return (
        f'<boundaryEvent id="{id}" attachedToRef="{host}" {attributes}>{definition}</boundaryEvent>'
        f'<endEvent id="{id}_end"/>{flow(id, f"{id}_end")}'
    )


def table(cell: str = "&lt; 5", result: str = '"short"', policy: str = "") -> bytes:
    return TABLE.format(cell=cell, result=result, policy=policy).encode()


TIMER = "<timerEventDefinition><timeDuration>reply_due</timeDuration></timerEventDefinition>"
WAITS = '<messageEventDefinition messageRef="m"/>'
FAILS = '<errorEventDefinition errorRef="err"/>'
