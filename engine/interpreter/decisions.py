"""Decision tables in the DMN file format, with hit policies and unary tests that mean what they say.

The library treats every hit policy as "first hit", lets lists and `not(...)` silently never match, and keeps
an earlier round's output when nothing matches.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from engine.expressions import BadExpression, Expression, compile_expression, same
from engine.interpreter.errors import BadDecision
from engine.interpreter.unary import Test, compile_cell
from engine.interpreter.values import Json
from engine.text import Text

POLICIES = ("UNIQUE", "FIRST", "ANY", "COLLECT")

Hit = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    tests: tuple[Test, ...]
    outputs: tuple[Expression | None, ...]  # an empty cell gives None


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision table. `source`: its texts, so that a change of the table can be seen."""

    id: str
    policy: str
    inputs: tuple[Expression, ...]
    outputs: tuple[str, ...]
    rules: tuple[Rule, ...]
    source: str

    def decide(self, values: Mapping[str, object]) -> dict[str, Json]:
        """Every output name with its value: None if no rule matches, a list if the policy is COLLECT.

        Raises `BadDecision` if rules contradict the policy, `BadExpression` if a name is missing.
        """
        columns = [column.evaluate(values) for column in self.inputs]
        hits = [
            tuple(None if cell is None else cell.evaluate(values) for cell in rule.outputs)
            for rule in self.rules
            if all(test(column, values) for test, column in zip(rule.tests, columns, strict=True))
        ]
        if self.policy == "COLLECT":
            return {name: [hit[place] for hit in hits] for place, name in enumerate(self.outputs)}  # type: ignore[misc]
        hit = self._one(hits)
        return dict(zip(self.outputs, hit, strict=True))  # type: ignore[arg-type]

    def _one(self, hits: Sequence[Hit]) -> Hit:
        if not hits:
            return (None,) * len(self.outputs)
        if self.policy == "UNIQUE" and len(hits) > 1:
            raise self._contradiction(Text("命中多行，应只命中一行", "several rules match, but only one may"))
        if self.policy == "ANY" and not all(_equal(hits[0], hit) for hit in hits):
            raise self._contradiction(Text("命中的各行结果不同", "the rules that match give different results"))
        return hits[0]

    def _contradiction(self, why: Text) -> BadDecision:
        return BadDecision(decision=self.id, why=why)


def read_decisions(root: etree._Element) -> tuple[list[Decision], list[str]]:
    """The decisions of a DMN file of any version, and the problems that were found instead."""
    decisions, problems = [], []
    for node in root.iter("{*}decision"):
        name = node.get("id", "?")
        try:
            decisions.append(_decision(node))
        except BadExpression as error:
            problems.append(f"decision {name}: {error.text.en}")
        except ValueError as error:
            problems.append(f"decision {name}: {error}")
    return decisions, problems


def _decision(node: etree._Element) -> Decision:
    """Raises ValueError for a table that we do not run, BadExpression for a bad cell."""
    table = node.find("{*}decisionTable")
    if table is None:
        raise ValueError("it has no decision table")
    policy = table.get("hitPolicy", "UNIQUE")
    if policy not in POLICIES or table.get("aggregation"):
        raise ValueError(f"hit policy {policy} {table.get('aggregation', '')} is not supported")
    inputs = tuple(compile_expression(_text(column, "inputExpression")) for column in table.iterfind("{*}input"))
    outputs = tuple(column.get("name") or "" for column in table.iterfind("{*}output"))
    if not outputs or not all(name.isidentifier() for name in outputs) or len(set(outputs)) < len(outputs):
        raise ValueError("each output needs a name of its own")
    rules = tuple(_rule(rule, len(inputs), len(outputs)) for rule in table.iterfind("{*}rule"))
    source = "\n".join([policy, *outputs, *(text.text or "" for text in table.iter("{*}text"))])
    return Decision(node.get("id", ""), policy, inputs, outputs, rules, source)


def _rule(node: etree._Element, inputs: int, outputs: int) -> Rule:
    tests = tuple(compile_cell(_text(cell)) for cell in node.iterfind("{*}inputEntry"))
    cells = tuple(_output(_text(cell)) for cell in node.iterfind("{*}outputEntry"))
    if len(tests) != inputs or len(cells) != outputs:
        raise ValueError(f"rule {node.get('id', '?')} has the wrong number of cells")
    return Rule(tests, cells)


def _output(text: str) -> Expression | None:
    return None if text.strip() in ("", "-") else compile_expression(text)


def _text(node: etree._Element, child: str | None = None) -> str:
    holder = node if child is None else node.find("{*}" + child)
    return (holder.findtext("{*}text") or "") if holder is not None else ""


def _equal(left: Hit, right: Hit) -> bool:
    return all(same(a, b) for a, b in zip(left, right, strict=True))
