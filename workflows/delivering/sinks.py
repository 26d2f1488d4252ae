"""SMS and DingTalk as their gateways want them, written line by line to a file that a gateway's own program takes."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from engine.text import Text
from workflows.delivering.ways import NotSent, Outgoing
from workflows.notices.models import Preference
from workflows.people.models import Person

LOOKED_BACK = 1_000_000  # bytes: what is tried again was tried a short while ago
NO_FILE = Text("通知文件 {name} 无法写入。", "The file of notices {name} cannot be written.")


@dataclass(frozen=True)
class FileSink:
    """A file of JSON lines, readable by the owner alone; a message that stands in it already is not written again."""

    path: Path

    def put(self, key: str, line: dict[str, Any]) -> None:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with os.fdopen(os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600), "rb+") as file:
                file.seek(max(0, os.fstat(file.fileno()).st_size - LOOKED_BACK))
                if orjson.dumps({"key": key})[:-1] not in file.read():
                    file.write(orjson.dumps({"key": key, **line}) + b"\n")
        except OSError:
            raise NotSent(NO_FILE, name=self.path.name) from None


@dataclass(frozen=True)
class Sms:
    """Text messages by telephone number."""

    sink: FileSink

    def address(self, person: Person, preference: Preference) -> str:
        return person.phone

    def send(self, message: Outgoing) -> None:
        self.sink.put(message.key, {"to": message.to, "text": message.short})


@dataclass(frozen=True)
class DingTalk:
    """Work notices (工作通知): a link to the item in plain text, so that no title can pass for a link of its own.
    People are found by telephone number."""

    sink: FileSink

    def address(self, person: Person, preference: Preference) -> str:
        return person.phone

    def send(self, message: Outgoing) -> None:
        link = {"title": message.subject, "text": message.text, "messageUrl": message.link, "picUrl": ""}
        self.sink.put(message.key, {"mobile": message.to, "msg": {"msgtype": "link", "link": link}})
