"""A case on its last stage, for tests: letter out, units at work; what came before is written as rows.

The stage, the approval and the acts beside the case are the real ones; a unit's own process is one step.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock, commands, definitions
from engine.completion import ONE
from engine.db import transaction
from engine.forms import Form, line
from engine.models import Instance, JobState
from engine.models.job import Job
from engine.process import Process, Seat, UserTask
from engine.text import Text
from tests.scenario import Scenario
from workflows import approval
from workflows.bootstrap import DOMAIN
from workflows.cases.models import Case, CaseKind, CaseState, Stage
from workflows.documents.models import (
    Attachment,
    Document,
    DocumentKind,
    DocumentNumber,
    DocumentStatus,
    FileKind,
    NumberState,
    RecommendationItem,
    RecommendationKind,
)
from workflows.people.models import Person, Unit
from workflows.rectification import tracks
from workflows.rectification.models import DeliveryMode, Track, Verdict, Verification
from workflows.rectification.states import ObligationState, TrackRole
from workflows.supervision import beside, summary_feedback
from workflows.supervision.models import Complainant, Source

BPMN = Path(__file__).parents[4] / "bpmn"
HEAD = '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="x">'
MAP = f"""{HEAD}<process id="supervision" name="监督" isExecutable="true"><startEvent id="begin"/>
<callActivity id="last_stage" name="总结反馈" calledElement="summary_feedback"/><endEvent id="end"/>
<sequenceFlow id="m1" sourceRef="begin" targetRef="last_stage"/>
<sequenceFlow id="m2" sourceRef="last_stage" targetRef="end"/></process></definitions>"""
UNIT = f"""{HEAD}<process id="rectification" name="整改" isExecutable="true"><startEvent id="u1"/>
<userTask id="at_the_unit" name="单位办理"/><endEvent id="u2"/>
<sequenceFlow id="uf1" sourceRef="u1" targetRef="at_the_unit"/>
<sequenceFlow id="uf2" sourceRef="at_the_unit" targetRef="u2"/></process></definitions>"""
SUMMARY = "监督小组实地督办后，责任单位逐条落实，群众反映的问题得到解决。" * 12


class DoneForm(Form):
    word = line(20, "情况", "Word")


class AtTheUnit(UserTask):
    element = "at_the_unit"
    label = Text("单位办理", "The unit works")
    form = DoneForm
    seats = (Seat("unit_liaison", "unit"),)
    completion = ONE


def processes(folder: Path) -> Mapping[str, Process]:
    """The last stage alone as the process of a case, beside the real acts."""
    stage, unit = folder / "stage", folder / "unit"
    stage.mkdir()
    unit.mkdir()
    (stage / "supervision.bpmn").write_text(MAP)
    (unit / "unit.bpmn").write_text(UNIT)
    supervision = Process(
        key="supervision",
        label=Text("监督", "Supervision"),
        folders=(BPMN / "supervision", approval.FOLDER, stage),  # its map stands for the real one
        tasks=(*summary_feedback.TASKS, *approval.TASKS),
        services={**summary_feedback.SERVICES, **approval.SERVICES},
        messages=summary_feedback.MESSAGES,
        timers=summary_feedback.TIMERS,
    )
    rectification = Process(
        key="rectification",
        label=Text("整改", "Rectification"),
        folders=(unit,),
        tasks=(AtTheUnit,),
        subject_kind="track",
    )
    alone = Process(
        key="approval",
        label=Text("审批", "Approval"),
        folders=(approval.FOLDER,),
        tasks=approval.TASKS,
        services=approval.SERVICES,
    )
    return {process.key: process for process in (supervision, rectification, alone, *beside.PROCESSES)}


def subject(case: int) -> dict[str, Any]:
    """An act beside this case."""
    return {"subject": ("case", case), "matter": case}


class LastStage(Scenario):
    """A scenario with a case whose letter is out."""

    def deploy(self, found: Mapping[str, Process]) -> None:
        with transaction(self.database) as session:
            for process in found.values():
                definitions.deploy(session, process)

    def case_with(self, *units: Unit, source: bool = True) -> int:
        """A case of the urban committee that waits for these units; with none of them it has no letter."""
        with transaction(self.database) as session:
            case = self._case(session, "北港河道垃圾")
            if source:
                self._source(session, case, "王大妈", "13900001111")
            actor = self.as_(self.cast.officer).actor(session)
            letter = self._letter(session, case, [unit.id for unit in units]) if units else None
            for unit in units:
                delivery = tracks.Delivery(DeliveryMode.ELECTRONIC, clock.today())
                tracks.open_track(session, DOMAIN, case.id, unit.id, TrackRole.SEPARATE, "OWN", letter, delivery, actor)
            instance = commands.start(session, DOMAIN, "supervision", ("case", case.id), case.id, {}, actor=actor)
            case.instance_id = instance.id
            return case.id

    def _case(self, session: Session, title: str, state: CaseState = CaseState.ISSUED) -> Case:
        number = len(session.scalars(select(Case.id)).all()) + 1
        case = Case(
            kind=CaseKind.SUPERVISION,
            cppcc_id=self.cast.cppcc.id,
            case_no=f"KJ-2026-{number:03}",
            title=title,
            stage=Stage.SUMMARY_FEEDBACK,
            state=state,
            committee_id=self.cast.urban.id,
            district_id=self.cast.district_a.id,
            clocks_on=clock.today(),
            created_by=self.cast.officer.id,
            created_at=clock.now(),
        )
        session.add(case)
        session.flush()
        return case

    def lead(self, title: str = "北港河道又见垃圾", state: CaseState = CaseState.UNDER_REVIEW) -> int:
        """A lead that is still being weighed, of a second broadcast."""
        with transaction(self.database) as session:
            case = self._case(session, title, state)
            self._source(session, case, "李师傅", "13900002222")
            return case.id

    def _source(self, session: Session, case: Case, name: str, phone: str) -> None:
        source = Source(
            case_id=case.id,
            kind="PROGRAMME",
            registered_by=self.cast.officer.id,
            received_at=clock.now(),
            noticed_on=clock.today(),
            evidence_ids=[],
        )
        session.add(source)
        session.flush()
        session.add(Complainant(source_id=source.id, case_id=case.id, name=name, phone=phone))

    def _letter(self, session: Session, case: Case, unit_ids: list[int]) -> int:
        letter = Document(
            case_id=case.id,
            kind=DocumentKind.LETTER,
            title="关于北港河道垃圾问题的民主监督建议书",
            status=DocumentStatus.ISSUED,
            created_by=self.cast.officer.id,
            created_at=clock.now(),
            unit_ids=unit_ids,
            facts={},
            doc_no=f"甲乙协发〔2026〕{case.id}号",
            issued_on=clock.today(),
        )
        session.add(letter)
        session.flush()
        session.add(
            DocumentNumber(
                cppcc_id=case.cppcc_id,
                prefix="甲乙协发",
                year=2026,
                seq=case.id,
                state=NumberState.USED,
                document_id=letter.id,
                by_person_id=self.cast.numbering.id,
                at=clock.now(),
            )
        )
        for number, text in enumerate(("清运河道垃圾", "建立巡河制度"), start=1):
            session.add(
                RecommendationItem(
                    case_id=case.id,
                    document_id=letter.id,
                    no=number,
                    text=text,
                    unit_ids=unit_ids,
                    kind=RecommendationKind.NEAR_TERM,
                    due=date(2026, 6, 30),
                )
            )
        session.flush()
        return letter.id

    def settles(self, case_id: int, *units: Unit, follow_up: bool = False) -> None:
        """The units have done what was recommended, verified; or go on being followed up."""
        with transaction(self.database) as session:
            actor = self.as_(self.cast.officer).actor(session)
            wanted = {unit.id for unit in units}
            for track in tracks.of_case(session, case_id):
                if track.unit_id in wanted and track.closed_on is None:
                    self._close(session, track, follow_up)
                    tracks.refresh(session, track, actor)
            session.query(Job).filter_by(kind="recheck").update({"state": JobState.DONE})
            instance = session.get_one(Case, case_id).instance_id
            commands.send(session, DOMAIN, instance, "tracks_settled", {}, actor=actor)
        self.drain()

    def _close(self, session: Session, track: Track, follow_up: bool) -> None:
        for one in track.obligations:
            one.state = ObligationState.CLOSED_B if follow_up else ObligationState.CLOSED_A
            session.add(
                Verification(
                    case_id=track.case_id,
                    obligation_id=one.id,
                    verdict=Verdict.CONFIRMED,
                    method="SITE_INSPECTION",
                    inspected_on=clock.today(),
                    inspector_ids=[self.cast.member1.id],
                )
            )
        track.signed_on, track.result_class = track.signed_on or clock.today(), None
        if follow_up:
            track.next_check_on = clock.today() + timedelta(days=90)
        else:
            track.closed_on = clock.today()

    def closes(self, case_id: int) -> None:
        """Summary, three approvals, answers to the sources."""
        self.as_(self.cast.officer).does("summary", case_id, summary=SUMMARY)
        for person in (self.cast.director, self.cast.sg, self.cast.vice_chair):
            self.as_(person).does("approve", case_id, item_kind="REVIEW", decision="APPROVE")

    def answers_the_source(self, case_id: int) -> None:
        self.as_(self.cast.officer).does(
            "answer_source",
            case_id,
            result="CLOSED",
            channel="PHONE",
            reply_text="您反映的问题已经整改到位，感谢监督。",
            replied_on=clock.today(),
        )

    def looks_back(self, case_id: int, relapse: bool = False, units: tuple[Unit, ...] = ()) -> None:
        more = {"relapse_units": [unit.id for unit in units]} if relapse else {}
        self.as_(self.cast.officer).does(
            "look_back",
            case_id,
            checked_on=clock.today(),
            method="DOCUMENT_REVIEW",
            relapse=relapse,
            note="查看了河道保洁记录。",
            **more,
        )

    def archives(self, case_id: int) -> None:
        item = {
            "title": "关于北港河道垃圾问题的民主监督建议书",
            "responsible": "甲乙市政协",
            "date": clock.today(),
            "pages": 6,
            "retention": "Y",
            "category": "WS",
        }
        self.as_(self.cast.archivist).does(
            "archive",
            case_id,
            decision="ARCHIVE",
            kind="MAIN",
            items=[item],
            package=[self.uploads(self.cast.archivist)],
        )

    def uploads(self, person: Person) -> int:
        """A file that the person has uploaded and not used yet."""
        with transaction(self.database) as session:
            made = Attachment(
                sha256="0" * 64,
                name="材料.pdf",
                kind=FileKind.PDF,
                size=1,
                uploaded_by=person.id,
                uploaded_at=clock.now(),
            )
            session.add(made)
            session.flush()
            return made.id

    def tracks(self, case_id: int) -> list[Track]:
        with self.reading() as session:
            return tracks.of_case(session, case_id)

    def instances(self, case_id: int) -> list[Instance]:
        with self.reading() as session:
            return list(session.scalars(select(Instance).where(Instance.matter_id == case_id).order_by(Instance.id)))
