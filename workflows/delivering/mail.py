"""E-mail over SMTP: one conversation per message, which as a whole has so many seconds."""

import smtplib
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from enum import StrEnum
from socket import socket

from engine import clock
from engine.text import Text
from workflows.delivering.ways import NotSent, Outgoing, Refused
from workflows.notices.models import Preference
from workflows.people.models import Person

HELLO = 220
NAME = {"zh": "看见", "en": "Kanjian"}
SILENT = Text(
    "邮件服务器 {at} 在{seconds}秒内没有应答。", "The mail server {at} gave no answer within {seconds} seconds."
)
UNREACHABLE = Text("无法连接邮件服务器 {at}。", "The mail server {at} cannot be reached.")
BROKEN_OFF = Text("邮件服务器 {at} 中断了连接。", "The mail server {at} broke off the connection.")
NO_LOGIN = Text(
    "邮件服务器 {at} 不接受所配置的用户名和密码。", "The mail server {at} does not accept user and password."
)
NO_TLS = Text("与邮件服务器 {at} 不能建立加密连接。", "There is no encrypted connection to the mail server {at}.")
NOT_NOW = Text("邮件服务器 {at} 暂不收信（{code}）。", "The mail server {at} takes no mail now ({code}).")
NO_SENDER = Text("邮件服务器 {at} 不接受发件地址（{code}）。", "The mail server {at} refuses the sender ({code}).")
WORDS = (
    (smtplib.SMTPSenderRefused, NO_SENDER),
    (smtplib.SMTPAuthenticationError, NO_LOGIN),
    (smtplib.SMTPResponseException, NOT_NOW),
    ((ssl.SSLError, smtplib.SMTPNotSupportedError), NO_TLS),
    (smtplib.SMTPServerDisconnected, BROKEN_OFF),
    (OSError, UNREACHABLE),
)
"""What the library raises, the special before the general."""


class Security(StrEnum):
    NONE = "none"
    STARTTLS = "starttls"
    TLS = "tls"


class _Patience:
    """A conversation that ends in time: before every answer is waited for, the socket gets what is left."""

    sock: socket | None
    until: float

    def _settle(self) -> None:
        if self.sock is not None:
            self.sock.settimeout(max(0.001, self.until - time.monotonic()))


class _Plain(_Patience, smtplib.SMTP):
    def getreply(self) -> tuple[int, bytes]:
        self._settle()
        return super().getreply()


class _Encrypted(_Patience, smtplib.SMTP_SSL):
    def getreply(self) -> tuple[int, bytes]:
        self._settle()
        return super().getreply()


@dataclass(frozen=True)
class Smtp:
    """A channel. `timeout`: seconds of a whole conversation, while which no other message goes."""

    host: str
    port: int
    sender: str
    security: Security = Security.STARTTLS
    user: str = ""
    password: str = field(default="", repr=False)
    timeout: float = 15

    @property
    def at(self) -> str:
        return f"{self.host}:{self.port}"

    def address(self, person: Person, preference: Preference) -> str:
        return "" if preference.refused_at else preference.mail

    def send(self, message: Outgoing) -> None:
        letter = written(message, self.sender)
        with self._plainly(), self._talk() as client:
            client.send_message(letter, self.sender, [message.to])

    def probe(self) -> None:
        """Say hello and sign in. Raises NotSent."""
        with self._plainly(), self._talk():
            pass

    @contextmanager
    def _talk(self) -> Iterator[smtplib.SMTP]:
        """A conversation up to the goodbye, which changes nothing any more: what was taken is taken."""
        client: _Plain | _Encrypted
        if self.security is Security.TLS:
            client = _Encrypted(timeout=self.timeout, context=ssl.create_default_context())
        else:
            client = _Plain(timeout=self.timeout)
        client.until = time.monotonic() + self.timeout
        try:
            client._host = self.host  # type: ignore[union-attr] # what smtplib checks the certificate for
            code, said = client.connect(self.host, self.port)
            if code != HELLO:
                raise smtplib.SMTPConnectError(code, said)
            client.ehlo_or_helo_if_needed()
            if self.security is Security.STARTTLS:
                client.starttls(context=ssl.create_default_context())
            if self.user:
                client.login(self.user, self.password)
            yield client
            with suppress(smtplib.SMTPException, OSError):
                client.quit()
        finally:
            client.close()

    @contextmanager
    def _plainly(self) -> Iterator[None]:
        """What the library says, in words that name nobody: neither the address nor the server's own sentence."""
        try:
            yield
        except OSError as error:
            raise self._in_words(error) from None

    def _in_words(self, error: OSError) -> NotSent | Refused:
        if isinstance(error, smtplib.SMTPRecipientsRefused):
            return self._answered(next(iter(error.recipients.values()))[0])
        if isinstance(error, smtplib.SMTPDataError):
            return self._answered(error.smtp_code)
        if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
            return NotSent(SILENT, at=self.at, seconds=f"{self.timeout:g}")
        words = next(words for kinds, words in WORDS if isinstance(error, kinds))
        return NotSent(words, at=self.at, code=getattr(error, "smtp_code", ""))

    def _answered(self, code: int) -> NotSent | Refused:
        return Refused(code=code) if code >= 500 else NotSent(NOT_NOW, at=self.at, code=code)


def written(message: Outgoing, sender: str) -> EmailMessage:
    """The letter. Sent twice, it carries the same Message-ID; no machine answers it."""
    letter = EmailMessage()
    letter["From"] = Address(NAME.get(message.language, NAME["zh"]), addr_spec=sender)
    letter["To"] = message.to
    letter["Subject"] = " ".join(message.subject.split())
    letter["Date"] = format_datetime(clock.now())
    letter["Message-ID"] = f"<kanjian-{message.key}@{sender.rpartition('@')[2]}>"
    letter["Auto-Submitted"] = "auto-generated"
    letter["Content-Language"] = "en" if message.language == "en" else "zh-CN"
    letter.set_content(message.text)
    return letter
