"""The ways out of the house behind one interface, and what may go wrong on them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from engine.errors import KanjianError
from engine.text import Text
from workflows.notices.kinds import Way
from workflows.notices.models import Preference
from workflows.people.models import Person


@dataclass(frozen=True)
class Outgoing:
    """A message to one person. The same `key` twice is the same message; `short` is what fits into an SMS."""

    key: str
    to: str
    subject: str
    text: str
    short: str
    link: str
    language: str


class NotSent(KanjianError):
    """It may go better later: the job is tried again."""

    code = "not_sent"
    text = Text("通知未能发出。", "The notice could not be sent.")


class Refused(KanjianError):
    """The other side wants nothing for this address, now or later."""

    code = "address_refused"
    text = Text("邮件服务器拒收（{code}），请核对邮箱地址。", "The mail server refuses it ({code}); check the address.")


class Channel(Protocol):
    """One way out."""

    def address(self, person: Person, preference: Preference) -> str:
        """Where the person is reached; "" where he is not."""

    def send(self, message: Outgoing) -> None:
        """Hand the message over. Raises NotSent and Refused."""


@dataclass(frozen=True)
class Ways:
    """Which ways are open, and the address under which the product is reached from outside, without a slash."""

    base: str
    channels: Mapping[Way, Channel]
