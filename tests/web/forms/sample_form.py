"""One form with every kind of field, nested as deep as any step of the product."""

from engine.forms import (
    Form,
    Option,
    choice,
    choices,
    day,
    files,
    geo,
    group,
    instant,
    integer,
    line,
    longtext,
    month,
    numbers,
    ref,
    refs,
    rows,
    yes_no,
)
from engine.text import Text


def option(value: str, zh: str, leads_to: Text | None = None) -> Option:
    return Option(value, Text(zh, value.title()), leads_to)


class Measure(Form):
    what = line(60, "措施", "Measure", required=True)
    due_on = day("时限", "Due")


class Item(Form):
    unit = ref("unit", "责任单位", "Unit", required=True)
    text = longtext(500, "建议内容", "Text", required=True, advise_min=20)
    category = choice([option("NOW", "立行立改"), option("LATER", "长期推进")], "分类", "Category")
    measures = rows(Measure, "措施", "Measures")


class FactCheck(Form):
    done = yes_no("已沟通", "Done", required=True)
    why_not = longtext(300, "原因", "Why not", shown_when="done=false", required_when="done=false")


class Sample(Form):
    decision = choice(
        [option("APPROVE", "同意", Text("转办公室编号", "To the office")), option("RETURN", "退回")],
        "审批决定",
        "Decision",
        required=True,
    )
    title = line(80, "标题", "Title", required=True, hint=Text("写全称", "In full"))
    opinion = longtext(1000, "意见", "Opinion", minimum=5, required_when="decision=RETURN")
    places = integer("处数", "Places", 1, 500)
    is_common = yes_no("是否共性问题", "Common problem?")
    found_on = day("发现日期", "Seen on", not_future=True)
    held_at = instant("座谈时间", "Held at")
    in_month = month("月份", "Month")
    place = geo("位置", "Place")
    kinds = choices([option("A", "视察"), option("B", "座谈"), option("C", "暗访")], "形式", "Forms")
    copy_to = refs("unit", "抄送", "Copy to")
    findings = numbers("问题序号", "Findings")
    photos = files("照片", "Photos", kinds="image")
    fact_check = group(FactCheck, "事实核对", "Fact check")
    items = rows(Item, "建议条目", "Items", required=True)
