"""One case on its way through its people, at the desk and on the phone, from the lead to the archive: whatever a
person does is done by clicks and typing, and every kind of screen on the way is accessible.

It takes about 80 s at either size on two cores that do nothing else (76 s of computing at the desk).
"""

from functools import partial

from tests.browser import in_the_field, the_end, the_lead, the_letter, the_units
from tests.browser.conftest import Desks
from tests.browser.the_lead import TITLE
from tests.browser.walking import Desk
from tests.scenario import GRACE
from workflows.people.models import Person


def test_a_case_goes_from_the_lead_through_its_people_to_the_archive(desks: Desks) -> None:
    cast = desks.house.cast
    case = the_lead.registers(the_lead.signs_in(desks(), cast))
    to_the_plan(desks, case)
    to_the_symposium(desks)
    to_the_units(desks, case)
    to_the_closing_of_the_units(desks)
    to_the_archive(desks, case)


def at(desks: Desks, person: Person, step: str) -> Desk:
    """The person opens a step of the case from his own list."""
    return desks(person).takes(step, TITLE)


def to_the_plan(desks: Desks, case: int) -> None:
    """Assigned, weighed by two, and initiated over three leaders."""
    cast, on = desks.house.cast, partial(at, desks)
    on(cast.intake, "分办").picks("committee", "城乡建设").sends()
    assert "已办：分办" in desks(cast.intake).text()
    the_lead.weighs(on(cast.officer, "线索研判"), cast)
    on(cast.director, "线索研判").chooses(decision="APPROVE").sends()
    the_lead.initiates(on(cast.officer, "立项审批"), cast)
    on(cast.sg, "立项审批单").agrees("同意立项，请注意收集物业台账")
    desks(cast.officer).opens(f"/cases/{case}").says("同意立项，请注意收集物业台账")
    desks(cast.officer).opens(f"/cases/{case}?tab=diagram").page.wait_for_selector(".djs-container svg")
    for leader in (cast.vice_chair, cast.chair):
        on(leader, "立项审批单").agrees()


def to_the_symposium(desks: Desks) -> None:
    """A plan, a team that has accepted, a notice, a visit, and a talk with the units."""
    cast, on = desks.house.cast, partial(at, desks)
    in_the_field.plans(on(cast.officer, "方案与监督小组"), cast, desks.day(8))
    for leader in (cast.director, cast.vice_chair):
        on(leader, "监督方案").agrees("人选已当面商定")
    for member in (cast.member1, cast.member2, cast.member3):
        invited = on(member, "响应派单").says(in_the_field.PLACE)
        assert "人选已当面商定" not in invited.text(), "what leaders say to each other is not for the team"
        invited.chooses(response="ACCEPT").sends()
    in_the_field.notices(on(cast.officer, "视察通知"))
    on(cast.editor, "视察通知").chooses(decision="APPROVE").sends()
    desks.passes(8)
    in_the_field.records(on(cast.officer, "开展监督"), cast, desks.day())
    in_the_field.confers(on(cast.officer, "协商座谈"), cast, desks.day())


def to_the_units(desks: Desks, case: int) -> None:
    """The letter comes back once, is signed, numbered, sealed, and sent."""
    cast, on = desks.house.cast, partial(at, desks)
    the_letter.drafts(on(cast.officer, "起草建议书"), desks.day(60))
    on(cast.director, "建议书").agrees()
    on(cast.editor, "建议书").agrees("文字已核")
    on(cast.sg, "建议书").returns("请写明困人次数")
    the_letter.mends(on(cast.officer, "起草建议书").says("请写明困人次数"))
    for leader in (cast.sg, cast.vice_chair, cast.chair):
        on(leader, "建议书").agrees()
    on(cast.numbering, "编号").chooses(action="DONE").fills(copies="5").sends()
    the_letter.seals(on(cast.seal, "用印"))
    the_letter.sends_out(on(cast.officer, "送达交办"))
    waiting = desks(cast.officer).opens(f"/cases/{case}").says("此前承办人可以撤回").looks()
    waiting.page.get_by_role("button", name="撤回送达").click()
    the_letter.sends_out(on(cast.officer, "送达交办"))
    desks.waits(GRACE)
    desks(cast.officer).opens(f"/cases/{case}").opens("/board?view=units")


def to_the_closing_of_the_units(desks: Desks) -> None:
    """One unit does what was asked; the other does not adopt it and says why, which the vice-chair accepts (N)."""
    cast, on = desks.house.cast, partial(at, desks)
    desks(cast.liaison_a).opens("/unit").says(TITLE)
    for liaison in (cast.liaison_a, cast.liaison_c):
        the_units.signs_for_it(on(liaison, "签收"))
    the_units.plans(on(cast.liaison_a, "整改方案"), desks.day(30))
    the_units.declines(on(cast.liaison_c, "整改方案"))
    for _ in range(2):
        on(cast.officer, "方案审核").chooses(verdict="PASS").sends()
    for leader in (cast.director, cast.director, cast.vice_chair):
        on(leader, "方案审核").chooses(decision="APPROVE").sends()
    desks.passes(20)
    the_units.reports(on(cast.liaison_a, "整改反馈"), desks.day(-1))
    the_units.explains(on(cast.liaison_c, "整改反馈"))
    for _ in range(2):
        the_units.inspects(on(cast.member1, "复核"), cast, desks.day())
    for member in (cast.member1, cast.member2, cast.member3) * 2:
        the_units.votes(on(member, "满意度测评"))
    for _ in range(2):
        the_units.closes(on(cast.officer, "单位销号"))
    for leader in (cast.director, cast.director, cast.vice_chair):
        on(leader, "单位销号").chooses(decision="APPROVE").sends()


def to_the_archive(desks: Desks, case: int) -> None:
    """Summed up and closed, its source answered, looked back at twice, archived."""
    cast, on = desks.house.cast, partial(at, desks)
    the_end.sums_up(on(cast.officer, "总结与长效机制"))
    for leader in (cast.director, cast.sg, cast.vice_chair):
        on(leader, "结案报告").agrees()
    on(cast.officer, "答复来源").chooses(channel="PHONE").sends()
    for _ in range(2):
        desks.passes(94)
        the_end.looks_back(on(cast.officer, "回头看"), desks.day())
    the_end.files_away(on(cast.archivist, "归档"))
    desks(cast.officer).opens(f"/cases/{case}").says("已归档").says("未采纳")
    assert "没有待办" in desks(cast.archivist).opens("/inbox").text()
