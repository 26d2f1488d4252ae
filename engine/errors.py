"""What can go wrong, as few types; the class's `text` is the message, the `code` is for programs."""

from engine.text import Text


class KanjianError(Exception):
    """Base of every error that a user or a program may see. `code` is stable; `text` says what to do."""

    code = "error"
    text = Text("操作未能完成。", "The action could not be completed.")

    def __init__(self, text: Text | None = None, **details: object) -> None:
        template = text or self.text
        self.details = details
        self.text = template.format(**details) if details else template
        super().__init__(self.text.en)


class NotFound(KanjianError):
    code = "not_found"
    text = Text("没有找到这项内容，或您无权查看。", "This does not exist, or you may not see it.")


class NotPermitted(KanjianError):
    code = "not_permitted"
    text = Text("您不能办理此事项：{reason}", "You may not do this: {reason}")


class TaskNotReady(KanjianError):
    """Somebody else has acted, or the case has moved on. Details: who, when (may be empty)."""

    code = "task_not_ready"
    text = Text("该事项已经办理，不能重复办理。", "This item has already been dealt with.")


class BadAnswer(KanjianError):
    """The posted form has errors. `errors`: field path -> list of messages."""

    code = "bad_answer"
    text = Text("有内容需要修改，请看各栏提示。", "Some fields need attention.")

    def __init__(self, errors: dict[str, list[Text]], text: Text | None = None) -> None:
        super().__init__(text)
        self.errors = errors


class NeedsConfirmation(KanjianError):
    """The answer is valid, but advice stands against it; send it again with `confirmed`. `advice`: list."""

    code = "needs_confirmation"
    text = Text("请看提示；确认无误可仍然提交。", "Please read the advice; you may submit anyway.")

    def __init__(self, advice: list[Text]) -> None:
        super().__init__()
        self.advice = advice


class RequestKeyReused(KanjianError):
    code = "request_key_reused"
    text = Text(
        "同一请求编号已用于另一项内容，请刷新页面后重新提交。",
        "This request key was used for something else; reload the page and submit again.",
    )


class BadValues(KanjianError):
    """A step produced routing values that a process may not carry."""

    code = "bad_values"
    text = Text("流程变量不合规则：{why}", "Routing values break the rules: {why}")


class Stalled(KanjianError):
    """House rule 7: an open instance has nobody who can act, no timer, no job and no incident."""

    code = "stalled"
    text = Text("流程没有可以继续的环节。", "The process has no way to go on.")
