"""From the summary to the archive, by clicks."""

from datetime import date

from tests.browser.walking import Desk
from tests.web.town import PDF

SUMMARY = "监督小组实地督办后，责任单位逐条落实，群众反映的问题得到解决。" * 12
SEEN = "查看了维保记录和月度抽查结果，走访三号楼居民十户，电梯运行正常，未再困人，困人留档制度仍在执行，没有反弹。"


def sums_up(officer: Desk) -> None:
    officer.fills(summary=SUMMARY)
    row = officer.adds("mechanisms", name="电梯维保月度抽查办法", issued_by="甲区人民政府")
    officer.chooses(**{f"{row}kind": "SYSTEM"}).attaches(f"{row}file", "抽查办法.pdf", PDF).looks().sends()


def looks_back(officer: Desk, on: date) -> None:
    officer.chooses(method="DOCUMENT_REVIEW", relapse="false").fills(checked_on=on.isoformat(), note=SEEN)
    officer.looks().sends()


def files_away(archivist: Desk) -> None:
    """What goes into the archive is proposed; the pages are counted."""
    archivist.chooses(decision="ARCHIVE")
    for pages in archivist.page.locator('[name^="items-"][name$="-pages"]').all():
        pages.fill("2")
    archivist.attaches("package", "归档包.pdf", PDF).looks().sends()
