"""A mail server that the tests start: it takes letters, or behaves as servers in the field do."""

import email
import email.policy
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path

CERTIFICATE = Path(__file__).parent / "localhost.pem"  # of nobody: made for these tests, with its key


@dataclass
class MailServer:
    """`letters`: what was taken, with whom it was for. The rest says how the server behaves from now on."""

    letters: list[tuple[str, EmailMessage]] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)  # verb -> an answer instead of the usual one
    silent_at: str = ""  # the verb after which nothing is said any more; HELLO: from the beginning
    tls: str = ""  # "", STARTTLS or TLS
    port: int = 0
    gone: threading.Event = field(default_factory=threading.Event)
    asked: threading.Event = field(default_factory=threading.Event)  # somebody waits for an answer that does not come

    def to(self, address: str) -> list[EmailMessage]:
        """The letters for one address, oldest first."""
        return [letter for found, letter in self.letters if found == address]


class Conversation(socketserver.StreamRequestHandler):
    behaviour: MailServer

    def handle(self) -> None:
        server, self.to = self.behaviour, ""
        if server.tls == "TLS":
            self._encrypt()
        if not self._say("HELLO", "220 test ready"):
            return
        while line := self.rfile.readline().decode().strip():
            verb = line.split(" ")[0].upper()
            server.commands.append(line)
            if not self._answer(verb, line) or verb == "QUIT":
                return

    def finish(self) -> None:
        super().finish()
        self.connection.close()

    def _answer(self, verb: str, line: str) -> bool:
        match verb:
            case "EHLO":
                offers = "250-STARTTLS\r\n" if self.behaviour.tls == "STARTTLS" else ""
                return self._say(verb, f"250-test\r\n{offers}250-AUTH PLAIN\r\n250 SIZE 1000000")
            case "STARTTLS":
                said = self._say(verb, "220 go on")
                self._encrypt()
                return said
            case "RCPT":
                self.to = line.partition("<")[2].partition(">")[0]
                return self._say(verb, "250 ok")
            case "DATA":
                return self._take()
            case _:
                return self._say(verb, "235 ok" if verb == "AUTH" else "221 bye" if verb == "QUIT" else "250 ok")

    def _take(self) -> bool:
        if not self._say("DATA", "354 go on"):
            return False
        if "DATA" in self.behaviour.answers:
            return True
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b"."))
        letter = email.message_from_bytes(b"".join(lines), policy=email.policy.default)
        self.behaviour.letters.append((self.to, letter))
        return self._say("END", "250 taken")

    def _say(self, verb: str, usual: str) -> bool:
        if verb == self.behaviour.silent_at:
            self.behaviour.asked.set()
            self.behaviour.gone.wait(30)
            return False
        self.wfile.write(self.behaviour.answers.get(verb, usual).encode() + b"\r\n")
        return True

    def _encrypt(self) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATE)
        try:
            self.connection = context.wrap_socket(self.request, server_side=True)
        except OSError:
            return  # the client does not trust us
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", 0)


class _Threads(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up in the middle is no fault of the server's."""


@contextmanager
def serving() -> Iterator[MailServer]:
    """A server on a free port of this machine, until the end of the block."""
    behaviour = MailServer()
    handler = type("Handler", (Conversation,), {"behaviour": behaviour})
    with _Threads(("127.0.0.1", 0), handler) as server:
        behaviour.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield behaviour
        behaviour.gone.set()
        server.shutdown()
        thread.join()
