"""Small diagrams for tests, written as text: one call per element."""

from collections.abc import Mapping

from engine.interpreter import Handlers, Json, Run, Spec, parse

HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:kanjian="https://kanjian/bpmn"'
    ' targetNamespace="x">'
)


def process(body: str, flows: str = "", identity: str = "p", outside: str = "") -> str:
    """`flows`: "a>b b>c"; a condition stands behind a colon without blanks: "g>b:x==1", a default as "g>c:*"."""
    return f'{outside}<process id="{identity}" isExecutable="true">{body}{edges(flows)}</process>'


def edges(flows: str) -> str:
    drawn = []
    for number, flow in enumerate(flows.split()):
        ends, _, condition = flow.partition(":")
        source, target = ends.split(">")
        escaped = condition.replace("<", "&lt;")
        name = f"d_{source}" if condition == "*" else f"f{number}_{source}_{target}"
        inner = f"<conditionExpression>{escaped}</conditionExpression>" if condition not in ("", "*") else ""
        drawn.append(f'<sequenceFlow id="{name}" sourceRef="{source}" targetRef="{target}">{inner}</sequenceFlow>')
    return "".join(drawn)


def user(*names: str) -> str:
    return "".join(f'<userTask id="{name}" name="{name}"/>' for name in names)


def service(*names: str) -> str:
    return "".join(f'<serviceTask id="{name}"/>' for name in names)


def start(name: str = "s") -> str:
    return f'<startEvent id="{name}"/>'


def end(*names: str) -> str:
    return "".join(f'<endEvent id="{name}"/>' for name in names or ("e",))


def both(*names: str) -> str:
    return "".join(f'<parallelGateway id="{name}"/>' for name in names)


def either(name: str, default: bool = True) -> str:
    extra = f' default="d_{name}"' if default else ""
    return f'<exclusiveGateway id="{name}"{extra}/>'


def timer(name: str, at: str, key: str = "due", interrupting: bool = True) -> str:
    return (
        f'<boundaryEvent id="{name}" attachedToRef="{at}" cancelActivity="{str(interrupting).lower()}">'
        f"<timerEventDefinition><timeDuration>{key}</timeDuration></timerEventDefinition></boundaryEvent>"
    )


def failure(name: str, at: str, error: str | None = None) -> str:
    reference = f' errorRef="{error}"' if error else ""
    return f'<boundaryEvent id="{name}" attachedToRef="{at}"><errorEventDefinition{reference}/></boundaryEvent>'


def message(name: str, at: str, reference: str, interrupting: bool = True) -> str:
    return (
        f'<boundaryEvent id="{name}" attachedToRef="{at}" cancelActivity="{str(interrupting).lower()}">'
        f'<messageEventDefinition messageRef="{reference}"/></boundaryEvent>'
    )


def inner(name: str, body: str, flows: str) -> str:
    return f'<subProcess id="{name}">{body}{edges(flows)}</subProcess>'


def call(name: str, called: str) -> str:
    return f'<callActivity id="{name}" calledElement="{called}"/>'


def document(*parts: str) -> bytes:
    return (HEAD + "".join(parts) + "</definitions>").encode()


def spec(*parts: str, identity: str = "p", **files: bytes) -> Spec:
    return parse({"p.bpmn": document(*parts), **files}, identity)


class Silent(Handlers):
    """Service tasks are jobs unless `services` names their values; no facts unless given."""

    def __init__(
        self, services: Mapping[str, Mapping[str, Json]] | None = None, facts: Mapping[str, object] | None = None
    ) -> None:
        self.services = services or {}
        self.known = facts or {}
        self.asked: list[str] = []

    def service(self, element_id: str, data: Mapping[str, Json]) -> Mapping[str, Json] | None:
        self.asked.append(element_id)
        return self.services.get(element_id)

    def facts(self) -> Mapping[str, object]:
        return self.known


class Play:
    """An instance that is stored and loaded again before and after each act, as in the product."""

    def __init__(self, of: Spec, data: Mapping[str, Json] | None = None, handlers: Handlers | None = None) -> None:
        self.spec = of
        self.handlers = handlers or Silent()
        run = Run.start(of, data or {})
        run.advance(self.handlers)
        self.text = run.dump()

    @property
    def run(self) -> Run:
        return Run.load(self.spec, self.text)

    def key(self, element_id: str) -> str:
        keys = [key for key, waiting in self.run.open().items() if waiting.element_id == element_id]
        assert len(keys) == 1, f"{element_id} is open {len(keys)} times: {self.open}"
        return keys[0]

    @property
    def open(self) -> list[str]:
        return sorted(waiting.element_id for waiting in self.run.open().values())

    @property
    def steps(self) -> list[str]:
        """Element ids of what people and jobs have to do."""
        return sorted(w.element_id for w in self.run.open().values() if w.kind in ("user", "job"))

    @property
    def completed(self) -> bool:
        return self.run.completed

    def data(self, element_id: str) -> Mapping[str, Json]:
        return self.run.open()[self.key(element_id)].data

    def act(self, name: str, *arguments: object) -> None:
        run = self.run
        getattr(run, name)(*arguments)
        run = Run.load(self.spec, run.dump())
        run.advance(self.handlers)
        self.text = run.dump()
        run.check_alive()

    def complete(self, element_id: str, **values: Json) -> None:
        self.act("complete", self.key(element_id), values)

    def finish(self, element_id: str, **values: Json) -> None:
        self.act("finish_job", self.key(element_id), values)

    def fail(self, element_id: str, code: str, **values: Json) -> None:
        self.act("fail_job", self.key(element_id), code, values)

    def fire(self, element_id: str) -> None:
        self.act("fire_timer", self.key(element_id))

    def deliver(self, element_id: str, **values: Json) -> None:
        self.act("deliver", self.key(element_id), values)

    def back(self, element_id: str) -> None:
        self.act("send_back", element_id)
