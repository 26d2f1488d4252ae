"""A town with cases in every state that a page can show: built once through the product's commands, then copied.

`built(folder)` makes the store and its files; `Town` says which case, item, track and file a test can name.
"""

import io
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock, queries
from engine.calendar import load as load_calendar
from engine.db import Base, connect, transaction
from engine.models import Instance, Task, WorkItem
from tests.cast import Cast, settle
from tests.scenario import GRACE, MORNING
from tests.workflows.supervision.front.story import OTHER_LEAD, Story
from workflows.bootstrap import deploy
from workflows.documents.models import Document, DocumentKind
from workflows.documents.storage import Store, keep, lay
from workflows.people import ties
from workflows.people.actors import actor_of
from workflows.people.models import Person, Unit
from workflows.rectification.models import Track

SECRET = "此事先不惊动对方，等证据齐了再说"
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"
GPS = 0x8825


@dataclass
class Town:
    """`ids` are what addresses name: "case", "item", "track", "file" and so on, each of a known owner."""

    folder: Path
    cast: Cast
    ids: dict[str, int] = field(default_factory=dict)
    now: datetime = MORNING


class Townsfolk(Story):
    """The story of the first stages, told on to the units; files are real ones."""

    def __init__(self, database: Any, cast: Cast, files: Path) -> None:
        super().__init__(database, cast)
        self.store = Store(files)
        lay(database, files)

    def drain(self) -> None:
        """After every act a minute passes, so that what came first is known."""
        super().drain()
        clock.move(timedelta(minutes=1))

    @staticmethod
    def now() -> datetime:
        """How far the story has come."""
        return clock.now()

    def keeps(self, person: Person, name: str = "现场.jpg", content: bytes | None = None) -> int:
        """Somebody uploads a picture that knows where it was taken."""
        with transaction(self.database) as session:
            return keep(session, self.store, name, content or picture(), person.id).id

    def weighed(self, case_id: int, decision: str, **answer: Any) -> int:
        """The director says something in confidence when he agrees."""
        self.as_(self.cast.officer).does("weigh_lead", case=case_id, decision=decision, **answer)
        self.as_(self.cast.director).does("weigh_lead", case=case_id, decision="APPROVE", opinion=SECRET)
        return case_id

    def photo(self) -> int:
        return self.keeps(self.cast.officer)

    def started(self, case: int) -> int:
        """Assigned, taken up with two units, and initiated."""
        cast = self.cast
        units = [{"unit": unit.id, "track_role": "SEPARATE"} for unit in (cast.unit_a, cast.unit_c)]
        self.accepted(self.assigned(case), responsible_units=units)
        return self.initiated(case)

    def to_the_letter(self, case: int) -> int:
        """From an approved initiation to a letter that is to be drafted."""
        cast = self.cast
        self.planned(case)
        self.answers(case, cast.member1, cast.member2, cast.member3)
        self.noticed(case)
        officer = self.as_(cast.officer)
        officer.does("activity", case=case, **self.held())
        officer.does("hold_symposium", case=case, **self.symposium())
        return case

    def to_the_units(self, case: int) -> int:
        """From an approved initiation to the letters on their way."""
        self.dispatched(case)
        clock.move(GRACE)
        self.drain()
        return case

    def dispatched(self, case: int) -> int:
        """From an approved initiation to a letter that leaves in a few minutes."""
        cast, officer = self.cast, self.as_(self.cast.officer)
        self.to_the_letter(case)
        officer.does("draft_letter", case=case, **self.letter())
        self.signed(case, cast.director, cast.editor, cast.sg, cast.vice_chair, cast.chair)
        self.as_(cast.numbering).fills("number_and_seal", case, action="DONE", copies=5)
        scan = [self.keeps(cast.seal, "用印件.pdf", content=PDF)]
        self.as_(cast.seal).fills("number_and_seal", case, action="DONE", sealed_scan=scan)
        targets = [
            {"unit": unit.id, "track_role": "SEPARATE", "mode": "ELECTRONIC", "track_mode": "OWN"}
            for unit in (cast.unit_a, cast.unit_c)
        ]
        officer.fills("dispatch", case, dispatch_mode="SEPARATE", targets=targets)
        return case

    def approved(self, case_id: int) -> None:
        """Everybody on the route agrees, whatever else is on his list."""
        cast = self.cast
        self.signed(case_id, cast.director, cast.editor, cast.sg, cast.vice_chair, cast.chair)

    def signed(self, case: int, *people: Person) -> None:
        """Those of the people whose turn it is agree, one after the other."""
        for person in people:
            with self.reading() as session:
                listed = queries.worklist(session, self.as_(person).actor(session).groups, limit=500)
                here = [item for item, task in listed if task.element == "approve" and _is_of(session, item, case)]
            if here:
                self.as_(person).does("approve", item=here[0].id, item_kind=here[0].kind, decision="APPROVE")

    def symposium(self) -> dict[str, Any]:
        units = (self.cast.unit_a, self.cast.unit_c)
        return {
            "status": "HELD",
            "held_on": clock.today(),
            "chair": self.cast.vice_chair.id,
            "units_present": [{"unit": unit.id, "speaker": "负责人"} for unit in units],
            "root_causes": [{"text": "雨污管网混接，维护责任不清"}],
            "consensus": [{"text": "先查后改"}],
            "fact_check": [
                {"unit": unit.id, "checked_on": clock.today(), "person": "联络员", "result": "AGREED"} for unit in units
            ],
            "next_step": "LETTER",
        }

    def letter(self) -> dict[str, Any]:
        with self.reading() as session:
            due = load_calendar(session).add_workdays(clock.today(), 20)
        units = (self.cast.unit_a, self.cast.unit_c)
        return {
            "delivery_route": "DIRECT",
            "issuer": "CPPCC",
            "doc_template": "LETTER_FORM",
            "main_send": [unit.id for unit in units],
            "report_to": self.cast.party.id,
            "title": "关于清水河雨污混接问题的民主监督建议书",
            "background": "《看见》栏目播出后，政协组织委员到现场开展实地监督。",
            "problems": [{"no": 1, "text": "雨天污水自雨水口入河，沿岸异味持续。"}],
            "recommendations": [
                {"no": no, "text": "查清混接点并限时改造。", "target_unit": unit.id, "kind": "NEAR_TERM", "due": due}
                for no, unit in enumerate(units, start=1)
            ],
            "reply_requirements": "商请书面反馈。",
            "contact": {"name": "陈晓岚", "phone": "0571-0000"},
            "needs_chair_meeting": False,
        }

    def item(self, case: int, element: str, group: str = "") -> int:
        """The open item of a step, of the group whose key begins so."""
        with self.reading() as session:
            rows = session.scalars(
                select(WorkItem)
                .join(Task, Task.id == WorkItem.task_id)
                .join(Instance, Instance.id == WorkItem.instance_id)
                .where(Instance.matter_id == case, Task.element == element, WorkItem.acted_at.is_(None))
                .order_by(WorkItem.id)
            ).all()
        return next(row.id for row in rows if any(one.startswith(group) for one in row.groups))

    def done(self, case: int, element: str) -> int:
        """The latest item of a step that somebody has done."""
        with self.reading() as session:
            rows = session.scalars(
                select(WorkItem.id)
                .join(Task, Task.id == WorkItem.task_id)
                .join(Instance, Instance.id == WorkItem.instance_id)
                .where(Instance.matter_id == case, Task.element == element, WorkItem.acted_at.is_not(None))
                .order_by(WorkItem.id)
            )
            return rows.all()[-1]

    def document(self, case: int, kind: DocumentKind) -> int:
        with self.reading() as session:
            found = select(Document.id).where(Document.case_id == case, Document.kind == kind)
            return session.scalars(found.order_by(Document.id)).all()[-1]

    def track(self, case: int, unit: Unit) -> int:
        with self.reading() as session:
            return session.scalars(select(Track.id).where(Track.case_id == case, Track.unit_id == unit.id)).one()


def _is_of(session: Session, item: WorkItem, case: int) -> bool:
    return session.get_one(Instance, item.instance_id).matter_id == case


def picture() -> bytes:
    """A small photo whose EXIF says where it was taken."""
    image, out = Image.new("RGB", (640, 480), (90, 120, 80)), io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(GPS)[1] = "N"
    exif.get_ifd(GPS)[2] = (30.0, 15.0, 0.0)
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()


def built(folder: Path) -> Town:
    """Build the town in a folder: `store.db` and `files`."""
    database = connect(f"sqlite:///{folder}/store.db")
    Base.metadata.create_all(database)
    with clock.at(MORNING):
        with transaction(database) as session:
            cast = settle(session)
            deploy(session)
        folk = Townsfolk(database, cast, folder / "files")
        town = Town(folder, cast, _told(folk), clock.now())
    database.dispose()
    return town


def _told(folk: Townsfolk) -> dict[str, int]:
    """Seven cases, named by what may be done next."""
    cast, ids = folk.cast, {}
    ids["evidence"] = folk.keeps(cast.kanjian_editor, "栏目截图.jpg")
    ids["case"] = folk.to_the_units(folk.started(folk.registers(evidence=[ids["evidence"]])))
    ids["track_a"], ids["track_c"] = (folk.track(ids["case"], unit) for unit in (cast.unit_a, cast.unit_c))
    ids["sign_a"] = folk.item(ids["case"], "sign_receipt", f"unit_liaison@unit:{cast.unit_a.id}")
    ids["sign_c"] = folk.item(ids["case"], "sign_receipt", f"unit_liaison@unit:{cast.unit_c.id}")
    ids["letter"] = folk.document(ids["case"], DocumentKind.LETTER)
    ids["initiated"] = folk.accepted(folk.assigned(folk.registers(cast.member4, **OTHER_LEAD)))
    folk.as_(cast.officer).does("initiation", case=ids["initiated"], **folk.sheet())
    ids["initiation"] = folk.document(ids["initiated"], DocumentKind.INITIATION)
    ids["approve"] = folk.item(ids["initiated"], "approve")
    ids["submitted"] = folk.done(ids["initiated"], "initiation")
    ids["weighed"] = folk.assigned(folk.registers(cast.intake, **_new("窨井盖缺失无人补装", "北门街道长虹路")))
    ids["weigh"] = folk.item(ids["weighed"], "weigh_lead")
    ids["claimable"] = folk.assigned(folk.registers(cast.intake, **_new("学校门口机动车乱停", "东山街道实验小学")))
    ids["claim"] = folk.item(ids["claimable"], "weigh_lead")
    other = folk.registers(cast.intake, **_new("夜市油烟扰民久拖不决", "西湖街道文昌巷"))
    ids["other"] = folk.assigned(other, committee=cast.economy.id)
    ids["other_weigh"] = folk.item(ids["other"], "weigh_lead")
    ids["new"] = folk.registers(cast.intake, **_new("公交站台无障碍坡道被堵", "城南街道客运站"))
    ids["assign"] = folk.item(ids["new"], "assign_lead")
    with transaction(folk.database) as session:
        ids["tie"] = ties.declare(session, cast.unit_d.id, "配偶在该单位任职", actor_of(session, cast.archivist.id)).id
    return ids


def _new(title: str, place: str) -> dict[str, Any]:
    problem = f"{place}附近居民多次反映：{title}，已向有关部门投诉三次，至今没有得到实质性的答复和处理。"
    return {"title": title, "location": place, "problem": problem, "broadcast_url": "https://example.org/" + place}
