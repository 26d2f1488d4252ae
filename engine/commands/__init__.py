"""The verbs. Each is one function `(session, host, …, actor)` inside one transaction; the edge commits."""

from engine.commands.back import preview_return, return_to, targets, withdraw_submit
from engine.commands.complete import Done, as_json, complete
from engine.commands.expire import expire
from engine.commands.incidents import retry, skip, stuck, unstuck
from engine.commands.messages import fire, send, send_from
from engine.commands.queue import claim, release, see, transfer
from engine.commands.reading import circulate, mark_read, urge
from engine.commands.signers import add_signer
from engine.commands.start import start
from engine.commands.terminate import terminate

__all__ = [
    "Done",
    "add_signer",
    "as_json",
    "circulate",
    "claim",
    "complete",
    "expire",
    "fire",
    "mark_read",
    "preview_return",
    "release",
    "retry",
    "return_to",
    "see",
    "send",
    "send_from",
    "skip",
    "start",
    "stuck",
    "targets",
    "terminate",
    "transfer",
    "unstuck",
    "urge",
    "withdraw_submit",
]
