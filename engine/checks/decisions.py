"""Decision tables: of a kind that the engine really runs, every cell readable, and all of them used."""

from collections import Counter
from collections.abc import Callable, Iterator

from lxml import etree

from engine.checks.finding import Finding
from engine.checks.model import KANJIAN, Drawn, Model
from engine.expressions import BadExpression, compile_expression
from engine.interpreter.unary import compile_cell
from engine.text import Text

POLICIES = frozenset({"UNIQUE", "FIRST", "ANY", "COLLECT"})
_REFUSED = frozenset(
    {
        "informationRequirement",
        "knowledgeRequirement",
        "authorityRequirement",
        "businessKnowledgeModel",
        "decisionService",
        "literalExpression",
        "context",
        "invocation",
        "relation",
        "list",
        "functionDefinition",
        "defaultOutputEntry",
    }
)


def every_rule_task_finds_its_decision(model: Model) -> Iterator[Finding]:
    known = {decision.id for decision in _decisions(model)}
    for node in model.of_kind("businessRuleTask"):
        if (id := node.get(f"{KANJIAN}decision")) not in known and model.is_whole:
            yield node.found(
                "decision_missing",
                Text(
                    "业务规则任务“{label}”的决策表“{id}”（kanjian:decision）不存在。",
                    "Business rule task “{label}” names the decision “{id}” (kanjian:decision), which does not exist.",
                ),
                id=id,
            )


def every_decision_is_used(model: Model) -> Iterator[Finding]:
    used = {node.get(f"{KANJIAN}decision") for node in model.of_kind("businessRuleTask")}
    for decision in _decisions(model):
        if model.is_whole and model.drawings and decision.id not in used:
            yield decision.found(
                "decision_left_over",
                Text("没有任务使用决策表“{label}”。", "No task uses the decision “{label}”."),
            )


def every_decision_has_an_id_of_its_own(model: Model) -> Iterator[Finding]:
    counts = Counter(decision.id for decision in _decisions(model))
    for decision in _decisions(model):
        if counts[decision.id] > 1 or not decision.id:
            yield decision.found(
                "decision_id_twice",
                Text("决策表的编号“{id}”缺失或重复。", "The id “{id}” of a decision is missing or used twice."),
                id=decision.id,
            )


def every_decision_is_one_table(model: Model) -> Iterator[Finding]:
    for file in model.decisions:
        if not list(_below(file, "decision")):
            yield file.found("file_without_decision", Text("文件里没有决策表。", "The file holds no decision."))
        for element in _elements(file):
            if _kind(element) in _REFUSED:
                yield element.found(
                    "decision_element_refused",
                    Text(
                        "决策表文件里的 {kind} 不能运行；一个决策就是一张表。",
                        "The element {kind} of a decision file does not run; a decision is one table.",
                    ),
                    kind=_kind(element),
                )
    for decision in _decisions(model):
        if len(decision.xml.findall("{*}decisionTable")) != 1:
            yield decision.found(
                "decision_without_table",
                Text("决策“{label}”须恰好有一张表。", "The decision “{label}” needs exactly one table."),
            )


def every_hit_policy_runs(model: Model) -> Iterator[Finding]:
    for decision, table in _tables(model):
        policy = table.get("hitPolicy") or "UNIQUE"
        if policy not in POLICIES or table.get("aggregation"):
            yield decision.found(
                "hit_policy_refused",
                Text(
                    "决策表“{label}”的命中方式 {policy} {aggregation} 不能运行；可用 {known}，不汇总。",
                    "Decision “{label}” has hit policy {policy} {aggregation}, which does not run; "
                    "use {known}, without aggregation.",
                ),
                policy=policy,
                aggregation=table.get("aggregation"),
                known="、".join(sorted(POLICIES)),
            )


def every_column_is_named(model: Model) -> Iterator[Finding]:
    for decision, table in _tables(model):
        names = Counter(output.get("name") for output in _children(table, "output"))
        bad = [name for name, count in names.items() if count > 1 or not name.isidentifier()]
        if bad or not names:
            yield decision.found(
                "output_without_name",
                Text(
                    "决策表“{label}”的每个输出列都要有各不相同的名称（标识符）。",
                    "Each output column of decision “{label}” needs a name of its own that is an identifier.",
                ),
            )


def every_row_is_complete(model: Model) -> Iterator[Finding]:
    for decision, table in _tables(model):
        wanted = [len(list(_children(table, column))) for column in ("input", "output")]
        for number, rule in enumerate(_children(table, "rule"), 1):
            if [len(list(_children(rule, cell))) for cell in ("inputEntry", "outputEntry")] != wanted:
                yield rule.found(
                    "row_incomplete",
                    Text(
                        "决策表“{decision}”第 {number} 行的格数与列数不符。",
                        "Row {number} of decision “{decision}” has more or fewer cells than there are columns.",
                    ),
                    decision=decision.label,
                    number=number,
                )


def every_cell_is_in_the_language(model: Model) -> Iterator[Finding]:
    for decision, table in _tables(model):
        for column in _children(table, "input"):
            holder = next(_children(column, "inputExpression"), column)
            yield from _cell(decision, holder, compile_expression)
        for rule in _children(table, "rule"):
            for cell in _children(rule, "inputEntry"):
                yield from _cell(decision, cell, compile_cell)
            for cell in _children(rule, "outputEntry"):
                if _text(cell) not in ("", "-"):
                    yield from _cell(decision, cell, compile_expression)


def _cell(decision: Drawn, cell: Drawn, compile: Callable[[str], object]) -> Iterator[Finding]:
    try:
        compile(_text(cell))
    except BadExpression as error:
        yield cell.found(
            "cell_bad",
            Text("决策表“{decision}”的格“{cell}”：{why}", "Cell “{cell}” of decision “{decision}”: {why}"),
            decision=decision.label,
            cell=_text(cell)[:80],
            why=error.text,
        )


def _decisions(model: Model) -> Iterator[Drawn]:
    return (decision for file in model.decisions for decision in _below(file, "decision"))


def _tables(model: Model) -> Iterator[tuple[Drawn, Drawn]]:
    for decision in _decisions(model):
        for table in _children(decision, "decisionTable"):
            yield decision, table


def _elements(file: Drawn) -> Iterator[Drawn]:
    return (Drawn(file.file, element) for element in file.xml.iter(etree.Element))


def _below(holder: Drawn, kind: str) -> Iterator[Drawn]:
    return (Drawn(holder.file, element) for element in holder.xml.iter("{*}" + kind))


def _children(holder: Drawn, kind: str) -> Iterator[Drawn]:
    return (Drawn(holder.file, element) for element in holder.xml.iterfind("{*}" + kind))


def _kind(element: Drawn) -> str:
    return element.kind.rpartition("}")[2]


def _text(cell: Drawn) -> str:
    return (cell.xml.findtext("{*}text") or "").strip()


RULES = (
    every_rule_task_finds_its_decision,
    every_decision_is_used,
    every_decision_has_an_id_of_its_own,
    every_decision_is_one_table,
    every_hit_policy_runs,
    every_column_is_named,
    every_row_is_complete,
    every_cell_is_in_the_language,
)
