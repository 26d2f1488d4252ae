"""A case whose letter is out: the units' tracks are the real ones, the case itself only drafts, waits and sums up."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from engine import clock, commands, definitions, queries
from engine.calendar import load
from engine.db import transaction
from engine.forms import Form, line
from engine.models import Job, JournalEntry
from engine.process import Process, Seat, UserTask
from engine.text import Text
from tests.cast import Cast
from tests.scenario import Scenario
from workflows import rectification
from workflows.bootstrap import DOMAIN
from workflows.cases.models import Case, CaseKind, CaseState, Stage
from workflows.documents.models import (
    Document,
    DocumentKind,
    DocumentStatus,
    RecommendationItem,
    RecommendationKind,
)
from workflows.people.models import Person, Unit
from workflows.rectification import tracks
from workflows.rectification.models import DeliveryMode, Obligation, PaperHow, Track
from workflows.rectification.states import TrackMode, TrackRole
from workflows.rectification.tracks import Delivery
from workflows.supervision.beside import units as beside
from workflows.supervision.models import TeamMember, TeamState

SEALED = [901]
LONG = "已按照建议逐项落实，现场垃圾全部清运，围挡恢复，日常巡查制度已经建立并公布，群众反映的问题得到解决。" * 2


class WordForm(Form):
    word = line(20, "情况", "Word")


class DraftLetter(UserTask):
    element = "draft_letter"
    label = Text("起草建议书", "Draft")
    form = WordForm
    seats = (Seat("case_officer", "committee"),)


class Summary(DraftLetter):
    element = "summary"
    label = Text("总结", "Summary")


WAITING_CASE = Process(
    key="supervision",
    label=Text("等待各单位", "A case that waits for its units"),
    folders=(Path(__file__).parent,),
    tasks=(DraftLetter, Summary),
    messages=frozenset({"tracks_settled"}),
)


def processes() -> Mapping[str, Process]:
    listed = (WAITING_CASE, rectification.PROCESS, *rectification.BESIDE, *beside.PROCESSES)
    return {process.key: process for process in listed}


class UnitsStory(Scenario):
    """A scenario that begins with a signed letter."""

    def __init__(self, database: Any, cast: Cast) -> None:
        super().__init__(database, cast)
        self.is_runner_off = False
        with transaction(database) as session:
            for process in processes().values():
                definitions.deploy(session, process)

    def letter(
        self,
        targets: Mapping[str, tuple[TrackRole, Sequence[int]]],
        due: date | None = None,
        delivery: Delivery | None = None,
        mode: TrackMode = TrackMode.OWN,
        kind: RecommendationKind = RecommendationKind.NEAR_TERM,
    ) -> int:
        """A case with its letter dispatched. `targets`: key of a unit of the cast -> role, numbers of its items."""
        cast, numbers = self.cast, sorted({no for _, own in targets.values() for no in own})
        with transaction(self.database) as session:
            case = Case(
                kind=CaseKind.SUPERVISION,
                cppcc_id=cast.cppcc.id,
                title="城西垃圾堆放",
                stage=Stage.SYMPOSIUM,
                state=CaseState.ISSUED,
                committee_id=cast.urban.id,
                clocks_on=clock.today(),
                created_by=cast.member1.id,
                created_at=clock.now(),
            )
            session.add(case)
            session.flush()
            letter = Document(
                case_id=case.id,
                kind=DocumentKind.LETTER,
                title="关于城西垃圾堆放问题的监督建议书",
                status=DocumentStatus.ISSUED,
                created_by=cast.officer.id,
                created_at=clock.now(),
                doc_no="协函〔2026〕1号",
                unit_ids=[self.unit(key).id for key in targets],
                facts={},
            )
            session.add(letter)
            for person in (cast.member1, cast.member2, cast.member3, cast.member4):
                session.add(
                    TeamMember(
                        case_id=case.id,
                        person_id=person.id,
                        is_leader=person is cast.member1,
                        state=TeamState.ACCEPTED,
                        invited_at=clock.now(),
                    )
                )
            session.flush()
            for no in numbers:
                owners = [self.unit(key).id for key, (_, own) in targets.items() if no in own]
                session.add(
                    RecommendationItem(
                        case_id=case.id,
                        document_id=letter.id,
                        no=no,
                        text=f"建议{no}",
                        unit_ids=owners,
                        kind=kind,
                        due=due,
                    )
                )
            session.flush()
            officer = self.as_(cast.officer).actor(session)
            instance = commands.start(session, DOMAIN, "supervision", ("case", case.id), case.id, {}, actor=officer)
            case.instance_id = instance.id
            draft = queries.open_items(session, [instance.id])[0][0]
            commands.complete(session, DOMAIN, draft.id, {"word": "拟"}, actor=officer)
            sent = delivery or Delivery(DeliveryMode.ELECTRONIC, clock.today())
            for key, (role, _) in targets.items():
                unit = self.unit(key)
                tracks.open_track(session, DOMAIN, case.id, unit.id, role, mode, letter.id, sent, officer)
        return case.id

    def drain(self) -> None:
        if not self.is_runner_off:
            super().drain()

    @contextmanager
    def without_runner(self) -> Iterator[None]:
        """What is done meanwhile only writes its jobs."""
        self.is_runner_off = True
        yield
        self.is_runner_off = False

    def unit(self, key: str) -> Unit:
        return getattr(self.cast, key)

    def liaison(self, key: str) -> Person:
        return getattr(self.cast, key.replace("unit", "liaison"))

    def track(self, case: int, key: str) -> Track:
        """The unit's latest track."""
        with self.reading() as session:
            wanted = select(Track).where(Track.case_id == case, Track.unit_id == self.unit(key).id)
            return session.scalars(wanted.order_by(Track.id.desc()).limit(1)).one()

    def state(self, case: int, key: str) -> str:
        return str(self.track(case, key).state)

    def obligation(self, case: int, key: str, no: int) -> Obligation:
        return next(one for one in self.track(case, key).obligations if one.rec_no == no)

    def jobs(self, kind: str) -> int:
        with self.reading() as session:
            return session.scalar(select(func.count(Job.id)).where(Job.kind == kind)) or 0

    def times_woken(self, case: int) -> int:
        """How often the case was told that its units are settled."""
        with self.reading() as session:
            instance = session.get_one(Case, case).instance_id
            lines = session.scalars(select(JournalEntry).where(JournalEntry.stream == f"instance:{instance}"))
            return sum("tracks_settled" in str(line.data) for line in lines)

    # what people do, with the words that any such case needs

    def signs(self, case: int, key: str) -> None:
        self.as_(self.liaison(key)).does(
            "sign_receipt",
            case,
            action="SIGN",
            handler_office="办公室",
            handler_name="陶经办",
            handler_phone="0571-88001234",
        )

    def objects(self, case: int, key: str, numbers: Sequence[int] = (), suggested: str | None = None) -> None:
        self.as_(self.liaison(key)).does(
            "sign_receipt",
            case,
            action="OBJECT",
            rec_nos=list(numbers),
            objection_reason="该区域不在本单位管辖范围内，依据职责分工应由他处承办。",
            suggested_unit=self.unit(suggested).id if suggested else None,
        )

    def plan_row(self, no: int, promised: date | None = None, **more: Any) -> dict[str, Any]:
        day = promised or clock.today() + timedelta(days=30)
        measure = {"text": "清运并恢复", "person": "陶经办", "due": day}
        return {"rec_no": no, "adoption_status": "ADOPTED", "promised_due": day, "measures": [measure], **more}

    def plans(self, case: int, key: str, rows: Sequence[dict[str, Any]]) -> None:
        answer = {"items": list(rows), "leader_in_charge": "喻区长", "sealed_file": SEALED}
        self.as_(self.liaison(key)).does("rectification_plan", case, **answer)

    def approves(self, person: Person, element: str, case: int) -> None:
        self.as_(person).does(element, case, decision="APPROVE")

    def passes_plan(self, case: int) -> None:
        self.as_(self.cast.officer).does("review_plan", case, verdict="PASS")
        self.approves(self.cast.director, "review_plan", case)

    def report_row(self, no: int, result: str = "A", **more: Any) -> dict[str, Any]:
        row: dict[str, Any] = {"rec_no": no, "result_class": result, "description": LONG}
        if result == "A":
            row |= {"evidence": [902], "done_on": clock.today()}
        elif result == "B":
            row |= {"promised_due": clock.today() + timedelta(days=90)}
        else:
            row |= {"reason": LONG}
        return row | more

    def reports(self, case: int, key: str, rows: Sequence[dict[str, Any]]) -> None:
        answer = {"items": list(rows), "summary": LONG * 2, "sealed_file": SEALED}
        self.as_(self.liaison(key)).does("rectification_report", case, **answer)

    def inspects(self, case: int, verdicts: Mapping[int, str], **more: Any) -> None:
        cast = self.cast
        answer = {
            "method": "DOCUMENT_REVIEW",
            "inspected_on": clock.today(),
            "inspectors": [cast.member1.id, cast.member2.id],
            "items": [
                {"rec_no": no, "verdict": verdict, "note": "现场仍有少量堆放物"} for no, verdict in verdicts.items()
            ],
            **more,
        }
        self.as_(cast.member1).does("reinspection", case, **answer)

    def votes(self, case: int, *results: str, element: str = "satisfaction_survey") -> None:
        people = (self.cast.member1, self.cast.member2, self.cast.member3, self.cast.member4)
        for person, result in zip(people, results, strict=False):
            comment = {"comment": "整改不到位，仍有异味"} if result == "DISSATISFIED" else {}
            self.as_(person).does(element, case, attitude="SATISFIED", result=result, **comment)

    def closes(self, case: int, classes: Mapping[int, str], whole: str, **more: Any) -> None:
        answer = {
            "items": [{"rec_no": no, "result_class": found} for no, found in classes.items()],
            "result_class": whole,
            "closing_text": "整改到位，佐证齐全，同意按所列结果予以销号。",
            **more,
        }
        self.as_(self.cast.officer).does("unit_close", case, **answer)
        self.approves(self.cast.director, "unit_close", case)

    def to_inspection(self, case: int, key: str, rows: Sequence[dict[str, Any]]) -> None:
        """From the letter to a report that waits for its inspectors."""
        numbers = [row["rec_no"] for row in rows]
        self.signs(case, key)
        self.plans(case, key, [self.plan_row(no) for no in numbers])
        self.passes_plan(case)
        self.reports(case, key, rows)

    def to_closing(self, case: int, key: str, rows: Sequence[dict[str, Any]]) -> None:
        """The same, confirmed and graded."""
        self.to_inspection(case, key, rows)
        self.inspects(case, {row["rec_no"]: "CONFIRMED" for row in rows})
        self.votes(case, "SATISFIED", "SATISFIED", "SATISFIED")

    def happy(self, case: int, key: str, *numbers: int) -> None:
        """A unit that does all that was asked of it."""
        self.to_closing(case, key, [self.report_row(no) for no in numbers])
        self.closes(case, dict.fromkeys(numbers, "A"), "A")

    def workday(self, count: int) -> date:
        with self.reading() as session:
            return load(session).add_workdays(clock.today(), count)


ON_PAPER = {"mode": DeliveryMode.PAPER, "paper_how": PaperHow.EXCHANGE, "receiver": "收发室", "receipt_id": 903}
