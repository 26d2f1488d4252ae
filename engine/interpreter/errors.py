"""What can go wrong while a diagram is read or run."""

from collections.abc import Sequence

from engine.errors import KanjianError
from engine.text import Text


class BadDiagram(KanjianError):
    """The diagrams of a definition cannot run. `problems`: every reason, each with the element's id."""

    code = "bad_diagram"
    text = Text("流程图不能运行：{problem}", "The diagram cannot run: {problem}")

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(problem="; ".join(problems[:3]))
        self.problems = list(problems)


class StateMismatch(KanjianError):
    """A stored state belongs to another definition, or was written in another format."""

    code = "state_mismatch"
    text = Text("保存的流程状态与流程定义不一致。", "The saved state does not belong to this process definition.")


class TooManySteps(KanjianError):
    code = "too_many_steps"
    text = Text(
        "流程连续自动运行超过 {limit} 步，可能是没有人工环节的循环。",
        "The process ran more than {limit} steps by itself; it may be a loop without a waiting step.",
    )


class NoFlow(KanjianError):
    """No condition of an exclusive gateway is true and it has no default flow. Details: element_id."""

    code = "no_flow"
    text = Text("网关“{element_id}”没有可走的路径。", "No flow out of gateway {element_id} can be taken.")


class NoErrorBoundary(KanjianError):
    """Nobody catches an error. Details: element_id, error_code."""

    code = "no_error_boundary"
    text = Text(
        "“{element_id}”的错误“{error_code}”没有对应的边界事件。",
        "No boundary event of {element_id} catches the error {error_code}.",
    )


class BadDecision(KanjianError):
    """A decision table contradicts its own hit policy. Details: decision, why."""

    code = "bad_decision"
    text = Text("决策表“{decision}”有误：{why}", "Decision table {decision}: {why}")


class CannotReturn(KanjianError):
    """There is no completed user task of that id to return to. Details: element_id."""

    code = "cannot_return"
    text = Text("不能退回到“{element_id}”。", "It is not possible to return to {element_id}.")
