"""The letter as it will read: recipients, levels, numbers, dates, and the paper that the direction wants."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session

from tests.cast import Cast
from workflows.cases.models import Case
from workflows.documents import drafts, letter
from workflows.documents.models import Document, DocumentKind
from workflows.settings.models import Direction, IssuerKind, PaperFormat

TITLE = "关于老旧小区电梯安全问题的民主监督建议书"


@pytest.fixture
def content(cast: Cast) -> dict[str, Any]:
    return {
        "title": TITLE,
        "main_send": [cast.unit_b.id, cast.unit_a.id, cast.unit_c.id],
        "report_to": cast.party.id,
        "copy_to": [cast.government.id],
        "background": "11月6日，《看见》播出有关报道。",
        "done_well": "甲区已检修电梯。",
        "problems": [{"no": 1, "text": "电梯频繁停运。"}, {"no": 2, "text": "维修资金不到位。"}],
        "causes": [{"text": "维护责任不清。"}],
        "recommendations": [
            {
                "no": 1,
                "text": "尽快检修停运电梯。",
                "target_unit": cast.unit_a.id,
                "kind": "IMMEDIATE",
                "due": date(2026, 12, 4),
                "expected_result": "停运电梯恢复运行",
            }
        ],
        "reply_requirements": "商请于2027年1月29日前书面反馈。",
        "contact": {"name": "陈晓岚", "phone": "0571-0000"},
        "annexes": [{"title": "问题清单", "file": [1]}],
    }


def _document(session: Session, case: Case, cast: Cast, direction: Direction, kind: DocumentKind) -> Document:
    revision = drafts.save(session, case.id, kind, TITLE, {}, cast.officer.id)
    document = session.get_one(Document, revision.document_id)
    document.issuer, document.direction = IssuerKind.CPPCC, direction
    return document


def test_a_letter_to_units_is_in_letter_form(session: Session, case: Case, cast: Cast, content: dict[str, Any]) -> None:
    document = _document(session, case, cast, Direction.PARALLEL, DocumentKind.LETTER)
    document.doc_no, document.issued_on = "甲乙政协监〔2026〕3号", date(2026, 3, 5)
    document.signatory_name = cast.chair.name
    made = letter.compose(session, document, content)

    assert made.paper is PaperFormat.LETTER
    assert made.head == "政协甲乙市委员会"
    assert made.signatory == ""
    assert made.recipients == "甲区人民政府，市住房和城乡建设局、市生态环境局："
    assert made.sign_date == "2026年3月5日"
    assert made.copy_to == "抄送：甲乙市人民政府。"
    assert made.imprint == ("", "")
    assert made.contact == "（联系人：陈晓岚，电话：0571-0000）"
    assert made.annexes == ("1.问题清单",)
    assert made.closing == "商请于2027年1月29日前书面反馈。"


def test_the_body_keeps_one_scheme_of_levels(session: Session, case: Case, cast: Cast, content: dict[str, Any]) -> None:
    document = _document(session, case, cast, Direction.PARALLEL, DocumentKind.LETTER)
    made = letter.compose(session, document, content)
    headings = [block.line for block in made.body if block.level == 1]
    assert headings == ["一、主要情况", "二、存在的问题", "三、原因分析", "四、意见建议"]
    assert "现将有关情况和意见建议函告如下。" in made.text
    assert made.body[-1].line == (
        "（一）尽快检修停运电梯。（建议由甲区人民政府办理；建议于2026年12月4日前完成；预期成效：停运电梯恢复运行）"
    )


def test_an_upward_letter_is_a_document_with_its_signatory(
    session: Session, case: Case, cast: Cast, content: dict[str, Any]
) -> None:
    document = _document(session, case, cast, Direction.UPWARD, DocumentKind.LETTER)
    document.signatory_name = cast.chair.name
    content["copy_to"] = [cast.government.id, cast.unit_a.id]
    made = letter.compose(session, document, content)
    assert made.paper is PaperFormat.DOCUMENT
    assert made.head == "政协甲乙市委员会文件"
    assert made.signatory == cast.chair.name
    assert made.recipients == "中共甲乙市委："
    assert made.copy_to == "抄送：甲乙市人民政府。"
    assert "报告如下" in made.text
    assert made.imprint[0] == "政协甲乙市委员会办公室"


def test_a_report_encloses_the_letter(session: Session, case: Case, cast: Cast, content: dict[str, Any]) -> None:
    document = _document(session, case, cast, Direction.UPWARD, DocumentKind.REPORT)
    made = letter.compose(session, document, content)
    assert "".join(made.title_lines) == f"关于报送《{TITLE}》的报告"
    assert made.annexes == (f"1.{TITLE}", "2.问题清单")
    assert made.closing == ""


def test_a_long_title_breaks_by_sense() -> None:
    lines = letter.title_lines("关于加装电梯小区消防通道占用和应急处置能力不足问题的民主监督建议书")
    assert lines == ("关于加装电梯小区消防通道占用和", "应急处置能力不足问题的民主监督建议书")


@pytest.mark.parametrize(("number", "printed"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (35, "三十五")])
def test_numerals_are_chinese(number: int, printed: str) -> None:
    assert letter.numeral(number) == printed
