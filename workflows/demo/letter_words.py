"""The fuller sentences of the demo's letters, made of a case's own material, at the length that the office advises."""

from collections.abc import Sequence

from workflows.demo.text import CaseText, Finding, Recommendation

WAY = (
    "监督小组坚持问题导向，寓监督于协商之中，不代替有关部门履行职责，重点了解{focus}等方面的情况。"
    "到现场之前，监督小组拟定了监督清单，逐项明确看什么、按什么标准看、怎样看：{checklist}。"
    "监督过程中既看现场也查台账，既听责任单位介绍也听居民、经营者和一线工作人员的意见，"
    "所列情况均已在座谈时与有关单位逐条核对，各方对事实没有异议。"
    "监督小组成员来自不同界别，其中既有熟悉有关业务的专业人士，也有长期在基层一线工作的委员；"
    "大家分工走访、集中研判，对能够当场说清楚的问题当场交换意见，对需要多方配合的问题留到座谈时共同商议。"
)
PRAISE = (
    "总的看，有关单位对群众反映的问题是重视的，行动也是及时的，部分问题已经有了明显改善，"
    "这些做法应当肯定。同时也要看到，与群众的期待相比，工作的系统性和长效性还有提升空间。"
    "提出以下情况和建议，目的是与有关单位一道把好事办好、把实事办实，供在下一步工作中研究采纳；表述不够准确的地方，也请一并指出，以便今后改进监督工作。"
)
PROBLEMS = (
    "这一情况由监督小组成员现场看到并留有影像，走访的群众对此反映也最为集中；"
    "座谈中{unit}介绍了形成的经过，表示愿意从眼前能改的做起。",
    "从了解的情况看，这不是个别现象，既有历史形成的原因，也有日常管理跟不上的原因；"
    "如果不从机制上加以解决，短期见效之后仍可能反复，{unit}对此也有同感。",
    "监督小组认为，这一问题看似细小，却直接关系群众的切身感受和安全；"
    "它涉及的环节较多，需要{unit}与其他有关方面相互衔接，共同把责任落到具体的岗位和时段。",
)
CAUSES = (
    "座谈中有关单位和委员对这一点看法一致，认为它是问题长期存在的主要原因，宜从源头上着手解决，而不是等到群众反映之后再逐个补救。",
    "这说明相关工作在衔接上还有空档，信息没有及时共享，发现问题之后由谁接手、多久办结还不够清楚，一线人员有力气也难以使到一处。",
    "群众希望的不只是一次集中整治，而是平时有人管、坏了有人修、问了有人答，这方面的投入和安排还显不足。",
)
ADVICE = (
    "可结合实际研究{measure}等具体做法，明确牵头的处室和完成的时间，并将进展情况向周边群众公开，听取他们的意见；办理中遇到的困难也请一并告知，市政协愿意协助做好协调和宣传解释工作。",
    "可考虑{measure}，先在反映集中的地段做起，取得经验后逐步推开；需要其他单位配合的，请及时会商，形成合力；对暂时难以全部解决的，请说明阶段目标和时间安排，分步实施。",
    "可参照兄弟城市的做法，{measure}，同时建立日常巡查和定期回访的安排，防止问题反弹，让群众看得到变化；监督小组将适时回访，对好的经验和做法一并总结推广。",
)

PLAIN = "细化措施、落实到人，完善日常维护和应急处置"


def way(text: CaseText) -> str:
    """How the supervision was done: its points, and the checklist with standards and methods."""
    rows = "；".join(f"{what}，以“{standard}”为标准，采取{how}的方式" for what, standard, how in text.checklist)
    return WAY.format(focus="、".join(text.focus), checklist=rows)


def problem(number: int, found: Finding, unit: str) -> str:
    """A problem with where it comes from. `number` from 1."""
    return f"{found.text}。{PROBLEMS[(number - 1) % len(PROBLEMS)].format(unit=unit)}"


def cause(number: int, words: str) -> str:
    return f"{words}。{CAUSES[(number - 1) % len(CAUSES)]}"


def recommendation(number: int, one: Recommendation, answered: Sequence[Finding]) -> str:
    """A recommendation, the problems that it answers, and how it may be done."""
    about = f"针对{'、'.join(f'“{found.text}”' for found in answered)}的问题，" if answered else ""
    how = ADVICE[(number - 1) % len(ADVICE)].format(measure=one.measure.rstrip("。") or PLAIN)
    return f"{about}{one.text.rstrip('。')}。{how}"


def answers(findings: Sequence[Finding], recommendations: Sequence[Recommendation]) -> list[list[Finding]]:
    """Which problems each recommendation answers: those of its unit, or else the next that is free."""
    found: list[list[Finding]] = [[] for _ in recommendations]
    for place, one in enumerate(findings):
        own = [at for at, row in enumerate(recommendations) if row.unit == one.unit]
        found[min(own, key=lambda at: len(found[at]), default=place % len(recommendations))].append(one)
    return found
