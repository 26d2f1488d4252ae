"""Diagram against Python: nothing missing, nothing left over."""

from collections.abc import Iterator

from engine.checks.finding import Finding
from engine.checks.model import Drawn, Model
from engine.text import Text


def every_user_task_has_a_form(model: Model) -> Iterator[Finding]:
    if model.declared is not None:
        yield from _missing(
            model.of_kind("userTask"),
            model.declared.forms,
            "form_missing",
            Text("用户任务“{label}”（{id}）没有表单类。", "User task “{label}” ({id}) has no form class."),
        )


def every_form_has_a_user_task(model: Model) -> Iterator[Finding]:
    if model.declared is not None and model.is_whole:
        yield from _left_over(
            model.declared.forms - {node.id for node in model.of_kind("userTask")},
            "form_left_over",
            Text("表单类“{id}”在图中没有用户任务。", "The form class “{id}” has no user task in the diagram."),
        )


def every_service_task_has_a_function(model: Model) -> Iterator[Finding]:
    if model.declared is not None:
        yield from _missing(
            model.of_kind("serviceTask"),
            model.declared.services | model.declared.jobs,
            "service_missing",
            Text("服务任务“{label}”（{id}）没有函数。", "Service task “{label}” ({id}) has no function."),
        )


def every_function_has_a_service_task(model: Model) -> Iterator[Finding]:
    if model.declared is not None and model.is_whole:
        yield from _left_over(
            (model.declared.services | model.declared.jobs) - {node.id for node in model.of_kind("serviceTask")},
            "service_left_over",
            Text("函数“{id}”在图中没有服务任务。", "The function “{id}” has no service task in the diagram."),
        )


def every_declared_message_is_awaited(model: Model) -> Iterator[Finding]:
    if model.declared is not None and model.is_whole:
        names = {root.name for (kind, _), root in model.roots.items() if kind == "message"}
        yield from _left_over(
            model.declared.messages - names,
            "message_left_over",
            Text("登记的消息“{id}”在图中没有。", "The declared message “{id}” stands in no diagram."),
        )


def every_message_of_a_user_task_ends_it(model: Model) -> Iterator[Finding]:
    if model.declared is not None and model.is_whole:
        awaited = {
            (event.get("attachedToRef"), model.roots["message", ref].name)
            for event in model.of_kind("boundaryEvent")
            for definition in event.event_definitions()
            if ("message", ref := definition.get("messageRef")) in model.roots
        }
        text = Text("“{id}”可以发出的消息不在其边界上等待。", "What “{id}” may send is not awaited at its boundary.")
        yield from _left_over(
            frozenset(" → ".join(pair) for pair in model.declared.sends - awaited), "sent_not_awaited", text
        )


def _missing(nodes: Iterator[Drawn], known: frozenset[str], rule: str, text: Text) -> Iterator[Finding]:
    for node in nodes:
        if node.id not in known:
            yield node.found(rule, text, id=node.id)


def _left_over(ids: frozenset[str], rule: str, text: Text) -> Iterator[Finding]:
    for id in sorted(ids):
        yield Finding(rule, "", id, "", None, text.format(id=id))


RULES = (
    every_user_task_has_a_form,
    every_form_has_a_user_task,
    every_service_task_has_a_function,
    every_function_has_a_service_task,
    every_declared_message_is_awaited,
    every_message_of_a_user_task_ends_it,
)
