"""The letter from its draft to the units, by clicks."""

from datetime import date

from tests.browser.walking import Desk
from tests.web.town import PDF

BACKGROUND = "《看见》栏目收到居民来电后，市政协组织委员到现场开展实地监督，走访群众，并与有关单位座谈。"


def drafts(officer: Desk, due: date) -> None:
    """What was found and agreed stands in the letter already; what is asked of each unit is written."""
    officer.chooses(delivery_route="DIRECT", issuer="CPPCC", needs_chair_meeting="false")
    officer.fills(background=BACKGROUND)
    for number, advice in enumerate(("逐台检验超期电梯，先停用再大修。", "公开维保抽查结果，建立困人留档制度。")):
        row = f"recommendations__{number}__"
        officer.fills(**{f"{row}text": advice, f"{row}due": due.isoformat()})
        officer.chooses(**{f"{row}kind": "NEAR_TERM"})
    officer.looks().sends(is_refused=True)
    officer.says("通常为1500至3000字").sends_all_the_same()


def mends(officer: Desk) -> None:
    """What was returned is written anew; who signs next sees what has changed."""
    officer.fills(problems__0__text="甲区范围内电梯一个月内四次困人，维保记录不全。").sends(is_refused=True)
    officer.sends_all_the_same()


def sends_out(officer: Desk) -> None:
    """Each unit answers for itself, by the system; what is asked of paper is asked of nobody."""
    officer.chooses(dispatch_mode="SEPARATE", targets__0__mode="ELECTRONIC", targets__1__mode="ELECTRONIC")
    assert not officer.page.locator('[name="targets-0-receiver"]').is_visible()
    officer.looks().sends()


def seals(keeper: Desk) -> None:
    """The keeper's part of the step is the seal alone."""
    assert not keeper.page.locator('[name="doc_no"]').is_visible(), "the number is the clerk's part"
    keeper.chooses(action="DONE").fills(seal_log__0__count="5")
    keeper.attaches("sealed_scan", "用印件.pdf", PDF).sends()
