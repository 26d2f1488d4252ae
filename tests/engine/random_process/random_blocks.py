"""Random processes as blocks: sequence, choice, parallel, loop, sub-process, call, boundary events, errors."""

from dataclasses import dataclass, field
from random import Random
from typing import Literal, TypeAlias

EventKind: TypeAlias = Literal["timer", "message", "error"]


@dataclass(frozen=True, eq=False)
class Step:
    """`kind`: user, job, service (completes at once), receive, timer, message."""

    id: str
    kind: str


@dataclass(frozen=True, eq=False)
class Seq:
    parts: tuple["Block", ...]


@dataclass(frozen=True, eq=False)
class Xor:
    """Takes the way whose number the fact `id` holds; the first way is the default."""

    id: str
    ways: tuple["Block", ...]


@dataclass(frozen=True, eq=False)
class And:
    id: str
    ways: tuple["Block", ...]


@dataclass(frozen=True, eq=False)
class Loop:
    """Runs the body again while the fact `id` is true."""

    id: str
    body: "Block"


@dataclass(frozen=True, eq=False)
class Fail:
    """Ends in an error if the fact `id` is true; somebody around it catches."""

    id: str


@dataclass(frozen=True, eq=False)
class Sub:
    """An embedded sub-process, or a call of the process `called`."""

    id: str
    body: "Block"
    called: str | None = None


@dataclass(frozen=True, eq=False)
class Bound:
    id: str
    event: EventKind
    interrupting: bool
    handler: "Block"


@dataclass(frozen=True, eq=False)
class Host:
    inner: Step | Sub
    bounds: tuple[Bound, ...]


Block: TypeAlias = Step | Seq | Xor | And | Loop | Fail | Sub | Host


@dataclass
class Recipe:
    """Makes blocks; `facts` collects the names that conditions read, with the number of their values."""

    random: Random
    facts: dict[str, int] = field(default_factory=dict)
    callable: list[Sub] = field(default_factory=list)
    count: int = 0

    def whole(self) -> Block:
        more = (self.block(3, caught=False) for _ in range(self.random.randint(1, 4)))
        return Seq((self.waiting(3), *more))

    def id(self, prefix: str) -> str:
        self.count += 1
        return f"{prefix}{self.count}"

    def sequence(self, depth: int, caught: bool) -> Seq:
        """At least one step that waits stands first, so that every loop and every branch waits."""
        more = self.random.randrange(3) if depth else 0
        return Seq((self.waiting(depth), *(self.block(depth, caught) for _ in range(more))))

    def block(self, depth: int, caught: bool) -> Block:
        kinds = ["step", "step", "service"]
        if caught:
            kinds.append("fail")
        if depth:
            kinds += ["xor", "and", "and", "loop", "sub", "call", "host", "host"]
        make = getattr(self, f"_{self.random.choice(kinds)}")
        made: Block = make(depth, caught)
        return made

    def waiting(self, depth: int) -> Block:
        if depth and self.random.random() < 0.3:
            return self._host(0, False)
        return Step(self.id("user"), "user")

    def _step(self, depth: int, caught: bool) -> Block:
        kind = self.random.choice(["user", "user", "user", "job", "receive", "timer", "message"])
        return Step(self.id(kind), kind)

    def _service(self, depth: int, caught: bool) -> Block:
        return Step(self.id("service"), "service")

    def _fail(self, depth: int, caught: bool) -> Block:
        return Fail(self._fact("fail", 2))

    def _xor(self, depth: int, caught: bool) -> Block:
        ways = tuple(self.sequence(depth - 1, caught) for _ in range(self.random.randint(1, 2)))
        empty = (Seq(()),) if self.random.random() < 0.3 or len(ways) == 1 else ()
        return Xor(self._fact("xor", len(ways + empty)), ways + empty)

    def _and(self, depth: int, caught: bool) -> Block:
        return And(self.id("and"), tuple(self.sequence(depth - 1, caught) for _ in range(self.random.randint(2, 3))))

    def _loop(self, depth: int, caught: bool) -> Block:
        return Loop(self._fact("loop", 2), self.sequence(depth - 1, caught))

    def _sub(self, depth: int, caught: bool) -> Sub:
        return Sub(self.id("sub"), self.sequence(depth - 1, caught))

    def _call(self, depth: int, caught: bool) -> Sub:
        """A process is called again now and then; one that may fail only where its error is caught."""
        if self.callable and self.random.random() < 0.3:
            known = self.random.choice(self.callable)
            return Sub(self.id("call"), known.body, known.called)
        made = Sub(self.id("call"), self.sequence(depth - 1, False), self.id("process"))
        self.callable.append(made)
        return made

    def _host(self, depth: int, caught: bool) -> Block:
        inner = self._inner(depth)
        bounds = [self._bound(depth) for _ in range(self.random.randint(1, 2))]
        if not (isinstance(inner, Step) and inner.kind == "user"):
            bounds = [*bounds[:1], Bound(self.id("bound"), "error", True, self.sequence(max(depth - 1, 0), caught))]
        return Host(inner, tuple(bounds))

    def _inner(self, depth: int) -> Step | Sub:
        """A job, or a sub-process or call in which errors may happen, has an error boundary."""
        if depth and self.random.random() < 0.7:
            body = self.sequence(depth - 1, True)
            return Sub(self.id("sub"), body, self.id("process") if self.random.random() < 0.3 else None)
        kind = self.random.choice(["user", "user", "job"])
        return Step(self.id(kind), kind)

    def _bound(self, depth: int) -> Bound:
        event: EventKind = "timer" if self.random.random() < 0.5 else "message"
        return Bound(self.id("bound"), event, self.random.random() < 0.5, self.sequence(max(depth - 1, 0), False))

    def _fact(self, prefix: str, values: int) -> str:
        name = self.id(prefix)
        self.facts[name] = values
        return name
