"""Diagram, decision tables and Python name the same things."""

from dataclasses import replace

import pytest

from engine.checks import Declared, Finding, check
from tests.engine.checks.sketch import ERROR, MESSAGE, TIMER, WAITS, boundary, chain, diagram, process, table, user

CONTENT = chain(
    user("fill", "填写"),
    '<serviceTask id="file" name="归档"/>',
    '<businessRuleTask id="choose" name="选路" kanjian:decision="route"/>',
    f'<intermediateCatchEvent id="wait" name="等材料">{WAITS}</intermediateCatchEvent>',
) + boundary("late", "fill", TIMER)
FILES = {"main.bpmn": process(CONTENT, MESSAGE), "route.dmn": table()}
DECLARED = {"forms": "fill", "services": "file", "messages": "材料已到", "deadlines": "reply_due"}


def declared(**changed: str) -> Declared:
    return Declared(**{key: frozenset(words.split()) for key, words in (DECLARED | changed).items()})


def rules_of(**files: bytes) -> list[str]:
    return [finding.rule for finding in check({"main.bpmn": process(chain(user("u"))), **files})]


def test_diagram_and_python_agree() -> None:
    assert check(FILES, "p", declared()) == []
    assert check(FILES, "p", declared(services="", jobs="file")) == []


def test_what_a_step_may_send_is_awaited_at_its_boundary() -> None:
    drawn = chain(user("fill", "填写"), user("more", "补充")) + boundary("lit", "fill", WAITS)
    files = {"main.bpmn": process(drawn, MESSAGE)}
    known = Declared(forms=frozenset({"fill", "more"}), messages=frozenset({"材料已到"}))
    assert check(files, "p", replace(known, sends=frozenset({("fill", "材料已到")}))) == []
    for wrong in (("more", "材料已到"), ("fill", "别的")):
        [finding] = check(files, "p", replace(known, sends=frozenset({wrong})))
        assert (finding.rule, finding.element_id) == ("sent_not_awaited", " → ".join(wrong))


@pytest.mark.parametrize(
    ("changed", "rule", "element"),
    [
        ({"forms": ""}, "form_missing", "fill"),
        ({"forms": "fill old"}, "form_left_over", "old"),
        ({"services": ""}, "service_missing", "file"),
        ({"services": "file old"}, "service_left_over", "old"),
        ({"jobs": "old"}, "service_left_over", "old"),
        ({"messages": ""}, "message_undeclared", "wait"),
        ({"messages": "材料已到 old"}, "message_left_over", "old"),
        ({"deadlines": ""}, "deadline_unknown", "late"),
    ],
)
def test_what_only_one_side_names_is_told(changed: dict[str, str], rule: str, element: str) -> None:
    [finding] = check(FILES, "p", declared(**changed))

    assert (finding.rule, finding.element_id) == (rule, element)
    assert finding.text.zh
    assert finding.text.en


def test_a_finding_says_where_and_what() -> None:
    [finding] = check(FILES, "p", declared(forms=""))

    assert (finding.file, finding.line, finding.name) == ("main.bpmn", 1, "填写")
    assert finding.text.zh == "用户任务“填写”（fill）没有表单类。"


@pytest.mark.parametrize("content", ["P3D", "${due}", "", "2026-11-24", "两天"])
def test_a_timer_names_a_deadline_and_no_duration(content: str) -> None:
    drawing = process(CONTENT.replace("reply_due", content), MESSAGE)

    assert {"timer_without_key"} == {finding.rule for finding in check(FILES | {"main.bpmn": drawing})}


def test_a_message_that_is_not_there_is_told() -> None:
    assert [finding.rule for finding in check(FILES | {"main.bpmn": process(CONTENT)})] == ["message_missing"]


# -- ids


@pytest.mark.parametrize(
    ("id", "rule"),
    [
        ("审批", "id_invalid"),
        ("1st", "id_invalid"),
        ("a.b", "id_invalid"),
        ("", "id_invalid"),
        ("End", "id_reserved"),
        ("Start", "id_reserved"),
    ],
)
def test_ids_are_names_that_python_and_the_engine_can_use(id: str, rule: str) -> None:
    found = rules_of(**{"main.bpmn": process(chain(user("u"), user(id)))})

    assert rule in found


def test_the_same_step_id_in_two_files_is_told_in_both() -> None:
    other = process(chain(user("u"), prefix="o_"), id="other")

    assert rules_of(other=other) == ["id_twice", "id_twice"]


def test_a_vendor_element_with_the_id_of_a_step_is_told() -> None:
    field = '<userTask id="u"><extensionElements><v:field id="u"/></extensionElements></userTask>'

    assert rules_of(**{"main.bpmn": process(chain(field))}) == ["id_twice"]


def test_flows_of_two_files_may_share_an_id() -> None:
    other = process(chain(user("v"), prefix="o_"), id="other").replace(b"f_o_s_v", b"f_s_u")

    assert rules_of(other=other) == []


def test_a_message_id_means_the_same_in_all_files() -> None:
    main = process(chain(user("u")), MESSAGE + ERROR)
    same = process(chain(user("v"), prefix="o_"), MESSAGE + ERROR, id="other")

    assert rules_of(**{"main.bpmn": main, "other": same}) == []
    assert rules_of(**{"main.bpmn": main, "other": same.replace("材料".encode(), "回复".encode())}) == [
        "definition_differs"
    ]


# -- decision tables


def decision_findings(dmn: bytes) -> list[Finding]:
    return check(FILES | {"route.dmn": dmn})


@pytest.mark.parametrize("cell", ["", "-", "5", '"a","b"', 'not("a")', "&lt; 5", "[1..5]", "true", "a"])
def test_cells_of_the_language_pass(cell: str) -> None:
    assert decision_findings(table(cell)) == []


@pytest.mark.parametrize("policy", ["UNIQUE", "FIRST", "ANY", "COLLECT"])
def test_hit_policies_that_run_pass(policy: str) -> None:
    assert decision_findings(table(policy=f' hitPolicy="{policy}"')) == []


@pytest.mark.parametrize(
    ("dmn", "rule"),
    [
        (table('date("2026-11-24")'), "cell_bad"),
        (table("__import__('os')"), "cell_bad"),
        (table(result="a.b"), "cell_bad"),
        (table().replace(b"<text>units</text>", b"<text></text>"), "cell_bad"),
        (table(policy=' hitPolicy="PRIORITY"'), "hit_policy_refused"),
        (table(policy=' hitPolicy="COLLECT" aggregation="SUM"'), "hit_policy_refused"),
        (table().replace(b'name="route"', b'name="a route"'), "output_without_name"),
        (table().replace(b'<output name="route"/>', b""), "output_without_name"),
        (table().replace(b"<rule>", b"<rule><inputEntry><text>1</text></inputEntry>"), "row_incomplete"),
        (table().replace(b"<decisionTable>", b"<literalExpression/><decisionTable>"), "decision_element_refused"),
        (table().replace(b"decisionTable", b"other"), "decision_without_table"),
        (table().replace(b'<decision id="route"', b'<decision id="elsewhere"'), "decision_left_over"),
        (table().replace(b'<decision id="route"', b'<decision id="elsewhere"'), "decision_missing"),
        (b'<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"/>', "file_without_decision"),
    ],
)
def test_a_table_that_would_not_mean_what_it_says_is_refused(dmn: bytes, rule: str) -> None:
    assert rule in [finding.rule for finding in decision_findings(dmn)]


def test_columns_of_remarks_are_ignored() -> None:
    remarks = table().replace(b"</rule>", b"<annotationEntry><text>!!</text></annotationEntry></rule>")

    assert decision_findings(remarks.replace(b"<rule>", b'<annotation name="n"/><rule>')) == []


def test_two_decisions_do_not_share_an_id() -> None:
    assert {finding.rule for finding in check(FILES | {"again.dmn": table()})} == {"decision_id_twice"}


def test_a_file_that_cannot_be_read_is_told_and_what_may_stand_in_it_is_not_missed() -> None:
    [finding] = check(FILES | {"note.svg": b"<svg/>"}, "p", declared(forms="fill old"))

    assert (finding.rule, finding.file) == ("not_bpmn", "note.svg")


def test_a_file_without_anything_is_told() -> None:
    assert rules_of(**{"main.bpmn": diagram("")}) == ["file_without_process"]
