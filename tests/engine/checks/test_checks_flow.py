"""A drawing that could stop, spin or run a step twice is refused before anybody is caught in it."""

import orjson
import pytest

from engine.checks import Declared, Finding, check, size
from engine.interpreter import Run, parse
from tests.engine.checks.sketch import ERROR, FAILS, MESSAGE, TIMER, WAITS, boundary, chain, flow, process, table, user

RETRY = (
    '<startEvent id="s"/><exclusiveGateway id="merge"/>{step}'
    '<exclusiveGateway id="ask" name="是否通过" default="f_ask_e"/><endEvent id="e"/>'
    + flow("s", "merge")
    + flow("merge", "x")
    + flow("x", "ask")
    + flow("ask", "merge", "outcome == 'RETURN'", "退回")
    + flow("ask", "e", None, "通过")
)


def findings_of(*contents: str, declared: Declared | None = None, **files: bytes) -> list[Finding]:
    return check({"main.bpmn": process("".join(contents), MESSAGE + ERROR), **files}, "p", declared)


def rules_of(*contents: str, declared: Declared | None = None, **files: bytes) -> list[tuple[str, str]]:
    return [(finding.rule, finding.element_id) for finding in findings_of(*contents, declared=declared, **files)]


def split(kind: str, join: str, *branches: str) -> str:
    """Two gateways with a user task (or the given node) in each branch between them."""
    nodes = "".join(user(branch) for branch in branches)
    ways = "".join(flow("split", branch) + flow(branch, "join") for branch in branches)
    return (
        f'<startEvent id="s"/><{kind} id="split" name="分" default="f_split_{branches[0]}"/>{nodes}'
        f'<{join} id="join"/><endEvent id="e"/>{flow("s", "split")}{ways}{flow("join", "e")}'
    ).replace('name="" sourceRef="split"', 'name="分支" sourceRef="split"')


def test_a_loop_over_a_user_task_is_sound() -> None:
    assert rules_of(RETRY.format(step=user("x"))) == []


# -- one way in, one way out, an end


def test_a_branch_that_never_ends_is_named() -> None:
    late = f'<boundaryEvent id="b" attachedToRef="u">{TIMER}</boundaryEvent>' + user("lost") + flow("b", "lost")

    assert rules_of(chain(user("u")), late) == [("dead_end", "lost")]


def test_the_step_after_which_nothing_comes_is_named_and_not_those_before_it() -> None:
    content = '<startEvent id="s"/>' + user("a") + user("b") + flow("s", "a") + flow("a", "b")

    assert sorted(rules_of(content)) == [("dead_end", "b"), ("end_missing", "p")]


def test_a_ring_without_a_way_out_is_a_dead_end() -> None:
    content = (
        chain(user("u"))
        .replace(flow("u", "e"), "")
        .replace(
            user("u"),
            f'{user("u")}<exclusiveGateway id="m"/>{flow("u", "m")}{user("v")}{flow("m", "v")}{flow("v", "m")}',
        )
    )
    assert {"m", "v"} <= {element for rule, element in rules_of(content) if rule == "dead_end"}


def test_a_step_that_nothing_leads_to_is_named_and_not_those_behind_it() -> None:
    lost = user("lost") + user("next") + '<endEvent id="e2"/>' + flow("lost", "next") + flow("next", "e2")

    assert rules_of(chain(user("u")), lost) == [("unreachable", "lost")]


def test_a_process_starts_in_one_place() -> None:
    second = '<startEvent id="s2"/><endEvent id="e2"/>' + flow("s2", "e2")

    assert rules_of(chain(user("u")), second) == [("start_not_one", "p")]


def test_only_a_gateway_splits_and_merges() -> None:
    content = '<startEvent id="s"/>' + user("a") + user("b") + '<endEvent id="e"/>'
    ways = flow("s", "a") + flow("a", "b") + flow("a", "e") + flow("b", "a")

    assert {("several_flows_out", "a"), ("several_flows_in", "a")} <= set(rules_of(content, ways))


def test_no_flow_leads_into_a_start_or_out_of_an_end() -> None:
    found = rules_of(chain(user("u")), user("v"), flow("e", "v"), flow("v", "s"))

    assert {("flow_out_of_end", "e"), ("flow_into_start", "s")} <= set(found)


def test_a_flow_does_not_cross_the_border_of_a_sub_process() -> None:
    inside = '<subProcess id="x">' + chain(user("u"), prefix="x_") + "</subProcess>"

    assert ("flow_dangling", "f_u_e") in rules_of(chain(inside), flow("u", "e"))


def test_two_flows_between_the_same_steps_are_one_too_many() -> None:
    twice = flow("s", "u").replace("f_s_u", "again")

    assert ("flow_doubled", "again") in rules_of(chain(user("u")), twice)


# -- gateways


@pytest.mark.parametrize(
    ("before", "after", "rule", "element"),
    [
        ('default="f_ask_e"', "", "default_missing", "ask"),
        ('default="f_ask_e"', 'default="f_s_merge"', "default_missing", "ask"),
        ("<conditionExpression>outcome == 'RETURN'</conditionExpression>", "", "condition_missing", "f_ask_merge"),
        ("outcome == 'RETURN'", " ", "condition_missing", "f_ask_merge"),
        ('name="退回"', "", "label_missing", "f_ask_merge"),
        ('name="通过"', 'name=" "', "label_missing", "f_ask_e"),
        ('name="是否通过"', "", "label_missing", "ask"),
        ('default="f_ask_e"', 'default="f_ask_merge"', "default_with_condition", "f_ask_merge"),
        ('<exclusiveGateway id="merge"/>', '<exclusiveGateway id="merge" default="f_merge_x"/>',
         "default_without_choice", "merge"),
    ],
)  # fmt: skip
def test_a_choice_is_complete_and_labelled(before: str, after: str, rule: str, element: str) -> None:
    drawing = RETRY.format(step=user("x"))
    assert before in drawing

    assert (rule, element) in rules_of(drawing.replace(before, after))


def test_a_condition_where_nobody_looks_is_refused() -> None:
    content = chain(user("u")).replace(flow("u", "e"), flow("u", "e", "a == 1"))

    assert rules_of(content) == [("condition_ignored", "f_u_e")]


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ("__import__('os')", "only len(), min() and max()"),
        ("a.b", "Attribute"),
        ("${outcome == 1}", "without ${}"),
        ("=outcome", "without ${}"),
        ("a <!-- x --> == 1", "nothing but text"),
    ],
)
def test_a_condition_outside_the_language_is_refused_with_the_reason(condition: str, words: str) -> None:
    findings = findings_of(RETRY.format(step=user("x")).replace("outcome == 'RETURN'", condition))

    assert [finding.element_id for finding in findings] == ["f_ask_merge"] * len(findings)
    assert words in " ".join(finding.text.en for finding in findings)


def test_a_name_that_nobody_writes_is_told() -> None:
    declared = Declared(forms=frozenset({"x"}), names=frozenset({"outcom"}))

    assert rules_of(RETRY.format(step=user("x")), declared=declared) == [("name_unknown", "f_ask_merge")]


# -- splits and joins


@pytest.mark.parametrize("kind", ["parallelGateway", "exclusiveGateway"])
def test_a_split_that_is_joined_by_its_like_is_sound(kind: str) -> None:
    findings = findings_of(split(kind, kind, "a", "b"))

    assert {finding.rule for finding in findings} <= {"condition_missing", "attribute_refused", "label_missing"}


def test_a_choice_into_a_parallel_join_waits_for_ever() -> None:
    assert ("join_waits_for_ever", "join") in rules_of(split("exclusiveGateway", "parallelGateway", "a", "b"))


def test_a_parallel_split_into_a_simple_merge_does_the_rest_twice() -> None:
    assert ("done_twice", "e") in rules_of(split("parallelGateway", "exclusiveGateway", "a", "b", "c"))


def test_a_branch_that_ends_early_starves_the_join() -> None:
    content = split("parallelGateway", "parallelGateway", "a", "b").replace(
        flow("a", "join"), ""
    ) + '<endEvent id="early"/>' + flow("a", "early")  # fmt: skip
    third = content.replace(user("b"), user("b") + user("c")) + flow("split", "c") + flow("c", "join")
    half = third + '<exclusiveGateway id="late" name="问" default="f_late_join"/>'
    half = half.replace(flow("b", "join"), flow("b", "late") + flow("late", "join", None, "是"))
    half += flow("late", "early", "a == 1", "否")

    assert ("join_waits_for_ever", "join") in rules_of(half)


def test_a_terminating_branch_starves_nobody() -> None:
    ending = '<endEvent id="stop"><terminateEventDefinition/></endEvent>'
    ask = '<exclusiveGateway id="ask" name="问" default="f_ask_join"/>' + flow("ask", "join", None, "是")
    content = split("parallelGateway", "parallelGateway", "a", "b").replace(' default="f_split_a"', "")
    content = content.replace(flow("a", "join"), flow("a", "ask"))

    assert rules_of(content, ask, ending, flow("ask", "stop", "a == 1", "否")) == []


def test_a_side_branch_does_not_come_back() -> None:
    merge = '<exclusiveGateway id="merge"/>' + user("after") + '<endEvent id="e"/>'
    ways = flow("s", "u") + flow("u", "merge") + flow("b", "merge") + flow("merge", "after") + flow("after", "e")
    beside = '<boundaryEvent id="b" attachedToRef="u" cancelActivity="{}">' + TIMER + "</boundaryEvent>"
    content = '<startEvent id="s"/>' + user("u") + beside + merge + ways

    assert rules_of(content.format("false")) == [("side_branch_merges", "b")]
    assert rules_of(content.format("true")) == []


# -- loops and calls


@pytest.mark.parametrize(
    ("step", "waits"),
    [
        (user("x"), True),
        ('<receiveTask id="x" messageRef="m"/>', True),
        (f'<intermediateCatchEvent id="x">{TIMER}</intermediateCatchEvent>', True),
        (f'<intermediateCatchEvent id="x">{WAITS}</intermediateCatchEvent>', True),
        ('<serviceTask id="x"/>', False),
        ('<businessRuleTask id="x" kanjian:decision="route"/>', False),
        ('<subProcess id="x">' + chain(user("inner"), prefix="x_") + "</subProcess>", True),
        ('<subProcess id="x">' + chain('<serviceTask id="inner"/>', prefix="x_") + "</subProcess>", False),
        ('<callActivity id="x" calledElement="called"/>', False),
    ],
)
def test_every_loop_waits_for_something(step: str, waits: bool) -> None:
    called = process(chain('<serviceTask id="inner"/>', prefix="c_"), id="called")
    declared = Declared(services=frozenset({"x", "inner"}), messages=frozenset({"材料已到"}))

    rules = {rule for rule, _ in rules_of(RETRY.format(step=step), declared=declared, called=called, route=table())}

    assert ("loop_without_wait" in rules) is not waits


def test_a_job_is_a_wait_and_a_service_is_not() -> None:
    drawing = RETRY.format(step='<serviceTask id="x"/>')

    assert rules_of(drawing, declared=Declared(jobs=frozenset({"x"}))) == []
    assert ("loop_without_wait", "merge") in rules_of(drawing, declared=Declared(services=frozenset({"x"})))


def test_a_called_process_must_be_among_the_files() -> None:
    assert rules_of(chain('<callActivity id="x" calledElement="gone"/>')) == [("called_process_missing", "x")]


def test_the_process_itself_must_be_there() -> None:
    assert [finding.rule for finding in check({"a": process(chain(user("u")))}, "other")] == ["process_missing"]


def test_processes_do_not_call_each_other_in_a_ring() -> None:
    back = process(chain(user("u"), '<callActivity id="y" calledElement="p"/>', prefix="c_"), id="called")

    found = rules_of(chain('<callActivity id="x" calledElement="called"/>'), called=back)

    assert found == [("call_recursive", "x"), ("call_recursive", "y")]


def test_processes_that_call_the_next_twice_are_checked_in_no_time() -> None:
    files = {"last": process(chain('<serviceTask id="x"/>', prefix="last_").replace(
        '<endEvent id="last_e"/>', f'<endEvent id="last_e">{FAILS}</endEvent>'
    ), ERROR, id="last")}  # fmt: skip
    called = "last"
    for n in range(40):
        calls = (f'<callActivity id="c{n}{way}" calledElement="{called}"/>' for way in "ab")
        files[f"p{n}"] = process(chain(*calls, prefix=f"p{n}_"), id=f"p{n}")
        called = f"p{n}"

    findings = check(files, "p39", Declared(services=frozenset({"x"})))

    assert [finding.rule for finding in findings] == ["error_not_caught"]


# -- errors


def test_an_error_end_is_caught_by_what_contains_it() -> None:
    inside = chain(user("u"), prefix="x_").replace('<endEvent id="x_e"/>', f'<endEvent id="x_e">{FAILS}</endEvent>')
    content = chain(f'<subProcess id="x">{inside}</subProcess>')

    assert rules_of(content) == [("error_not_caught", "x_e")]
    assert rules_of(content, boundary("b", "x", FAILS)) == []
    assert rules_of(content, boundary("b", "x", "<errorEventDefinition/>")) == []
    assert rules_of(content, boundary("b", "x", TIMER)) == [("error_not_caught", "x_e")]


def test_an_error_end_of_a_called_process_is_caught_by_each_caller() -> None:
    failing = chain(user("u"), prefix="c_").replace('<endEvent id="c_e"/>', f'<endEvent id="c_e">{FAILS}</endEvent>')
    called = process(failing, ERROR, id="called")
    calls = chain('<callActivity id="x" calledElement="called"/>', '<callActivity id="y" calledElement="called"/>')

    assert rules_of(calls, boundary("b", "x", FAILS), called=called) == [("error_not_caught", "c_e")]
    assert rules_of(calls, boundary("b", "x", FAILS), boundary("b2", "y", FAILS), called=called) == []


def test_an_error_boundary_sits_where_errors_come_from_and_interrupts() -> None:
    assert rules_of(chain(user("u")), boundary("b", "u", FAILS)) == [("event_refused", "b")]
    job = chain('<serviceTask id="x"/>')
    assert rules_of(job, boundary("b", "x", FAILS, 'cancelActivity="false"')) == [("event_refused", "b")]


def test_an_error_needs_a_code() -> None:
    job = process(chain('<serviceTask id="x"/>') + boundary("b", "x", FAILS), '<error id="err" name="无"/>')

    assert [finding.rule for finding in check({"a": job})] == ["error_without_code"]


# -- size


def tree(id: str, depth: int) -> str:
    """Splits inside splits, without a join."""
    ways = [f"{id}{n}" for n in range(3)]
    if depth == 0:
        return f'<endEvent id="{id}"/>'
    return f'<parallelGateway id="{id}"/>' + "".join(tree(way, depth - 1) + flow(id, way) for way in ways)


FUTURES = {
    "a row": chain(*(user(f"u{n}") for n in range(40))),
    "boundary events": chain(user("a"), user("b")) + boundary("b1", "a", TIMER) + boundary("b2", "a", WAITS),
    "splits inside splits": '<startEvent id="s"/>' + flow("s", "g") + tree("g", 4),
}


@pytest.mark.parametrize("name", FUTURES)
def test_the_predicted_future_is_what_the_engine_writes_down(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {"main.bpmn": process(FUTURES[name], MESSAGE)}
    state = orjson.loads(Run.start(parse(files, "p"), {}).dump())
    written = len(state["top"]["tasks"]) - 1  # the root of all is not counted

    monkeypatch.setattr(size, "MAX_PREDICTED", written)
    assert check(files) == []
    monkeypatch.setattr(size, "MAX_PREDICTED", written - 1)
    assert [finding.rule for finding in check(files)] == ["prediction_too_large"]


def test_blocks_that_multiply_are_refused_and_the_first_too_large_one_is_named() -> None:
    content = '<startEvent id="s"/>' + flow("s", "g0")
    for n in range(12):  # each merge is a simple one, so that each block runs once more per branch
        content += f'<parallelGateway id="g{n}"/><exclusiveGateway id="m{n}"/>{user(f"a{n}")}{user(f"b{n}")}'
        content += "".join(flow(f"g{n}", f"{way}{n}") + flow(f"{way}{n}", f"m{n}") for way in "ab")
        content += flow(f"m{n}", f"g{n + 1}")

    findings = {finding.rule: finding for finding in findings_of(content + '<endEvent id="g12"/>')}

    assert findings["prediction_too_large"].element_id == "g4"
    assert findings["done_twice"].line


def test_a_drawing_of_hundreds_of_steps_is_refused_as_a_whole() -> None:
    assert rules_of(chain(*(user(f"u{n}") for n in range(500)))) == [("diagram_too_large", "d")]


def test_successive_parallel_blocks_are_fine() -> None:
    content = '<startEvent id="s"/>' + flow("s", "g0")
    for n in range(20):
        content += f'<parallelGateway id="g{n}"/><parallelGateway id="m{n}"/>{user(f"a{n}")}{user(f"b{n}")}'
        content += "".join(flow(f"g{n}", f"{way}{n}") + flow(f"{way}{n}", f"m{n}") for way in "ab")
        content += flow(f"m{n}", f"g{n + 1}")

    assert rules_of(content + '<endEvent id="g20"/>') == []
