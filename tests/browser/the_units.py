"""What a unit does with the letter, and how officer, director and team follow it, by clicks."""

from datetime import date

from tests.browser.walking import Desk
from tests.cast import Cast
from tests.web.town import PDF, picture

NOT_OURS = "电梯维保由市场监管部门主管，抽查结果依法不由本单位公布，已将建议转送该部门并告知居民。"
DONE = "超期电梯已逐台检验，三号楼电梯大修完成并恢复使用，困人留档和月度抽查制度已经公布，居民没有再反映困人。"


def signs_for_it(liaison: Desk) -> None:
    assert not liaison.page.locator('[name="objection_reason"]').is_visible(), "an objection is asked of who objects"
    liaison.chooses(action="SIGN")
    liaison.fills(handler_office="办公室", handler_name="陶经办", handler_phone="0571-88001234").looks().sends()


def plans(liaison: Desk, due: date) -> None:
    """What was asked is adopted: a date, a measure, and the sealed plan."""
    liaison.chooses(items__0__adoption_status="ADOPTED").fills(items__0__promised_due=due.isoformat())
    liaison.fills(items__0__measures__0__text="逐台检验，先停用再大修", items__0__measures__0__person="陶经办")
    liaison.fills(items__0__measures__0__due=due.isoformat(), leader_in_charge="喻区长")
    liaison.attaches("sealed_file", "整改方案.pdf", PDF).looks().sends()


def declines(liaison: Desk) -> None:
    """What was asked is not adopted: a reason, and nothing else."""
    liaison.chooses(items__0__adoption_status="NOT_ADOPTED").fills(items__0__reason=NOT_OURS)
    assert not liaison.page.locator('[name="items-0-promised_due"]').is_visible()
    liaison.fills(leader_in_charge="吴局长").attaches("sealed_file", "办理意见.pdf", PDF).sends()


def reports(liaison: Desk, done_on: date) -> None:
    """Done, with pictures of it and the sealed reply."""
    liaison.chooses(items__0__result_class="A").fills(items__0__description=DONE * 2, summary=DONE * 3)
    liaison.fills(items__0__done_on=done_on.isoformat()).attaches("items-0-evidence", "大修后.jpg", picture())
    liaison.attaches("sealed_file", "复函.pdf", PDF).looks().sends()


def explains(liaison: Desk) -> None:
    """Not adopted, as the plan has said already."""
    liaison.chooses(items__0__result_class="N").fills(items__0__description=NOT_OURS * 2, summary=NOT_OURS * 3)
    liaison.fills(items__0__reason=NOT_OURS).attaches("sealed_file", "复函.pdf", PDF).sends()


def inspects(leader: Desk, cast: Cast, on: date) -> None:
    """The team's leader, with another member: the reply is borne out. Few are asked to vote, and that is meant so."""
    leader.says("条反馈").chooses(method="DOCUMENT_REVIEW", items__0__verdict="CONFIRMED").fills(
        inspected_on=on.isoformat()
    )
    leader.picks("inspectors", cast.member1.name, cast.member2.name).looks().sends(is_refused=True)
    leader.says("通常不少于5人").sends_all_the_same()


def votes(member: Desk) -> None:
    """A ballot of one's own, beside what the unit has answered: nothing is marked on it before."""
    assert not member.page.locator(":checked").count()
    member.says("条反馈").chooses(attitude="SATISFIED", result="SATISFIED").sends()


def closes(officer: Desk) -> None:
    """What the unit has reported and the team has found stands there as proposed class."""
    officer.fills(closing_text="整改到位，佐证齐全，同意按所列结果予以销号。").sends()
