"""The first stages in the words of the office: a story registers, assigns, weighs and initiates in one line each."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock, commands, projection, queries
from engine.db import transaction
from engine.forms import load
from engine.models import Instance, Task, WorkItem
from engine.process import Step, UserTask
from tests.scenario import Scenario
from workflows import supervision
from workflows.bootstrap import DOMAIN
from workflows.cases.models import Case, CaseState
from workflows.documents.models import Attachment, FileKind
from workflows.people import posts
from workflows.people.models import Person, Unit
from workflows.people.roles import Role, ScopeKind
from workflows.supervision.models import Source, TeamMember
from workflows.supervision.preparation import sources
from workflows.supervision.preparation.register_lead import RegisterLeadForm

PROBLEM = "甲区滨河街道柳岸社区段河道，一到雨天便有黑臭污水自雨水口涌入河中，沿岸居民反映异味持续两年。"


def lead(**changes: Any) -> dict[str, Any]:
    """The least that a lead needs, with changes."""
    return {
        "source_kind": "PROGRAMME",
        "title": "清水河为何一到雨天就变脸",
        "problem": PROBLEM,
        "noticed_on": date(2026, 2, 27),
        "location": "滨河街道柳岸社区",
        "broadcast_url": "https://example.org/kanjian/3",
        "category": "ECO",
        **changes,
    }


OTHER_LEAD = {
    "title": "消防通道成了免费停车场",
    "problem": "东园街道梅园小区消防通道长期被私家车占用，消防车无法进入，物业多次劝阻没有效果。",
    "location": "东园街道梅园小区",
    "broadcast_url": "https://example.org/kanjian/5",
    "category": "SAFETY",
}


class Story(Scenario):
    """A scenario that knows the steps of the first stages."""

    def registers(self, person: Person | None = None, confirmed: bool = True, **changes: Any) -> int:
        """Begin a lead and submit it, as the screen does; its case id."""
        with transaction(self.database) as session:
            actor = self.cast.act(session, person or self.cast.kanjian_editor)
            instance = supervision.begin(session, DOMAIN, actor=actor)
            item, _ = queries.open_items(session, [instance.id])[0]
            data = load(RegisterLeadForm, commands.as_json(lead(**changes)))
            commands.complete(session, DOMAIN, item.id, data, actor=actor, confirmed=confirmed)
            case_id = instance.matter_id
        self.drain()
        return case_id

    def drafts(self, person: Person) -> int:
        """Begin a lead and leave it unsubmitted."""
        with transaction(self.database) as session:
            return supervision.begin(session, DOMAIN, actor=self.cast.act(session, person)).matter_id

    def submits(self, person: Person, case_id: int, **changes: Any) -> None:
        """Submit a registration that is on the person's list, with changes to the usual lead."""
        self.as_(person).does("register_lead", case=case_id, **lead(**changes))

    def comes_again(self, case_id: int, person: Person) -> None:
        with transaction(self.database) as session:
            supervision.come_again(session, DOMAIN, case_id, actor=self.cast.act(session, person))

    def assigned(self, case_id: int, committee: int | None = None, category: str = "ECO") -> int:
        answer = {"category": category, "committee": committee or self.cast.urban.id}
        self.as_(self.cast.intake).does("assign_lead", case=case_id, **answer)
        return case_id

    def weighed(self, case_id: int, decision: str, **answer: Any) -> int:
        """The officer proposes and the director agrees."""
        self.as_(self.cast.officer).does("weigh_lead", case=case_id, decision=decision, **answer)
        self.as_(self.cast.director).does("weigh_lead", case=case_id, decision="APPROVE")
        return case_id

    def accepted(self, case_id: int, **changes: Any) -> int:
        return self.weighed(case_id, "ACCEPT", **self.taking_up(**changes))

    def taking_up(self, **changes: Any) -> dict[str, Any]:
        """What an acceptance must say."""
        return {
            "committee": self.cast.urban.id,
            "priority": "NORMAL",
            "category": "ECO",
            "district": self.cast.district_a.id,
            "is_common_problem": False,
            "responsible_units": [{"unit": self.cast.unit_a.id, "track_role": "SOLE"}],
            "confidentiality": "INTERNAL",
            **changes,
        }

    def sheet(self, **changes: Any) -> dict[str, Any]:
        """An initiation sheet."""
        return {
            "topic_title": "柳岸片区雨污混接整治",
            "topic_source": "PROGRAMME",
            "planned": False,
            "unplanned_reason": "栏目当月新播出的问题，年度计划未列入",
            "basis": "栏目播出后群众反映强烈，涉及多个部门，宜以民主监督推动。",
            "period_start": clock.today(),
            "period_end": clock.today() + timedelta(days=120),
            "lead_leader": self.cast.vice_chair.id,
            "is_sensitive": False,
            **changes,
        }

    def accepted_lead(self, **changes: Any) -> int:
        """A lead up to its initiation sheet."""
        return self.accepted(self.assigned(self.registers()), **changes)

    def initiated(self, case_id: int, **changes: Any) -> int:
        """The sheet is submitted and goes through its whole route."""
        self.as_(self.cast.officer).does("initiation", case=case_id, **self.sheet(**changes))
        self.approved(case_id)
        return case_id

    def approved(self, case_id: int) -> None:
        """Whoever has the approval on his list agrees, until nobody has it any more."""
        for person in (self.cast.director, self.cast.sg, self.cast.vice_chair, self.cast.chair):
            if self.open_steps(case_id) != ["approve"]:
                return
            hand = self.as_(person)
            with self.reading() as session:
                found = queries.worklist(session, hand.actor(session).groups, limit=500)
                kinds = [item.kind for item, task in found if task.element == "approve"]
            if kinds:
                hand.does("approve", case=case_id, item_kind=kinds[0], decision="APPROVE")

    def replied(self, case_id: int, result: str, text: str = "您反映的问题已研究，现将处理结果告知您。") -> None:
        """The officer answers one source."""
        answer = {"result": result, "channel": "PHONE", "reply_text": text, "replied_on": clock.today()}
        self.as_(self.cast.officer).does("answer_source", case=case_id, **answer)

    def planned(self, case_id: int, **changes: Any) -> int:
        """The plan is drafted and goes through its route."""
        self.as_(self.cast.officer).does("draft_plan", case=case_id, **self.plan(**changes))
        self.approved(case_id)
        return case_id

    def plan(self, **changes: Any) -> dict[str, Any]:
        """A plan of three members under the vice-chair; two more names stand by."""
        cast = self.cast
        day = clock.today() + timedelta(days=14)
        return {
            "objective": "推动柳岸片区雨污混接问题整改到位，建立长效机制。",
            "focus_items": [{"text": "雨污混接点排查"}],
            "methods": ["SITE_INSPECTION"],
            "schedule": [{"date": day, "place": "柳岸社区", "content": "实地察看两处雨水口及沿街餐饮接管情况"}],
            "checklist": [{"item": f"事项{n}", "standard": "有记录"} for n in (1, 2, 3)],
            "team_leader": cast.vice_chair.id,
            "member_count": 3,
            "member_criteria": "环境资源界委员",
            "team_members": [cast.member1.id, cast.member2.id, cast.member3.id, cast.member4.id],
            "undercover": False,
            "media_participation": False,
            **changes,
        }

    def answers(self, case_id: int, *accepting: Person) -> None:
        for person in accepting:
            self.as_(person).does("answer_invitation", case=case_id, response="ACCEPT")

    def declines(self, case_id: int, person: Person) -> None:
        self.as_(person).does("answer_invitation", case=case_id, response="DECLINE", decline_reason="当日另有会议")

    def team(self, case_id: int) -> dict[str, str]:
        """Who was asked and what became of it, by name."""
        with self.reading() as session:
            found = select(Person.name, TeamMember.state).join(TeamMember, TeamMember.person_id == Person.id)
            rows = session.execute(found.where(TeamMember.case_id == case_id).order_by(TeamMember.id))
            return {name: str(state) for name, state in rows}

    def noticed(self, case_id: int) -> int:
        """The notice is drafted and passes the office editor."""
        notice = {
            "units": [self.cast.unit_a.id],
            "activity_on": clock.today() + timedelta(days=10),
            "places": [{"text": "柳岸社区"}],
            "content": "实地察看两处雨水口整治情况",
            "contact": {"name": "陈晓岚", "phone": "0500-1234567"},
            "channel": "LETTER",
        }
        self.as_(self.cast.officer).does("activity_notice", case=case_id, **notice)
        self.as_(self.cast.editor).does("activity_notice", case=case_id, decision="APPROVE")
        return case_id

    def held(self, **changes: Any) -> dict[str, Any]:
        """The record of an activity that took place today."""
        cast = self.cast
        return {
            "activity_type": "SITE_INSPECTION",
            "status": "HELD",
            "held_on": clock.today(),
            "is_special_supervision": True,
            "places": [{"text": "柳岸社区"}],
            "leader": cast.vice_chair.id,
            "attendees": [
                {"person": person.id, "attendance_role": "MEMBER", "present": True}
                for person in (cast.member1, cast.member2)
            ],
            "findings": [{"no": 1, "description": "两处雨水口晴天有渗流", "unit": cast.unit_a.id}],
            "minutes": "监督小组实地察看两处雨水口和沿街餐饮接管情况，" * 5,
            "photos": [self.photo()],
            "has_more": False,
            **changes,
        }

    def photo(self) -> int:
        """A photo that the officer has uploaded."""
        with transaction(self.database) as session:
            made = Attachment(
                sha256="0" * 64,
                name="现场.jpg",
                kind=FileKind.JPG,
                size=1,
                is_image=True,
                uploaded_by=self.cast.officer.id,
                uploaded_at=clock.now(),
            )
            session.add(made)
            session.flush()
            return made.id

    def initial(self, person: Person, element: str) -> dict[str, Any]:
        """What the form of a step on the person's list starts with."""
        with self.reading() as session:
            return self._task(session, person, element)[0].initial(self._task(session, person, element)[1])

    def options(self, person: Person, element: str) -> dict[str, Any]:
        """The choices of a step on the person's list that depend on the case."""
        with self.reading() as session:
            user_task, step = self._task(session, person, element)
            return user_task.options(step)

    def _task(self, session: Session, person: Person, element: str) -> tuple[UserTask, Step]:
        actor = self.cast.act(session, person)
        found = queries.worklist(session, actor.groups, limit=500)
        item, task = next((item, task) for item, task in found if task.element == element)
        instance = session.get_one(Instance, item.instance_id)
        step = projection.step_of(session, instance, task, actor, item)
        return DOMAIN.process(instance.process).task(element), step

    def employ(self, person: Person, unit: Unit) -> None:
        """The person turns out to work at a unit."""
        with transaction(self.database) as session:
            session.get_one(Person, person.id).employer_unit_id = unit.id

    def appoint(self, person: Person, role: str, title: str) -> None:
        """The person holds one more post in the committee."""
        place = (ScopeKind.COMMITTEE, self.cast.urban.id)
        with transaction(self.database) as session:
            admin = self.cast.act(session, self.cast.sec_admin)
            posts.grant(session, person.id, Role(role), place, title, admin)

    def sources(self, case_id: int) -> list[Source]:
        with self.reading() as session:
            return sources.of_case(session, case_id)

    def instances(self, case_id: int) -> list[Instance]:
        with self.reading() as session:
            return list(session.scalars(select(Instance).where(Instance.matter_id == case_id).order_by(Instance.id)))


def letter_out(story: Story, case_id: int) -> None:
    """The case stands as if its letter were out; later stages are not told here."""
    with transaction(story.database) as session:
        session.get_one(Case, case_id).state = CaseState.ISSUED


def items_of(session: Session, case_id: int, element: str) -> list[WorkItem]:
    """Every work item of a step of a case, in the order of opening."""
    found = select(WorkItem).join(Task, Task.id == WorkItem.task_id)
    found = found.join(Instance, Instance.id == Task.instance_id)
    return list(session.scalars(found.where(Instance.matter_id == case_id, Task.element == element)))


__all__ = ["OTHER_LEAD", "Case", "Story", "items_of", "lead", "letter_out"]
