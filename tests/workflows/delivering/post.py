"""A city whose notices leave the house: everybody has given an address, and three ways are open."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from engine import clock, commands
from engine.db import transaction
from engine.models import Incident, Instance, Job, JobState
from tests.acceptance import answering, going
from tests.cast import Cast
from tests.scenario import Scenario
from tests.workflows.delivering.mail_server import MailServer
from workflows.bootstrap import DOMAIN
from workflows.cases.models import Case
from workflows.delivering.mail import Security, Smtp
from workflows.delivering.sinks import DingTalk, FileSink, Sms
from workflows.delivering.ways import Channel, Ways
from workflows.notices.choosing import choose
from workflows.notices.kinds import CHOSEN, NoticeKind, Way
from workflows.notices.models import Notice, Preference
from workflows.notices.news import open_ways
from workflows.people.models import Account, Person
from workflows.settings.models import Threshold

BASE = "https://kanjian.example"
PLEASE = "请本周内签收。"


class Post(Scenario):
    """A scenario with a mail server and two files."""

    def __init__(self, database: Engine, cast: Cast, files: Path, server: MailServer) -> None:
        super().__init__(database, cast, files)
        self.server, self.folder = server, files.parent
        self.smtp = Smtp("127.0.0.1", server.port, "kanjian@city.example", Security.NONE, timeout=2)
        self.opens()
        with transaction(database) as session:
            for person in cast.everybody():
                choose(session, person.id, self.address(person), {})

    @staticmethod
    def address(person: Person) -> str:
        return f"p{person.id}@people.example"

    def opens(self, **smtp: Any) -> None:
        """Open the ways; `smtp` changes the mail server's settings."""
        self.smtp = replace(self.smtp, **smtp)
        channels: Mapping[Way, Channel] = {
            Way.MAIL: self.smtp,
            Way.SMS: Sms(FileSink(self.folder / "sms.jsonl")),
            Way.DINGTALK: DingTalk(FileSink(self.folder / "dingtalk.jsonl")),
        }
        open_ways(self.database, Ways(BASE, channels))

    def chooses(self, person: Person, mail: str | None = None, **ways: list[NoticeKind]) -> None:
        with transaction(self.database) as session:
            choose(
                session, person.id, self.address(person) if mail is None else mail, {Way(k): v for k, v in ways.items()}
            )

    def everybody_wants_everything(self) -> None:
        with transaction(self.database) as session:
            for person in self.cast.everybody():
                choose(session, person.id, self.address(person), {way: list(CHOSEN) for way in Way})

    def waits_before_sending(self, minutes: int) -> None:
        """How long a message about a new task waits in the house."""
        with transaction(self.database) as session:
            row = session.scalars(select(Threshold).where(Threshold.key == "outbox_grace")).one()
            row.value = minutes

    def speaks(self, person: Person, language: str) -> None:
        with transaction(self.database) as session:
            session.scalars(select(Account).where(Account.person_id == person.id)).one().language = language

    def letters(self, person: Person) -> list[tuple[str, str]]:
        """Subject and text of what a person got by mail, oldest first."""
        found = self.server.to(self.address(person))
        return [(str(one["Subject"]), one.get_content()) for one in found]

    def sent(self, way: str) -> list[dict[str, Any]]:
        """The lines of a file."""
        path = self.folder / f"{way}.jsonl"
        return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []

    def asked_to_sign(self) -> tuple[int, int]:
        """A letter has reached unit A: the case, and the item with which it signs."""
        case = going.dispatched(self, [self.cast.unit_a])
        return case, answering.item(self, case, self.cast.unit_a, "sign_receipt")

    def urges(self, item: int, note: str = PLEASE) -> None:
        with transaction(self.database) as session:
            officer = self.as_(self.cast.officer).actor(session)
            commands.urge(session, DOMAIN, item, "NOTICE", note, actor=officer)
        self.drain()

    def waits(self, *kinds: str) -> list[Job]:
        """Jobs of these kinds that are still to be done."""
        with self.reading() as session:
            found = select(Job).where(Job.state == JobState.TODO, Job.kind.in_(kinds))
            return list(session.scalars(found.order_by(Job.id)))

    def tries_again(self) -> None:
        """The next attempts come round."""
        for seconds in (3, 11, 61, 301):
            clock.move(timedelta(seconds=seconds))
            self.drain()

    @staticmethod
    def instance(session: Session, case: int) -> Instance:
        """The instance that a case itself runs in."""
        found = session.get_one(Case, case).instance_id
        assert found is not None
        return session.get_one(Instance, found)

    def incidents(self) -> list[list[str]]:
        with self.reading() as session:
            return [one.message for one in session.scalars(select(Incident).where(Incident.resolved_at.is_(None)))]

    def preference(self, person: Person) -> Preference:
        with self.reading() as session:
            return session.get_one(Preference, person.id)

    def told(self, person: Person, kind: NoticeKind) -> list[Notice]:
        with self.reading() as session:
            found = select(Notice).where(Notice.person_id == person.id, Notice.kind == kind)
            return list(session.scalars(found))
