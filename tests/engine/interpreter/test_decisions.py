"""Decision tables: hit policies, unary tests, and what stays when nothing matches."""

from collections.abc import Sequence

import pytest

from engine.expressions import BadExpression
from engine.interpreter import BadDecision, BadDiagram, Run, Spec, parse
from engine.interpreter.unary import compile_cell
from tests.engine.interpreter.drawing import Play, Silent, document, either, end, process, start, user

RULES = '<businessRuleTask id="rule" kanjian:decision="route"/>'
FLOWS = "s>a a>rule rule>x x>yes:way=='fast' x>no:* yes>e no>a"


def table(
    rules: Sequence[str], inputs: str = "kind", outputs: str = "way", policy: str = "", version: str = ""
) -> bytes:
    """`rules`: "cell | cell -> cell | cell"."""
    version = version or "https://www.omg.org/spec/DMN/20191111/MODEL/"
    text = f'<definitions xmlns="{version}"><decision id="route"><decisionTable {policy}>'
    for name in inputs.split():
        text += f"<input><inputExpression><text>{name}</text></inputExpression></input>"
    text += "".join(f'<output name="{name}"/>' for name in outputs.split())
    text += '<annotation name="why"/>'
    for rule in rules:
        tests, _, results = rule.partition("->")
        text += "<rule>"
        text += "".join(f"<inputEntry><text>{escape(cell)}</text></inputEntry>" for cell in tests.split("|"))
        text += "".join(f"<outputEntry><text>{escape(cell)}</text></outputEntry>" for cell in results.split("|"))
        text += "<annotationEntry><text>because</text></annotationEntry></rule>"
    return (text + "</decisionTable></decision></definitions>").encode()


def escape(cell: str) -> str:
    return cell.strip().replace("&", "&amp;").replace("<", "&lt;")


def made(dmn: bytes) -> Spec:
    body = start() + user("a", "yes", "no") + RULES + either("x") + end()
    return parse({"p.bpmn": document(process(body, FLOWS)), "r.dmn": dmn}, "p")


def decided(dmn: bytes, **values: object) -> dict[str, object]:
    """What the table gives for these values, as task data shows it."""
    body = start() + RULES + user("n") + end()
    spec = parse({"p.bpmn": document(process(body, "s>rule rule>n n>e")), "r.dmn": dmn}, "p")
    run = Run.start(spec, {})
    run.advance(Silent(facts=values))
    return dict(next(iter(run.open().values())).data)


def test_a_decision_steers_a_gateway_and_no_match_forgets_the_earlier_round() -> None:
    """spiffworkflow.md 3: when nothing matches, the library keeps the value of the round before."""
    play = Play(made(table(['"urgent" -> "fast"'])))
    play.complete("a", kind="other")
    assert play.open == ["no"]
    play.complete("no")
    play.complete("a", kind="urgent")
    assert play.open == ["yes"]
    assert play.data("yes")["way"] == "fast"
    play.back("a")
    play.complete("a", kind="other", way="fast")
    assert play.data("no")["way"] is None


@pytest.mark.parametrize("version", ["20151101/dmn.xsd", "20180521/MODEL/", "20191111/MODEL/", "20211108/MODEL/"])
def test_every_version_of_the_format_is_read(version: str) -> None:
    dmn = table(['"a" -> 1'], version=f"https://www.omg.org/spec/DMN/{version}")
    assert decided(dmn, kind="a") == {"way": 1}


def test_unique_wants_one_hit() -> None:
    """The library takes the first and says nothing."""
    dmn = table(['"a","b" -> 1', '"b" -> 2'])
    assert decided(dmn, kind="a") == {"way": 1}
    with pytest.raises(BadDecision):
        decided(dmn, kind="b")


def test_first_takes_the_first_in_the_order_of_the_rules() -> None:
    assert decided(table(["- -> 1", "- -> 2"], policy='hitPolicy="FIRST"'), kind="a") == {"way": 1}


def test_any_wants_equal_results() -> None:
    dmn = table(['"a" -> 1', "- -> 1", '"b" -> 2'], policy='hitPolicy="ANY"')
    assert decided(dmn, kind="a") == {"way": 1}
    with pytest.raises(BadDecision):
        decided(dmn, kind="b")


def test_collect_gives_lists() -> None:
    dmn = table(['"a" -> 1 | "x"', '- -> 2 | "y"'], outputs="way note", policy='hitPolicy="COLLECT"')
    assert decided(dmn, kind="a") == {"way": [1, 2], "note": ["x", "y"]}
    assert decided(dmn, kind="b") == {"way": [2], "note": ["y"]}
    assert decided(table(['"a" -> 1'], policy='hitPolicy="COLLECT"'), kind="b") == {"way": []}


def test_several_columns_and_an_empty_result() -> None:
    dmn = table(["> 5 | true -> high + 1 | ", "<= 5 | - -> low | 'z'"], "count urgent", "way note")
    assert decided(dmn, count=6, urgent=True, high=9, low=1) == {"way": 10, "note": None}
    assert decided(dmn, count=5, urgent=False, high=9, low=1) == {"way": 1, "note": "z"}
    assert decided(dmn, count=6, urgent=False, high=9, low=1) == {"way": None, "note": None}


CELLS = [
    ("-", ["a", 1, None, True], []),
    ("", ["a", 1, None], []),
    ('"a"', ["a"], ["b", None, 1]),
    ("'a'", ["a"], ["b"]),
    ('"a","b"', ["a", "b"], ["c", "a,b"]),
    ('"a,b", "c"', ["a,b", "c"], ["a", "b"]),
    ('not("a")', ["b", None], ["a"]),
    ('not("a","b")', ["c"], ["a", "b"]),
    ("not(< 5)", [5, 6], [4]),
    ("5", [5, 5.0], [6, "5", True]),
    ("1,2", [1, 2], [3, True]),
    ("< 5", [4, -1], [5, None]),
    ("<=5", [5], [6, None]),
    ("> 5", [6], [5, None]),
    (">= limit", [10, 11], [9]),
    ("[1..5]", [1, 3, 5], [0, 6, None]),
    ("(1..5)", [2, 4], [1, 5]),
    ("]1..5[", [2, 4], [1, 5]),
    ("[1..limit)", [1, 9], [10]),
    ("[-5..-1]", [-5, -1], [0, -6]),
    ("< 2, > 8", [1, 9], [2, 8]),
    ("true", [True], [False, 1, "true"]),
    ("false", [False], [True, 0, None]),
    ("null", [None], [False, 0, ""]),
    ("limit", [10], [9]),
    ('"[1..5]"', ["[1..5]"], [3]),
    ('"公安"', ["公安"], ["公"]),
    ('"2026-01-01"', ["2026-01-01"], ["2026-01-02"]),
]


@pytest.mark.parametrize(("cell", "fitting", "other"), CELLS)
def test_a_cell_means_what_it_says(cell: str, fitting: list[object], other: list[object]) -> None:
    """spiffworkflow.md 3: "a","b" and not("a") silently never match in the library."""
    test = compile_cell(cell)
    for value in fitting:
        assert test(value, {"limit": 10}), f"{cell} should fit {value!r}"
    for value in other:
        assert not test(value, {"limit": 10}), f"{cell} should not fit {value!r}"


@pytest.mark.parametrize(
    "cell",
    [
        '"a',
        "> ",
        "1,,2",
        "[1..",
        "not()",
        'date("2026-01-01")',
        "a.b",
        "x[0]",
        "eval('1')",
        "<> 5",
        "? > 5",
        "not(",
        "()",
    ],
)
def test_a_cell_outside_the_language_is_refused_at_deployment(cell: str) -> None:
    """hazards.md 0.2: __import__(...) in a cell ran with the stock engine."""
    with pytest.raises(BadExpression):
        compile_cell(cell)
    with pytest.raises(BadDiagram):
        made(table([f"{cell} -> 1"]))
    with pytest.raises(BadDiagram):
        made(table([f"- -> {cell or 'x.y'}"]))


def test_a_value_without_order_is_an_error_and_not_a_silent_miss() -> None:
    with pytest.raises(BadExpression):
        decided(table(["< 5 -> 1"]), kind="text")
    with pytest.raises(BadExpression):
        decided(table(["< 5 -> 1"]))


@pytest.mark.parametrize(
    "dmn",
    [
        table(['"a" -> 1'], policy='hitPolicy="PRIORITY"'),
        table(['"a" -> 1'], policy='hitPolicy="RULE ORDER"'),
        table(['"a" -> 1'], policy='hitPolicy="OUTPUT ORDER"'),
        table(['"a" -> 1'], policy='hitPolicy="COLLECT" aggregation="SUM"'),
        table(['"a" | "b" -> 1']),
        table(['"a" -> 1 | 2']),
        table(['"a" -> 1 | 2'], outputs="way way"),
        table(['"a" -> 1'], outputs="a-b"),
        table(['"a" -> 1'], inputs="a.b"),
        b'<definitions xmlns="x"><decision id="route"><literalExpression/></decision></definitions>',
        b'<definitions xmlns="x"><decision id="other"/></definitions>',
        b"<nonsense/>",
    ],
)
def test_a_table_that_we_do_not_run_is_refused(dmn: bytes) -> None:
    """spiffworkflow.md 3: the library treats all of these as first hit."""
    with pytest.raises(BadDiagram):
        made(dmn)


def test_a_changed_table_changes_the_fingerprint() -> None:
    assert made(table(['"a" -> 1'])).fingerprint != made(table(['"a" -> 2'])).fingerprint
    assert made(table(['"a" -> 1'])).fingerprint != made(table(['"b" -> 1'])).fingerprint
