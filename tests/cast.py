"""The people of a small invented city, by name, for every test that needs somebody to act.

`settle(session)` writes them and the default settings; `Cast` holds the rows. Everybody has an account
(login: pinyin of the name, password `PASSWORD`); 欧阳外 has an account and nothing else.
"""

from dataclasses import dataclass
from datetime import date

from argon2 import PasswordHasher
from sqlalchemy.orm import Session

from engine import clock
from engine.actors import Actor
from workflows.people.actors import actor_of
from workflows.people.models import (
    Account,
    Committee,
    Cppcc,
    District,
    Level,
    Person,
    Post,
    Unit,
    UnitKind,
)
from workflows.people.roles import Role, ScopeKind
from workflows.settings.defaults import seed

PASSWORD = "Kanjian-2026-shi"
SINCE = date(2022, 1, 1)
_CHEAP_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


@dataclass
class Cast:
    """Committees: `urban` (城建委) has the officer, director and vice_chair; `economy` the other ones.

    `county` is another CPPCC in the same store, with people of its own.
    `unit_a` … `unit_f` are bureaus and districts; `member5` works at `unit_b`; `tied_vice_chair` is in
    charge of `economy` and heads `unit_c`.
    """

    cppcc: Cppcc
    county: Cppcc
    county_committee: Committee
    district_a: District
    district_b: District
    urban: Committee
    economy: Committee
    law: Committee
    party: Unit
    government: Unit
    unit_a: Unit
    unit_b: Unit
    unit_c: Unit
    unit_d: Unit
    unit_e: Unit
    inspection_unit: Unit
    chair: Person
    vice_chair: Person
    tied_vice_chair: Person
    sg: Person
    director: Person
    other_director: Person
    law_director: Person
    officer: Person
    officer2: Person
    other_officer: Person
    editor: Person
    numbering: Person
    seal: Person
    clerk: Person
    intake: Person
    archivist: Person
    secretary: Person
    research_director: Person
    opinion_editor: Person
    business_admin: Person
    sys_admin: Person
    sec_admin: Person
    audit_admin: Person
    leader_viewer: Person
    inspection: Person
    kanjian_editor: Person
    liaison_point: Person
    liaison_a: Person
    liaison_b: Person
    liaison_c: Person
    liaison_d: Person
    liaison_e: Person
    head_a: Person
    member1: Person
    member2: Person
    member3: Person
    member4: Person
    member5: Person
    citizen: Person
    county_officer: Person
    county_sg: Person
    county_member: Person
    outsider: Person

    def everybody(self) -> list[Person]:
        return [value for value in vars(self).values() if isinstance(value, Person)]

    def act(self, session: Session, person: Person, on: date | None = None) -> Actor:
        """The person as an actor with the posts that he holds on that day (today)."""
        return actor_of(session, person.id, on)


def settle(session: Session) -> Cast:
    places = _places(session)
    people = _people(session, places)
    session.flush()
    _posts(session, places, people)
    session.add_all(
        Account(
            person_id=person.id,
            login=person.pinyin,
            password_hash=_CHEAP_HASH,
            must_change=False,
            created_at=clock.now(),
        )
        for name, person in people.items()
        if name != "citizen"
    )
    seed(session)
    session.flush()
    return Cast(**places, **people)


def _places(session: Session) -> dict:
    cppcc = Cppcc(name="政协甲乙市委员会", short="甲乙市政协", level=Level.CITY)
    city = District(name="甲乙市")
    session.add_all([cppcc, city])
    session.flush()
    county = Cppcc(name="政协乙县委员会", short="乙县政协", level=Level.COUNTY, parent_id=cppcc.id)
    session.add(county)
    session.flush()
    districts = {
        "district_a": District(name="甲区", parent_id=city.id),
        "district_b": District(name="乙县", parent_id=city.id),
    }
    committees = {
        "urban": Committee(code="CJ", name="城乡建设和人口资源环境委员会", short="城建委", cppcc_id=cppcc.id),
        "economy": Committee(code="JJ", name="经济委员会", short="经济委", cppcc_id=cppcc.id),
        "law": Committee(code="SF", name="社会法制和民族宗教委员会", short="社法委", cppcc_id=cppcc.id),
    }
    committees["county_committee"] = Committee(
        code="CJ", name="乙县城乡建设委员会", short="乙县城建委", cppcc_id=county.id
    )
    session.add_all([*districts.values(), *committees.values()])
    session.flush()
    units = {
        "party": ("中共甲乙市委", "市委", UnitKind.PARTY, None),
        "government": ("甲乙市人民政府", "市政府", UnitKind.GOVERNMENT, None),
        "unit_a": ("甲区人民政府", "甲区", UnitKind.DISTRICT, districts["district_a"].id),
        "unit_b": ("市住房和城乡建设局", "市住建局", UnitKind.DEPARTMENT, None),
        "unit_c": ("市生态环境局", "市环境局", UnitKind.DEPARTMENT, None),
        "unit_d": ("市综合行政执法局", "市执法局", UnitKind.DEPARTMENT, None),
        "unit_e": ("乙县人民政府", "乙县", UnitKind.DISTRICT, districts["district_b"].id),
        "inspection_unit": ("市政府督查室", "督查室", UnitKind.DEPARTMENT, None),
    }
    rows = {
        key: Unit(
            name=name,
            short=short,
            kind=kind,
            district_id=district,
            cppcc_id=cppcc.id,
            aliases=[],
            valid_from=SINCE,
        )
        for key, (name, short, kind, district) in units.items()
    }
    session.add_all(rows.values())
    session.flush()
    return {"cppcc": cppcc, "county": county, **districts, **committees, **rows}


NAMES = {
    "chair": "郑明远",
    "vice_chair": "林书华",
    "tied_vice_chair": "吴兼任",
    "sg": "何秉文",
    "director": "周敬文",
    "other_director": "钱经纬",
    "law_director": "孙法言",
    "officer": "陈晓岚",
    "officer2": "沈一诺",
    "other_officer": "冯经办",
    "editor": "褚核稿",
    "numbering": "卫文号",
    "seal": "蒋印章",
    "clerk": "韩会务",
    "intake": "杨分办",
    "archivist": "朱档案",
    "secretary": "秦联络",
    "research_director": "尤研究",
    "opinion_editor": "许民意",
    "business_admin": "施业务",
    "sys_admin": "张系统",
    "sec_admin": "孔安全",
    "audit_admin": "曹审计",
    "leader_viewer": "严领导",
    "inspection": "华督查",
    "kanjian_editor": "金栏目",
    "liaison_point": "魏直报",
    "liaison_a": "陶甲区",
    "liaison_b": "姜住建",
    "liaison_c": "戚环境",
    "liaison_d": "谢执法",
    "liaison_e": "邹乙县",
    "head_a": "喻区长",
    "member1": "柏委员",
    "member2": "水清",
    "member3": "窦思源",
    "member4": "章远航",
    "member5": "云建设",
    "citizen": "苏市民",
    "county_officer": "皮县办",
    "county_sg": "卞县秘",
    "county_member": "齐县委",
    "outsider": "欧阳外",
}


def _people(session: Session, places: dict) -> dict[str, Person]:
    people = {
        key: Person(
            name=name,
            phone=f"1380000{number:04}",
            is_member=key.startswith("member"),
            sector="环境资源界" if key.startswith("member") else "",
            cppcc_id=places["county" if key.startswith("county") else "cppcc"].id,
        )
        for number, (key, name) in enumerate(NAMES.items(), start=1)
    }
    for key, unit in (("member5", "unit_b"), ("head_a", "unit_a"), ("inspection", "inspection_unit")):
        people[key].employer_unit_id = places[unit].id
    for letter in "abcde":
        people[f"liaison_{letter}"].employer_unit_id = places[f"unit_{letter}"].id
    session.add_all(people.values())
    return people


POSTS = [
    ("chair", Role.CHAIRPERSON, "cppcc", "市政协主席"),
    ("vice_chair", Role.VICE_CHAIR, "cppcc", "市政协副主席"),
    ("vice_chair", Role.VICE_CHAIR, "urban", "市政协副主席"),
    ("vice_chair", Role.VICE_CHAIR, "law", "市政协副主席"),
    ("tied_vice_chair", Role.VICE_CHAIR, "cppcc", "市政协副主席"),
    ("tied_vice_chair", Role.VICE_CHAIR, "economy", "市政协副主席"),
    ("tied_vice_chair", Role.UNIT_HEAD, "unit_c", "市生态环境局局长"),
    ("sg", Role.SECRETARY_GENERAL, "cppcc", "市政协秘书长"),
    ("director", Role.COMMITTEE_DIRECTOR, "urban", "城建委主任"),
    ("other_director", Role.COMMITTEE_DIRECTOR, "economy", "经济委主任"),
    ("law_director", Role.COMMITTEE_DIRECTOR, "law", "社法委主任"),
    ("officer", Role.CASE_OFFICER, "urban", "城建委干部"),
    ("officer2", Role.CASE_OFFICER, "urban", "城建委干部"),
    ("other_officer", Role.CASE_OFFICER, "economy", "经济委干部"),
    ("editor", Role.OFFICE_EDITOR, "cppcc", "办公室核稿人"),
    ("numbering", Role.NUMBERING_CLERK, "cppcc", "机要科文号管理员"),
    ("seal", Role.SEAL_KEEPER, "cppcc", "机要科印章管理员"),
    ("clerk", Role.OFFICE_CLERK, "cppcc", "办公室干部"),
    ("intake", Role.INTAKE_DESK, "cppcc", "办公室分办岗"),
    ("archivist", Role.ARCHIVIST, "cppcc", "档案员"),
    ("research_director", Role.RESEARCH_DIRECTOR, "cppcc", "研究室主任"),
    ("opinion_editor", Role.OPINION_EDITOR, "cppcc", "信息科干部"),
    ("business_admin", Role.BUSINESS_ADMIN, "cppcc", "业务管理员"),
    ("sys_admin", Role.SYS_ADMIN, "cppcc", "系统管理员"),
    ("sec_admin", Role.SEC_ADMIN, "cppcc", "安全管理员"),
    ("audit_admin", Role.AUDIT_ADMIN, "cppcc", "审计管理员"),
    ("leader_viewer", Role.LEADER_VIEWER, "cppcc", "市领导"),
    ("inspection", Role.INSPECTION_OFFICE, "cppcc", "市政府督查室干部"),
    ("inspection", Role.UNIT_LIAISON, "inspection_unit", "督查室联络员"),
    ("kanjian_editor", Role.KANJIAN_EDITOR, "cppcc", "看见栏目编辑"),
    ("liaison_point", Role.LIAISON_POINT, "cppcc", "直报点联系人"),
    ("liaison_a", Role.UNIT_LIAISON, "unit_a", "甲区政府办联络员"),
    ("liaison_b", Role.UNIT_LIAISON, "unit_b", "市住建局联络员"),
    ("liaison_c", Role.UNIT_LIAISON, "unit_c", "市环境局联络员"),
    ("liaison_d", Role.UNIT_LIAISON, "unit_d", "市执法局联络员"),
    ("liaison_e", Role.UNIT_LIAISON, "unit_e", "乙县政府办联络员"),
    ("head_a", Role.UNIT_HEAD, "unit_a", "甲区区长"),
    *((f"member{number}", Role.MEMBER, "cppcc", "市政协委员") for number in range(1, 6)),
    ("county_officer", Role.CASE_OFFICER, "county_committee", "乙县城建委干部"),
    ("county_sg", Role.SECRETARY_GENERAL, "county", "乙县政协秘书长"),
    ("county_member", Role.MEMBER, "county", "乙县政协委员"),
]


def _posts(session: Session, places: dict, people: dict[str, Person]) -> None:
    kinds = {Cppcc: ScopeKind.CPPCC, Committee: ScopeKind.COMMITTEE, Unit: ScopeKind.UNIT}
    for person, role, place, title in POSTS:
        scope = places[place]
        session.add(
            Post(
                person_id=people[person].id,
                role=role,
                scope_kind=kinds[type(scope)],
                scope_id=scope.id,
                title=title,
                valid_from=SINCE,
            )
        )
    session.add(
        Post(
            person_id=people["secretary"].id,
            role=Role.LEADER_SECRETARY,
            scope_kind=ScopeKind.PERSON,
            scope_id=people["chair"].id,
            title="主席联络秘书",
            valid_from=SINCE,
        )
    )
