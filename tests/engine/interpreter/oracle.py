"""A second, tiny interpreter for block-structured processes, to compare the real one with.

It knows nothing of trees, tokens or the library: a block holds its own state, and a return resets what comes
later in the same sequence. Each block can also draw itself.
"""

import random
from collections import Counter
from collections.abc import Callable

from tests.engine.interpreter import drawing

Name = Callable[[str], str]


class Block:
    """`elements` and `flows` draw it; `entry` and `exit` are where flows go in and out."""

    entry: str
    exit: str

    def elements(self) -> str:
        raise NotImplementedError

    def flows(self) -> list[str]:
        return []

    def begin(self) -> None:
        """Fresh and open."""
        raise NotImplementedError

    def is_done(self) -> bool:
        raise NotImplementedError

    def open(self) -> list[str]:
        """Ids of all that waits: tasks and boundary timers."""
        raise NotImplementedError

    def completed(self) -> list[str]:
        """Ids of completed tasks, once per completion that still stands."""
        raise NotImplementedError

    def reachable(self) -> list[str]:
        """Those of `completed` to which a return is possible."""
        return self.completed()

    def complete(self, name: str, again: bool) -> bool:
        """`name` is open here and was acted on; False if it is not open here."""
        raise NotImplementedError

    def back(self, name: str) -> bool:
        """Reopen the latest completion; False if it is not here."""
        raise NotImplementedError


class Step(Block):
    def __init__(self, name: str) -> None:
        self.name = self.entry = self.exit = name
        self.state = "done"

    def elements(self) -> str:
        return drawing.user(self.name)

    def begin(self) -> None:
        self.state = "open"

    def is_done(self) -> bool:
        return self.state == "done"

    def open(self) -> list[str]:
        return [self.name] if self.state == "open" else []

    def completed(self) -> list[str]:
        return [self.name] if self.state == "done" else []

    def complete(self, name: str, again: bool) -> bool:
        if self.state != "open" or name != self.name:
            return False
        self.state = "done"
        return True

    def back(self, name: str) -> bool:
        if self.state != "done" or name != self.name:
            return False
        self.state = "open"
        return True


class Sequence(Block):
    def __init__(self, parts: list[Block]) -> None:
        self.parts = parts
        self.entry, self.exit = parts[0].entry, parts[-1].exit
        self.place = 0  # of the part that runs; those before it are done

    def elements(self) -> str:
        return "".join(part.elements() for part in self.parts)

    def flows(self) -> list[str]:
        pairs = zip(self.parts, self.parts[1:], strict=False)
        return [flow for part in self.parts for flow in part.flows()] + [f"{a.exit}>{b.entry}" for a, b in pairs]

    def begin(self) -> None:
        self.place = 0
        self.parts[0].begin()

    def is_done(self) -> bool:
        return self.place == len(self.parts)

    def _begun(self) -> list[Block]:
        return self.parts[: self.place + 1]

    def open(self) -> list[str]:
        return [] if self.is_done() else self.parts[self.place].open()

    def completed(self) -> list[str]:
        return [name for part in self._begun() for name in part.completed()]

    def reachable(self) -> list[str]:
        return [name for part in self._begun() for name in part.reachable()]

    def complete(self, name: str, again: bool) -> bool:
        if self.is_done() or not self.parts[self.place].complete(name, again):
            return False
        if self.parts[self.place].is_done():
            self.place += 1
            if not self.is_done():
                self.parts[self.place].begin()
        return True

    def back(self, name: str) -> bool:
        for place, part in enumerate(self._begun()):
            if part.back(name):
                self.place = place
                return True
        return False


class Parallel(Block):
    def __init__(self, name: Name, branches: list[Block]) -> None:
        self.branches = branches
        self.entry, self.exit = name("split"), name("join")

    def elements(self) -> str:
        return drawing.both(self.entry, self.exit) + "".join(branch.elements() for branch in self.branches)

    def flows(self) -> list[str]:
        found = [flow for branch in self.branches for flow in branch.flows()]
        for branch in self.branches:
            found += [f"{self.entry}>{branch.entry}", f"{branch.exit}>{self.exit}"]
        return found

    def begin(self) -> None:
        for branch in self.branches:
            branch.begin()

    def is_done(self) -> bool:
        return all(branch.is_done() for branch in self.branches)

    def open(self) -> list[str]:
        return [name for branch in self.branches for name in branch.open()]

    def completed(self) -> list[str]:
        return [name for branch in self.branches for name in branch.completed()]

    def reachable(self) -> list[str]:
        return [name for branch in self.branches for name in branch.reachable()]

    def complete(self, name: str, again: bool) -> bool:
        return any(branch.complete(name, again) for branch in self.branches)

    def back(self, name: str) -> bool:
        return any(branch.back(name) for branch in self.branches)


class Loop(Block):
    """The body, then a step that decides whether there is another round."""

    def __init__(self, name: Name, body: Callable[[], Block]) -> None:
        self.make = body
        self.ask = name("ask")
        self.entry, self.exit = name("merge"), name("gate")
        self.rounds: list[Sequence] = []
        self.drawn = self._round()
        self.decided = False

    def _round(self) -> Sequence:
        return Sequence([self.make(), Step(self.ask)])

    def elements(self) -> str:
        return drawing.either(self.entry, False) + self.drawn.elements() + drawing.either(self.exit)

    def flows(self) -> list[str]:
        return [
            *self.drawn.flows(),
            f"{self.entry}>{self.drawn.entry}",
            f"{self.ask}>{self.exit}",
            f"{self.exit}>{self.entry}:{self.ask}_again",
        ]

    def begin(self) -> None:
        self.rounds, self.decided = [], False
        self._next()

    def _next(self) -> None:
        self.rounds.append(self._round())
        self.rounds[-1].begin()

    def is_done(self) -> bool:
        return self.decided

    def open(self) -> list[str]:
        return [] if self.decided else self.rounds[-1].open()

    def completed(self) -> list[str]:
        return [name for past in self.rounds for name in past.completed()]

    def reachable(self) -> list[str]:
        return [name for past in self.rounds for name in past.reachable()]

    def complete(self, name: str, again: bool) -> bool:
        if self.decided or not self.rounds[-1].complete(name, again):
            return False
        if self.rounds[-1].is_done():
            if again:
                self._next()
            else:
                self.decided = True
        return True

    def back(self, name: str) -> bool:
        for place in reversed(range(len(self.rounds))):
            if self.rounds[place].back(name):
                del self.rounds[place + 1 :]
                self.decided = False
                return True
        return False


class Timed(Block):
    """A step or a sub-process with an interrupting timer that leads to another step."""

    def __init__(self, name: Name, body: Block, inside: bool) -> None:
        self.body = body
        self.name = name("sub") if inside else body.entry
        self.inside = inside
        self.timer, self.late = name("timer"), Step(name("late"))
        self.entry, self.exit = self.name, name("after")
        self.fired = False

    def elements(self) -> str:
        body = self.body.elements()
        if self.inside:
            start, stop = f"s_{self.name}", f"e_{self.name}"
            flows = [*self.body.flows(), f"{start}>{self.body.entry}", f"{self.body.exit}>{stop}"]
            body = drawing.inner(self.name, drawing.start(start) + drawing.end(stop) + body, _with_defaults(flows))
        event = drawing.timer(self.timer, self.name)
        return body + event + self.late.elements() + drawing.either(self.exit, False)

    def flows(self) -> list[str]:
        return [
            f"{self.name}>{self.exit}",
            f"{self.timer}>{self.late.name}",
            f"{self.late.name}>{self.exit}",
        ]

    def begin(self) -> None:
        self.fired = False
        self.body.begin()

    def is_done(self) -> bool:
        return self.late.is_done() if self.fired else self.body.is_done()

    def open(self) -> list[str]:
        if self.fired:
            return self.late.open()
        return [] if self.body.is_done() else [*self.body.open(), self.timer]

    def completed(self) -> list[str]:
        past = self.body.completed()
        return past + self.late.completed() if self.fired else past

    def reachable(self) -> list[str]:
        """What a timer cut off cannot be reopened: its other branches are gone."""
        return self.late.completed() if self.fired else self.body.reachable()

    def complete(self, name: str, again: bool) -> bool:
        if self.fired:
            return self.late.complete(name, again)
        if name == self.timer and not self.body.is_done():
            self.fired = True
            self.late.begin()
            return True
        return self.body.complete(name, again)

    def back(self, name: str) -> bool:
        return self.late.back(name) if self.fired else self.body.back(name)


def draw(block: Block) -> str:
    flows = [*block.flows(), f"s>{block.entry}", f"{block.exit}>e"]
    return drawing.process(drawing.start() + drawing.end() + block.elements(), _with_defaults(flows))


def _with_defaults(flows: list[str]) -> str:
    """A loop's gate goes back on a condition; its other flow is the default."""
    gates = {flow.partition(">")[0] for flow in flows if flow.endswith("_again")}
    return " ".join(f"{flow}:*" if flow.partition(">")[0] in gates and ":" not in flow else flow for flow in flows)


def counts(block: Block) -> Counter[tuple[str, str]]:
    return Counter([("open", name) for name in block.open()] + [("done", name) for name in block.completed()])


def random_block(chance: random.Random, depth: int, name: Name) -> Block:
    """A random process. Loops make their body anew each round, so names are fixed by a seed of their own."""
    kinds = ["step"] if depth == 0 else ["step", "sequence", "parallel", "parallel", "loop", "timed", "inside"]
    kind = chance.choice(kinds)
    if kind == "sequence":
        return Sequence([random_block(chance, depth - 1, name) for _ in range(chance.randint(2, 3))])
    if kind == "parallel":
        return Parallel(name, [random_block(chance, depth - 1, name) for _ in range(chance.randint(2, 3))])
    if kind == "loop":
        seed, prefix = chance.random(), name("loop")
        return Loop(name, lambda: random_block(random.Random(seed), depth - 1, numbered(prefix)))
    if kind == "timed":
        return Timed(name, Step(name("step")), False)
    if kind == "inside":
        return Timed(name, random_block(chance, depth - 1, name), True)
    return Step(name("step"))


def numbered(prefix: str) -> Name:
    """Names that no other call of `numbered` with another prefix makes."""
    used: Counter[str] = Counter()

    def name(kind: str) -> str:
        used[kind] += 1
        return f"{prefix}_{kind}{used[kind]}"

    return name
