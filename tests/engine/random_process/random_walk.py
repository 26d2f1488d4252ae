"""One random path through one random process, in the interpreter and in the reference at once."""

from collections import Counter
from collections.abc import Mapping
from random import Random

from random_blocks import Recipe
from random_drawing import files_of
from random_reference import Game

from engine.checks import check
from engine.errors import TaskNotReady
from engine.interpreter import Json, Run, Spec, parse

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
    """Saved and loaded before every act."""

    def __init__(self, seed: int, path: int) -> None:
        self.recipe, block, self.spec = process_of(seed)
        self.random = Random(f"{seed}/{path}")
        self.handlers = Facts()
        self.game = Game(block)
        self.log: list[str] = []
        self.keys: set[str] = set()
        self.reopened = False
        self.run = Run.start(self.spec, {})

    def go(self) -> int:
        """The number of acts. Raises Difference."""
        self._choose_facts()
        self.game.start()
        self.run.advance(self.handlers)
        for _ in range(MAX_STEPS):
            self._compare()
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
        if kind == "job" and self.random.random() < 0.5 and self._can_fail(key):
            self.log.append(f"fail {id}")
            self.game.fail(id)
            self.run.fail_job(key, "E", {})
            return
        self.log.append(f"{kind} {id} {dict(self.handlers.now)}")
        self.game.finish(id)
        if kind == "timer":
            self.run.fire_timer(key)
        else:
            {"user": self.run.complete, "job": self.run.finish_job, "message": self.run.deliver}[kind](key, {})

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
        """Zero twice as often, so that loops end and errors are the exception."""
        facts = {name: self.random.choice([0, *range(values)]) for name, values in self.recipe.facts.items()}
        self.handlers.now = self.game.facts = facts

    def _compare(self) -> None:
        waiting = self.run.open()
        self._same("open", Counter((entry.element_id, entry.kind) for entry in waiting.values()), self.game.open())
        self._same("completed", self.run.completed, self.game.completed)
        self._same("passed", set(self.run.passed()), self.game.passed())
        self.run.check_alive()  # I4: whoever is not completed has somebody or something to wait for
        self.keys |= waiting.keys()

    def _reload(self) -> None:
        saved = self.run.dump()
        self.run = Run.load(self.spec, saved)
        self._same("state after a reload", self.run.dump(), saved)

    def _refuse_what_is_over(self) -> None:
        """I3: a step is completed once, and only while it is open."""
        over = sorted(self.keys - self.run.open().keys())
        for key in self.random.sample(over, min(2, len(over))):
            for verb in (self.run.complete, self.run.finish_job, self.run.deliver):
                try:
                    verb(key, {})
                except TaskNotReady:
                    continue
                raise Difference(f"{verb.__name__} worked on a step that is over")

    def _same(self, what: str, found: object, expected: object) -> None:
        if found != expected:
            raise Difference(f"{what}: the interpreter says {found}, the reference {expected}; {self.log}")
