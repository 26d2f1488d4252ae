"""The CPPCC proposes: words of command are pointed out, but not in quotations or of what others did."""

import pytest

from workflows.documents import advice
from workflows.settings.models import PaperFormat


@pytest.mark.parametrize(
    "sentence",
    [
        "责令甲区政府整改。",
        "建议限期完成。",
        "务必于年底前完成，不得拖延。",
        "建议对责任人问责。",
        "必须立即办理。",
        "市住建局近期推进，责成物业公司整改。",
    ],
)
def test_words_of_command_are_pointed_out(sentence: str) -> None:
    assert advice.forbidden(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "居民反映“有关部门已责令整改”但未见成效。",
        "市执法局已依法责令该企业停产。",
        "市市场监管局此前已对三家企业立案。",
        "依据《限期拆除决定书》。",
        "建议加强巡查，商请予以反馈。",
    ],
)
def test_quotations_and_acts_of_others_may_say_so(sentence: str) -> None:
    assert advice.forbidden(sentence) == []


def _content(**changed: object) -> dict[str, object]:
    return {
        "done_well": "已加装电梯三部。",
        "causes": [{"text": "维修基金不足。"}],
        "problems": [{"no": 1, "text": "老旧小区电梯频繁停运。"}],
        "recommendations": [{"text": "尽快检修停运电梯，建立巡检制度。", "target_unit": 7}],
        **changed,
    }


def _advised(content: dict[str, object], text: str = "字" * 1600, names: tuple[str, ...] = ()) -> list[str]:
    return [line.zh for line in advice.of_letter(content, text, PaperFormat.LETTER, {7: "甲区人民政府"}, names)]


def test_a_good_draft_gets_no_advice() -> None:
    assert _advised(_content()) == []


def test_every_problem_wants_an_answer_and_every_unit_a_recommendation() -> None:
    content = _content(problems=[{"no": 1, "text": "消防通道被占用。"}])
    content["recommendations"] = [{"text": "尽快检修停运电梯。", "target_unit": 8}]
    assert _advised(content) == ["问题1没有对应的意见建议。", "没有向甲区人民政府提出意见建议。"]


def test_length_parts_names_and_punctuation_are_looked_at() -> None:
    found = _advised(_content(done_well=None, causes=[]), "王小明投诉,无人处理。", ("王小明",))
    assert len(found) == 5
    assert any("王小明" in line for line in found)
    assert any("半角" in line for line in found)


def test_a_letter_does_not_report_and_a_report_does_not_write_a_letter() -> None:
    assert "函告如下" in advice.wording("现将情况报告如下。", PaperFormat.LETTER)[0].zh
    assert "报告如下" in advice.wording("现将情况函告如下。", PaperFormat.DOCUMENT)[0].zh
    assert advice.wording("现将情况函告如下。", PaperFormat.LETTER) == []
