"""One random path through one random process, in the interpreter and in the reference at once."""

from collections import Counter
from collections.abc import Iterable, Mapping
from random import Random

from orjson import loads

from engine.checks import check
from engine.errors import TaskNotReady
from engine.interpreter import Json, Open, Run, Spec, parse
from tests.engine.random_process.random_blocks import Recipe
from tests.engine.random_process.random_drawing import files_of
from tests.engine.random_process.random_reference import ANY, Game

MAX_STEPS = 30


class Difference(AssertionError):
    """The interpreter and the reference disagree, or an invariant is broken."""


class Facts:
    """The handlers of a run: services complete at once, jobs wait, facts are those of the current act."""

    def __init__(self) -> None:
        self.now: Mapping[str, int] = {}

    def service(self, element_id: str, data: Mapping[str, Json]) -> Mapping[str, Json] | None:
        return None if element_id.startswith("job") else {}

    def facts(self) -> Mapping[str, object]:
        return self.now


def process_of(seed: int) -> tuple[Recipe, object, Spec]:
    """The same seed gives the same process. Every process of the recipe must pass the checks."""
    recipe = Recipe(Random(seed))
    block = recipe.whole()
    files = files_of(block)
    findings = check(files, "main")
    if findings:
        raise Difference(f"the checks refuse a sound process: {findings[0]}")
    return recipe, block, parse(files, "main")


class Walk:
    """Saved and loaded before every act; every fifth path lives in memory from start to end."""

    def __init__(self, seed: int, path: int) -> None:
        self.recipe, block, self.spec = process_of(seed)
        self.random = Random(f"{seed}/{path}")
        self.handlers = Facts()
        self.game = Game(block)
        self.log: list[str] = []
        self.reloads = path % 5 != 4
        self.keys: set[str] = set()
        self.over: set[str] = set()
        self.reopened = False
        self.run = Run.start(self.spec, {})

    def go(self) -> int:
        """The number of acts. Raises Difference."""
        self._choose_facts()
        self.game.start()
        self.run.advance(self.handlers)
        for _ in range(MAX_STEPS):
            self._compare()
            if self.reloads:
                self._reload()
            self._refuse_what_is_over()
            if not self._act():
                break
        return len(self.log)

    def _act(self) -> bool:
        passed = sorted(self.game.passed())
        choices = [entry for entry, count in sorted(self.game.open().items()) if count == 1]
        if passed and (self.random.random() < 0.15 or (not choices and not self.reopened)):
            self.reopened = True
            self._send_back(self.random.choice(passed))
        elif choices:
            self._happen(*self.random.choice(choices))
        else:
            return False
        self.run.advance(self.handlers)
        return True

    def _happen(self, id: str, kind: str) -> None:
        [key] = [key for key, waiting in self.run.open().items() if waiting.element_id == id]
        self._choose_facts()
        values = {} if kind == "timer" else self._values(id)
        if kind == "job" and self.random.random() < 0.5 and self._can_fail(key):
            self.log.append(f"fail {id}")
            self.game.fail(id, values)
            self.run.fail_job(key, "E", values)
            return
        self.log.append(f"{kind} {id} {dict(self.handlers.now)}")
        self.game.finish(id, values)
        if kind == "timer":
            self.run.fire_timer(key)
        else:
            {"user": self.run.complete, "job": self.run.finish_job, "message": self.run.deliver}[kind](key, values)

    def _values(self, id: str) -> dict[str, int]:
        """One of its own, one that everybody writes, and one that some write and others only pass on."""
        act = len(self.log)
        sometimes = {"outcome": act} if self.random.random() < 0.4 else {}
        return {f"v_{id}": act, "last": act, **sometimes}

    def _can_fail(self, key: str) -> bool:
        element = self.run.open()[key].element_id
        return any(other.attached_to == element and other.kind == "boundaryEvent" and other.error
                   for other in self.spec.elements.values())  # fmt: skip

    def _send_back(self, id: str) -> None:
        self._choose_facts()
        self.log.append(f"send_back {id}")
        told = {name for name in self.run.withdrawn_by(id) if self.spec.elements[name].kind == "userTask"}
        taken = self.game.send_back(id)
        self.run.send_back(id)
        self._same("withdrawn_by", told, taken)

    def _choose_facts(self) -> None:
        """Errors are the exception; everything else is as likely as not."""
        facts = {name: self.random.randrange(values) for name, values in self.recipe.facts.items()}
        facts |= {name: 0 for name in facts if name.startswith("fail") and self.random.random() < 0.5}
        self.handlers.now = self.game.facts = facts

    def _compare(self) -> None:
        waiting = self.run.open()
        self._same("open", Counter((entry.element_id, entry.kind) for entry in waiting.values()), self.game.open())
        self._same("completed", self.run.completed, self.game.completed)
        self._same("passed", set(self.run.passed()), self.game.passed())
        for entry in waiting.values():
            self._same_data(entry)
        self.run.check_alive()  # I4: whoever is not completed has somebody or something to wait for
        self.keys |= waiting.keys()
        self.over = self._never_again(waiting.keys())

    def _same_data(self, entry: Open) -> None:
        if self.game.open()[entry.element_id, entry.kind] == 1:
            expected = self.game.data(entry.element_id)
            sure = {key: value for key, value in entry.data.items() if expected.get(key) != ANY}
            self._same(
                f"data of {entry.element_id}", sure, {key: value for key, value in expected.items() if value != ANY}
            )

    def _never_again(self, waiting: Iterable[str]) -> set[str]:
        """A step that is opened once more has a new key, so that an old page cannot answer the new step."""
        again = self.over.intersection(waiting)
        if again:
            raise Difference(f"keys came back: {again}; {self.log}")
        return self.keys.difference(waiting)

    def _reload(self) -> None:
        saved = self.run.dump()
        self.run = Run.load(self.spec, saved)
        self._same("state after a reload", loads(self.run.dump()), loads(saved))

    def _refuse_what_is_over(self) -> None:
        """I3: a step is completed once, and only while it is open."""
        for key in self.random.sample(sorted(self.over), min(2, len(self.over))):
            for verb in (self.run.complete, self.run.finish_job, self.run.deliver):
                try:
                    verb(key, {})
                except TaskNotReady:
                    continue
                raise Difference(f"{verb.__name__} worked on a step that is over")

    def _same(self, what: str, found: object, expected: object) -> None:
        if found != expected:
            raise Difference(f"{what}: the interpreter says {found}, the reference {expected}; {self.log}")
