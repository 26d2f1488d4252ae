"""Blocks as BPMN files."""

from itertools import pairwise

from tests.engine.random_process.random_blocks import And, Block, Bound, Fail, Host, Loop, Seq, Step, Sub, Xor

HEAD = '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d">'
ROOTS = '<message id="message" name="message"/><error id="error" name="error" errorCode="E"/>'
EVENTS = {
    "timer": "<timerEventDefinition><timeDuration>due</timeDuration></timerEventDefinition>",
    "message": '<messageEventDefinition messageRef="message"/>',
    "error": '<errorEventDefinition errorRef="error"/>',
}
STEPS = {
    "user": '<userTask id="{id}" name="{id}"/>',
    "job": '<serviceTask id="{id}"/>',
    "service": '<serviceTask id="{id}"/>',
    "receive": '<receiveTask id="{id}" messageRef="message"/>',
    "timer": '<intermediateCatchEvent id="{id}">' + EVENTS["timer"] + "</intermediateCatchEvent>",
    "message": '<intermediateCatchEvent id="{id}">' + EVENTS["message"] + "</intermediateCatchEvent>",
}


def files_of(block: Block) -> dict[str, bytes]:
    """The process `main` and every process that it calls, one per file."""
    files: dict[str, bytes] = {}
    todo: list[tuple[str, Block]] = [("main", block)]
    while todo:
        id, body = todo.pop()
        if id not in files:
            level = Level(id)
            level.fill(body)
            text = f'{HEAD}{ROOTS}<process id="{id}" isExecutable="true">{level.xml()}</process></definitions>'
            files[id] = text.encode()
            todo += level.calls
    return files


class Level:
    """One process or sub-process. `draw` gives the ids at which a block is entered and left."""

    def __init__(self, id: str) -> None:
        self.id = id
        self.nodes: list[str] = []
        self.flows: list[str] = []
        self.calls: list[tuple[str, Block]] = []

    def xml(self) -> str:
        return "".join(self.nodes + self.flows)

    def fill(self, block: Block) -> None:
        self.nodes += [f'<startEvent id="{self.id}_start"/>', f'<endEvent id="{self.id}_end"/>']
        entry, exit = self.draw(block)
        self.flow(f"{self.id}_start", entry)
        self.flow(exit, f"{self.id}_end")

    def flow(self, source: str, target: str, condition: str = "", id: str = "") -> None:
        inner = f"<conditionExpression>{condition}</conditionExpression>" if condition else ""
        self.flows.append(
            f'<sequenceFlow id="{id or f"f_{source}_{target}"}" name="flow" sourceRef="{source}" '
            f'targetRef="{target}">{inner}</sequenceFlow>'
        )

    def gateway(self, id: str, kind: str = "exclusive", default: str = "") -> str:
        attribute = f'default="{default}"' if default else ""
        self.nodes.append(f'<{kind}Gateway id="{id}" name="{id}" {attribute}/>')
        return id

    def draw(self, block: Block) -> tuple[str, str]:
        drawn: tuple[str, str] = getattr(self, f"_{type(block).__name__}")(block)
        return drawn

    def _Step(self, step: Step) -> tuple[str, str]:
        self.nodes.append(STEPS[step.kind].format(id=step.id))
        return step.id, step.id

    def _Seq(self, block: Seq) -> tuple[str, str]:
        ends = [self.draw(part) for part in block.parts]
        for (_, exit), (entry, _) in pairwise(ends):
            self.flow(exit, entry)
        return ends[0][0], ends[-1][1]

    def _Xor(self, block: Xor) -> tuple[str, str]:
        self.gateway(block.id, default=f"f_{block.id}_0")
        merge = self.gateway(f"{block.id}_merge")
        for number, way in enumerate(block.ways):
            condition = f"{block.id} == {number}" if number else ""
            entry, exit = self.draw(way) if way.parts else (merge, "")
            self.flow(block.id, entry, condition, f"f_{block.id}_{number}")
            if exit:
                self.flow(exit, merge)
        return block.id, merge

    def _And(self, block: And) -> tuple[str, str]:
        self.gateway(block.id, "parallel")
        join = self.gateway(f"{block.id}_join", "parallel")
        for way in block.ways:
            entry, exit = self.draw(way)
            self.flow(block.id, entry)
            self.flow(exit, join)
        return block.id, join

    def _Loop(self, block: Loop) -> tuple[str, str]:
        merge, out = self.gateway(f"{block.id}_merge"), self.gateway(f"{block.id}_out")
        self.gateway(block.id, default=f"f_{block.id}_{out}")
        entry, exit = self.draw(block.body)
        self.flow(merge, entry)
        self.flow(exit, block.id)
        self.flow(block.id, merge, f"{block.id} == 1")
        self.flow(block.id, out)
        return merge, out

    def _Fail(self, block: Fail) -> tuple[str, str]:
        out = self.gateway(f"{block.id}_out")
        self.gateway(block.id, default=f"f_{block.id}_{out}")
        self.nodes.append(f'<endEvent id="{block.id}_end">{EVENTS["error"]}</endEvent>')
        self.flow(block.id, out)
        self.flow(block.id, f"{block.id}_end", f"{block.id} == 1")
        return block.id, out

    def _Sub(self, block: Sub) -> tuple[str, str]:
        if block.called:
            self.nodes.append(f'<callActivity id="{block.id}" calledElement="{block.called}"/>')
            self.calls.append((block.called, block.body))
        else:
            inner = Level(block.id)
            inner.fill(block.body)
            self.calls += inner.calls
            self.nodes.append(f'<subProcess id="{block.id}">{inner.xml()}</subProcess>')
        return block.id, block.id

    def _Host(self, block: Host) -> tuple[str, str]:
        entry, exit = self.draw(block.inner)
        merge = self.gateway(f"{block.inner.id}_merge")
        self.flow(exit, merge)
        for bound in block.bounds:
            self._bound(bound, block.inner.id, merge)
        return entry, merge

    def _bound(self, bound: Bound, host: str, merge: str) -> None:
        cancel = "" if bound.interrupting else 'cancelActivity="false"'
        self.nodes.append(
            f'<boundaryEvent id="{bound.id}" attachedToRef="{host}" {cancel}>{EVENTS[bound.event]}</boundaryEvent>'
        )
        entry, exit = self.draw(bound.handler)
        self.flow(bound.id, entry)
        if bound.interrupting:
            self.flow(exit, merge)
        else:
            self.nodes.append(f'<endEvent id="{bound.id}_end"/>')
            self.flow(exit, f"{bound.id}_end")
