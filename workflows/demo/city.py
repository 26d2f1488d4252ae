"""The invented city 澜江市 as tables: its bodies, units, people, posts and plan. Nothing here is real."""

from typing import NamedTuple

from workflows.people.models import UnitKind
from workflows.people.roles import Role

CPPCC = ("政协澜江市委员会", "澜江市政协")
CITY = "澜江市"
DISTRICTS = {
    "linjiang": "临江区",
    "wanghe": "望河区",
    "yunqi": "云栖区",
    "qinghe": "青禾县",
    "songxi": "松溪县",
}
COMMITTEES = {
    "CJ": ("城乡建设和人口资源环境委员会", "城建委"),
    "JJ": ("经济委员会", "经济委"),
    "NY": ("农业和农村委员会", "农业委"),
    "JK": ("教科卫体委员会", "教科卫体委"),
    "SF": ("社会法制委员会", "社法委"),
    "WH": ("文化文史和学习委员会", "文史委"),
    "TA": ("提案委员会", "提案委"),
    "MZ": ("民族宗教委员会", "民宗委"),
    "GA": ("港澳台侨和外事委员会", "港澳台侨委"),
}


class Body(NamedTuple):
    """A unit outside; `liaison` is a name, `district` a key of `DISTRICTS`."""

    name: str
    short: str
    liaison: str
    kind: UnitKind = UnitKind.DEPARTMENT
    district: str = ""


UNITS = {
    "shiwei": Body("中共澜江市委", "市委", "", UnitKind.PARTY),
    "shizhengfu": Body("澜江市人民政府", "市政府", "", UnitKind.GOVERNMENT),
    "zhujian": Body("市住房和城乡建设局", "市住建局", "许承平"),
    "huanjing": Body("市生态环境局", "市生态环境局", "蓝若水"),
    "zhifa": Body("市综合行政执法局", "市执法局", "武正阳"),
    "jiaotong": Body("市交通运输局", "市交通局", "路远航"),
    "shichang": Body("市市场监督管理局", "市市场监管局", "章明察"),
    "jiaoyu": Body("市教育局", "市教育局", "文启蒙"),
    "weijian": Body("市卫生健康委员会", "市卫健委", "康宁"),
    "minzheng": Body("市民政局", "市民政局", "倪暖"),
    "nongye": Body("市农业农村局", "市农业农村局", "禾丰年"),
    "ziran": Body("市自然资源和规划局", "市资规局", "经纬"),
    "shuili": Body("市水利局", "市水利局", "江安澜"),
    "wenlv": Body("市文化和旅游局", "市文旅局", "云游"),
    "xiaofang": Body("市消防救援支队", "市消防支队", "防守义"),
    "jiaojing": Body("市公安局交通警察支队", "市交警支队", "龙畅"),
    "shuju": Body("市数据和政务服务局", "市政务服务局", "简明快"),
    "linjiang": Body("临江区人民政府", "临江区", "钟秀", UnitKind.DISTRICT, "linjiang"),
    "wanghe": Body("望河区人民政府", "望河区", "易航", UnitKind.DISTRICT, "wanghe"),
    "yunqi": Body("云栖区人民政府", "云栖区", "白露", UnitKind.DISTRICT, "yunqi"),
    "qinghe": Body("青禾县人民政府", "青禾县", "田野", UnitKind.DISTRICT, "qinghe"),
    "songxi": Body("松溪县人民政府", "松溪县", "山青", UnitKind.DISTRICT, "songxi"),
    "gongjiao": Body("澜江公共交通集团有限公司", "公交集团", "车行健", UnitKind.PUBLIC_BODY),
    "ducha": Body("澜江市人民政府督查室", "市政府督查室", "卢行远"),
}


class Place(NamedTuple):
    """A post: who, as what, where (a key of COMMITTEES or UNITS; "" is the whole body), and its printed title."""

    key: str
    name: str
    role: Role
    where: str
    title: str


_DIRECTORS = {
    "CJ": "梁思城",
    "JJ": "金衡",
    "NY": "谷雨生",
    "JK": "舒育才",
    "SF": "严守一",
    "WH": "简文翰",
    "TA": "汪建言",
    "MZ": "和睦",
    "GA": "侨望",
}
_OFFICERS = {
    "CJ": "陈晓岚",
    "JJ": "钱进",
    "NY": "麦青",
    "JK": "卫知微",
    "SF": "方圆",
    "WH": "墨白",
    "TA": "言之",
    "MZ": "安邦",
    "GA": "海宁",
}
IN_CHARGE = {
    "CJ": ("vice_lin", "林若川"),
    "SF": ("vice_lin", "林若川"),
    "JJ": ("vice_lin", "林若川"),
    "NY": ("vice_fang", "方砚秋"),
    "TA": ("vice_fang", "方砚秋"),
    "JK": ("vice_gu", "顾晓棠"),
    "WH": ("vice_gu", "顾晓棠"),
    "MZ": ("vice_gu", "顾晓棠"),
    "GA": ("vice_gu", "顾晓棠"),
}


def _of_committees() -> list[Place]:
    found = []
    for code, (_, short) in COMMITTEES.items():
        key = code.lower()
        found.append(Place(f"officer_{key}", _OFFICERS[code], Role.CASE_OFFICER, code, f"{short}干部"))
        found.append(Place(f"director_{key}", _DIRECTORS[code], Role.COMMITTEE_DIRECTOR, code, f"{short}主任"))
        found.append(Place(*IN_CHARGE[code], Role.VICE_CHAIR, code, "市政协副主席"))
    found.append(Place("officer2_cj", "沈一诺", Role.CASE_OFFICER, "CJ", "城建委干部"))
    return found


POSTS: list[Place] = [
    *_of_committees(),
    Place("chair", "郑启航", Role.CHAIRPERSON, "", "市政协主席"),
    *[Place(*who, Role.VICE_CHAIR, "", "市政协副主席") for who in dict.fromkeys(IN_CHARGE.values())],
    Place("vice_fang", "方砚秋", Role.UNIT_HEAD, "nongye", "市农业农村局局长"),
    Place("sg", "何秉正", Role.SECRETARY_GENERAL, "", "市政协秘书长"),
    Place("editor", "余静文", Role.OFFICE_EDITOR, "", "办公室核稿人"),
    Place("numbering", "邢一民", Role.NUMBERING_CLERK, "", "机要科文号管理员"),
    Place("seal", "尹守诚", Role.SEAL_KEEPER, "", "机要科印章管理员"),
    Place("clerk", "唐宛如", Role.OFFICE_CLERK, "", "办公室干部"),
    Place("intake", "柏雨桐", Role.INTAKE_DESK, "", "办公室分办岗"),
    Place("archivist", "季存真", Role.ARCHIVIST, "", "档案员"),
    Place("research", "罗知远", Role.RESEARCH_DIRECTOR, "", "研究室主任"),
    Place("opinions", "温晓声", Role.OPINION_EDITOR, "", "信息科干部"),
    Place("business_admin", "叶明理", Role.BUSINESS_ADMIN, "", "业务管理员"),
    Place("sys_admin", "邱立人", Role.SYS_ADMIN, "", "系统管理员"),
    Place("sec_admin", "石守望", Role.SEC_ADMIN, "", "安全管理员"),
    Place("audit_admin", "严清", Role.AUDIT_ADMIN, "", "审计管理员"),
    Place("leader", "高远山", Role.LEADER_VIEWER, "", "市领导"),
    Place("inspection", "卢行远", Role.INSPECTION_OFFICE, "", "市政府督查室干部"),
    Place("editor_tv", "苏映", Role.KANJIAN_EDITOR, "", "“看见”栏目编辑"),
    Place("liaison_point", "丁联", Role.LIAISON_POINT, "", "临江街道信息联系点"),
    *[
        Place("inspection" if key == "ducha" else f"liaison_{key}", unit.liaison, Role.UNIT_LIAISON, key, title)
        for key, unit in UNITS.items()
        if unit.liaison and (title := f"{unit.short}联络员")
    ],
    Place("head_linjiang", "江临风", Role.UNIT_HEAD, "linjiang", "临江区区长"),
]
SECRETARY = ("secretary", "江承", "chair", "主席联络秘书")
"""key, name, whom he serves, title."""

MEMBERS = {
    "member1": ("骆明湖", "环境资源界"),
    "member2": ("程砚之", "工程技术界"),
    "member3": ("贺知春", "医药卫生界"),
    "member4": ("宋若溪", "教育界"),
    "member5": ("潘远舟", "经济界"),
    "member6": ("姚静姝", "妇联"),
    "member7": ("孟怀谷", "农业界"),
    "member8": ("盛世杰", "工商联"),
    "member9": ("苗可欣", "共青团"),
    "member10": ("袁正则", "社会科学界"),
    "member11": ("阮清和", "文化艺术界"),
    "member12": ("童恩泽", "社会福利和社会保障界"),
    "member13": ("戚明法", "法律界"),
    "member14": ("马铭轩", "少数民族界"),
    "member15": ("释明心", "宗教界"),
    "member16": ("胡海归", "侨联"),
    "member17": ("俞新知", "科学技术界"),
    "member18": ("凌若飞", "新闻出版界"),
    "member19": ("任劳", "总工会"),
    "member20": ("齐健行", "体育界"),
}
"""Name and sector; 程砚之 works at the building bureau and 宋若溪 at the education bureau, and are tied to them."""

EMPLOYERS = {"member2": "zhujian", "member4": "jiaoyu"}
CITIZENS = {"citizen1": "葛大姐", "citizen2": "老蔡", "citizen3": "小谭"}

NAMES = {
    **{place.key: place.name for place in POSTS},
    SECRETARY[0]: SECRETARY[1],
    **CITIZENS,
    **{key: name for key, (name, _) in MEMBERS.items()},
}
"""Everybody by key."""

PLAN_ITEMS = (
    ("雨污分流和排水口整治", "CJ"),
    ("老旧小区改造和物业服务", "CJ"),
    ("住宅电梯安全", "CJ"),
    ("建筑垃圾全链条监管", "CJ"),
    ("公交线网优化和便民出行", "JJ"),
    ("放心消费环境建设", "JJ"),
    ("高标准农田管护", "NY"),
    ("农村饮水安全", "NY"),
    ("校园供餐和食品安全", "JK"),
    ("社区养老和助餐服务", "JK"),
    ("消防通道和电动自行车治理", "SF"),
    ("政务服务“一窗通办”", "SF"),
    ("历史街区保护利用", "WH"),
)
