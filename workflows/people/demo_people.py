"""The demo city's door: one person per role to step in as, without a password.

Only the sign-in page of a demo on this machine may ask here; whoever calls has made sure of that.
"""

from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock
from engine.text import Text
from workflows.people.accounts import Attempt, fold
from workflows.people.models import Account, Person, Post
from workflows.people.roles import Role

WHY: dict[Role, Text] = {
    Role.CASE_OFFICER: Text("登记线索、起草方案和建议书、跟踪整改", "Registers leads, drafts, follows the units"),
    Role.COMMITTEE_DIRECTOR: Text("研判线索、审核方案和反馈", "Weighs leads, reviews plans and reports"),
    Role.INTAKE_DESK: Text("把线索分给专委会", "Assigns leads to committees"),
    Role.OFFICE_EDITOR: Text("核稿", "Edits outgoing documents"),
    Role.SECRETARY_GENERAL: Text("审核文件、批准免予回避", "Reviews documents, dispenses from a tie"),
    Role.VICE_CHAIR: Text("审批立项、方案和结案", "Approves initiation, plan and closing"),
    Role.CHAIRPERSON: Text("签发建议书", "Signs the letters"),
    Role.LEADER_SECRETARY: Text("代主席登记纸面签批", "Enters what the chairperson signs on paper"),
    Role.NUMBERING_CLERK: Text("编号", "Numbers the letters"),
    Role.SEAL_KEEPER: Text("用印", "Seals the letters"),
    Role.OFFICE_CLERK: Text("报送、批示登记、会议", "Submissions, instructions, meetings"),
    Role.MEMBER: Text("响应派单、参加监督、测评", "Answers invitations, takes part, grades"),
    Role.UNIT_LIAISON: Text("签收、报方案和整改情况", "Signs for receipt, answers for the unit"),
    Role.KANJIAN_EDITOR: Text("登记栏目线索", "Registers leads of the programme"),
    Role.ARCHIVIST: Text("归档", "Archives"),
    Role.LEADER_VIEWER: Text("看全景，不办理", "Looks, does not act"),
    Role.BUSINESS_ADMIN: Text("路线、时限、日历", "Routes, deadlines, calendar"),
    Role.SYS_ADMIN: Text("人员和账号，复核任命", "People and accounts; confirms posts"),
    Role.SEC_ADMIN: Text("提出任免、代办委托", "Proposes and ends posts"),
    Role.AUDIT_ADMIN: Text("查阅操作记录并校验", "Reads and verifies the journal"),
}


class DemoPerson(NamedTuple):
    name: str
    post: str
    login: str
    why: Text


def listed(session: Session) -> list[DemoPerson]:
    """The first holder of each role of `WHY` who has an open account, in that order; nobody twice."""
    rows = session.execute(
        select(Post, Person, Account)
        .join(Person, Person.id == Post.person_id)
        .join(Account, Account.person_id == Person.id)
        .where(Post.role.in_(WHY), Post.valid_on(clock.today()), Account.disabled_at.is_(None))
        .order_by(Post.id)
    ).all()
    found: dict[Role, DemoPerson] = {}
    for post, person, account in rows:
        if account.login not in {known.login for known in found.values()}:
            found.setdefault(post.role, DemoPerson(person.name, post.title, account.login, WHY[post.role]))
    return [found[role] for role in WHY if role in found]


def is_listed(session: Session, login: str) -> bool:
    return fold(login) in {person.login for person in listed(session)}


def attempt(session: Session, login: str) -> Attempt:
    """What `accounts.check_password` would give for the right password. Raises `KeyError` for anybody who is
    not listed."""
    account = session.scalar(select(Account).where(Account.login == fold(login)))
    if account is None or not is_listed(session, login):
        raise KeyError(login)
    return Attempt(account.id, account.password_hash, is_right=True, fresh_hash=None)
