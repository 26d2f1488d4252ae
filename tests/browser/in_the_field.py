"""From the plan to the symposium: what the officer, the members and the units' guests do, by clicks."""

from datetime import date

from tests.browser.walking import Desk
from tests.cast import Cast
from tests.web.town import picture

PLACE = "城北街道和平里小区"
MINUTES = "监督小组实地察看三号楼电梯机房和维保记录，走访居民十二户，与物业和有关单位现场核对困人记录。" * 3


def plans(officer: Desk, cast: Cast, visit_on: date) -> None:
    """What is to be looked at, when, and who goes."""
    officer.fills(objective="推动老旧电梯更新，建立维保抽查的长效机制。", focus_items__0__text="困人记录和维保记录")
    officer.chooses(methods="SITE_INSPECTION", undercover="false", media_participation="false")
    officer.fills(schedule__0__date=visit_on.isoformat(), schedule__0__place=PLACE, schedule__0__content="实地察看")
    for number, asked in enumerate(("机房", "维保记录", "应急呼叫")):
        officer.fills(**{f"checklist__{number}__item": asked, f"checklist__{number}__standard": "完好，有记录"})
    officer.fills(member_count="3", member_criteria="住建界、环境资源界委员")
    officer.picks("team_leader", cast.member1.name)
    officer.picks("team_members", cast.member1.name, cast.member2.name, cast.member3.name)
    officer.looks().sends()


def notices(officer: Desk) -> None:
    """The units hear of the visit; what was planned stands in the form already."""
    officer.fills(content="实地察看电梯机房和维保记录，走访居民。", prepare="三年维保合同和记录")
    officer.fills(contact__phone="0571-88001235").chooses(channel="SYSTEM").sends()


def records(officer: Desk, cast: Cast, visited_on: date) -> None:
    """What was seen, who was there, and pictures of it."""
    officer.chooses(status="HELD", is_special_supervision="true", has_more="false")
    officer.fills(held_on=visited_on.isoformat(), minutes=MINUTES).picks("leader", cast.vice_chair.name)
    for number in range(3):  # the team stands there already; who came is said of each
        officer.chooses(**{f"attendees__{number}__present": "true"})
    for unit in (cast.unit_a, cast.unit_c):
        row = officer.adds("findings", description=f"{unit.short}范围内电梯维保记录不全，困人未留档")
        officer.picks(f"{row}unit", unit.name)
    officer.attaches("photos", "机房.jpg", picture()).looks().sends()


def confers(officer: Desk, cast: Cast, held_on: date) -> None:
    """Units and members at one table; each unit says whether the facts are right."""
    officer.chooses(status="HELD", next_step="LETTER").fills(held_on=held_on.isoformat())
    officer.picks("chair", cast.vice_chair.name)
    officer.adds("root_causes", text="电梯超期使用，维修资金难以启用")
    officer.adds("consensus", text="先保安全、再大修、后立规矩")
    for unit in (cast.unit_a, cast.unit_c):
        row = officer.adds("units_present", speaker="分管负责人")
        officer.chooses(**{f"{row}unit": str(unit.id)})
        row = officer.adds("fact_check", checked_on=held_on.isoformat(), person="联络员")
        officer.chooses(**{f"{row}unit": str(unit.id), f"{row}result": "AGREED"})
    officer.looks().sends()
