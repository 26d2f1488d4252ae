"""The roles of the office (reference §2.2) with their labels, and the kinds of place a role is held in."""

from enum import StrEnum

from engine.text import Text


class Role(StrEnum):
    INTAKE_DESK = "intake_desk"
    LEADER_SECRETARY = "leader_secretary"
    BUSINESS_ADMIN = "business_admin"
    CASE_OFFICER = "case_officer"
    COMMITTEE_DIRECTOR = "committee_director"
    OFFICE_EDITOR = "office_editor"
    NUMBERING_CLERK = "numbering_clerk"
    SEAL_KEEPER = "seal_keeper"
    OFFICE_CLERK = "office_clerk"
    RESEARCH_DIRECTOR = "research_director"
    SECRETARY_GENERAL = "secretary_general"
    VICE_CHAIR = "vice_chair"
    CHAIRPERSON = "chairperson"
    TEAM_LEADER = "team_leader"
    MEMBER = "member"
    CITIZEN_REP = "citizen_rep"
    UNIT_LIAISON = "unit_liaison"
    UNIT_HEAD = "unit_head"
    INSPECTION_OFFICE = "inspection_office"
    KANJIAN_EDITOR = "kanjian_editor"
    OPINION_EDITOR = "opinion_editor"
    LIAISON_POINT = "liaison_point"
    ARCHIVIST = "archivist"
    LEADER_VIEWER = "leader_viewer"
    SYS_ADMIN = "sys_admin"
    SEC_ADMIN = "sec_admin"
    AUDIT_ADMIN = "audit_admin"

    @property
    def label(self) -> Text:
        return LABELS[self]


LABELS: dict[Role, Text] = {
    Role.INTAKE_DESK: Text("分办岗", "Intake desk"),
    Role.LEADER_SECRETARY: Text("领导联络秘书", "Leader's secretary"),
    Role.BUSINESS_ADMIN: Text("业务管理员", "Business administrator"),
    Role.CASE_OFFICER: Text("承办人", "Case officer"),
    Role.COMMITTEE_DIRECTOR: Text("专委会主任", "Committee director"),
    Role.OFFICE_EDITOR: Text("办公室核稿人", "Office editor"),
    Role.NUMBERING_CLERK: Text("文号管理员", "Numbering clerk"),
    Role.SEAL_KEEPER: Text("印章管理员", "Seal keeper"),
    Role.OFFICE_CLERK: Text("办公室工作人员", "Office clerk"),
    Role.RESEARCH_DIRECTOR: Text("研究室负责人", "Head of research"),
    Role.SECRETARY_GENERAL: Text("秘书长", "Secretary-general"),
    Role.VICE_CHAIR: Text("分管副主席", "Vice-chair in charge"),
    Role.CHAIRPERSON: Text("主席", "Chairperson"),
    Role.TEAM_LEADER: Text("监督小组组长", "Team leader"),
    Role.MEMBER: Text("政协委员", "CPPCC member"),
    Role.CITIZEN_REP: Text("市民代表", "Citizens' representative"),
    Role.UNIT_LIAISON: Text("责任单位联络员", "Unit liaison"),
    Role.UNIT_HEAD: Text("责任单位负责人", "Head of unit"),
    Role.INSPECTION_OFFICE: Text("督查室", "Inspection office"),
    Role.KANJIAN_EDITOR: Text("看见栏目联系人", "Kanjian programme editor"),
    Role.OPINION_EDITOR: Text("社情民意编辑", "Opinion editor"),
    Role.LIAISON_POINT: Text("信息联系点", "Liaison point"),
    Role.ARCHIVIST: Text("档案员", "Archivist"),
    Role.LEADER_VIEWER: Text("市领导查看", "Leader (view only)"),
    Role.SYS_ADMIN: Text("系统管理员", "System administrator"),
    Role.SEC_ADMIN: Text("安全管理员", "Security administrator"),
    Role.AUDIT_ADMIN: Text("审计管理员", "Audit administrator"),
}

ADMINISTRATORS = frozenset({Role.SYS_ADMIN, Role.SEC_ADMIN, Role.AUDIT_ADMIN})
"""Three offices kept apart (三员分立): nobody holds two of them, and none of them sees case data."""


BODY = "body"
"""In group keys of rights, never of tasks: a role held in a CPPCC or in one of its committees: case_officer@body:1."""


class ScopeKind(StrEnum):
    """Where a post is held; the word stands in group keys: `committee_director@committee:3`."""

    CPPCC = "cppcc"  # the whole body: leaders, office, members; forms.json calls it office or city
    COMMITTEE = "committee"  # also of a vice-chair: the committees that he is in charge of
    UNIT = "unit"
    PERSON = "person"  # of a secretary: the leader whom he serves
