"""What a form asks for by name can be chosen on the screen: it is sought, or offered by the step."""

from collections.abc import Iterator

from engine.forms import Form
from engine.process import UserTask
from workflows.catalog import processes
from workflows.people import lookup

SOUGHT = {*lookup.KINDS, "org", "case"}
NOT_MADE_YET = {"set_unresolved.inspection_request"}
"""The request for inspection (X4.4) is a paper that comes later."""


def named(form: type[Form], path: str) -> Iterator[tuple[str, str]]:
    for name, field in form().fields.items():
        meta = field.metadata
        if meta["control"] in ("ref", "refs"):
            yield path + name, meta["kind"]
        elif meta["control"] == "rows":
            yield from named(meta["form"], f"{path}{name}.")


def test_no_form_asks_for_what_cannot_be_chosen() -> None:
    tasks = {task for process in processes().values() for task in process.tasks}
    blind = {
        path
        for task in tasks
        if task.options is UserTask.options
        for path, kind in named(task.form, f"{task.element}.")
        if kind not in SOUGHT
    }
    assert blind <= NOT_MADE_YET
