"""Choices that several forms share."""

from engine.forms import Option
from engine.text import Text

CATEGORY = (
    Option("ECO", Text("生态环境", "Environment")),
    Option("URBAN", Text("城市管理", "City management")),
    Option("TRANSPORT", Text("交通出行", "Transport")),
    Option("SAFETY", Text("公共安全", "Public safety")),
    Option("LIVELIHOOD", Text("民生服务", "Livelihood")),
    Option("AGRI", Text("农业农村（耕地保护）", "Agriculture")),
    Option("MARKET", Text("市场监管（消费）", "Market")),
    Option("CONSTRUCTION", Text("住房物业（工程建设）", "Housing")),
    Option("GOV", Text("政务服务（作风效能）", "Government services")),
    Option("CULTURE", Text("文化旅游", "Culture and tourism")),
)
CHECK_METHOD = (
    Option("SITE_INSPECTION", Text("实地视察", "Site inspection")),
    Option("UNDERCOVER_VISIT", Text("暗访", "Undercover visit")),
    Option("DOCUMENT_REVIEW", Text("资料核查", "Document review")),
)
CONFIDENTIALITY = (
    Option("INTERNAL", Text("内部", "Internal")),
    Option("PUBLIC", Text("公开", "Public")),
)
DELIVERY_MODE = (
    Option("ELECTRONIC", Text("电子", "Electronic")),
    Option("PAPER", Text("纸质", "Paper")),
    Option("BOTH", Text("两者兼用", "Both")),
)
DELIVERY_ROUTE = (
    Option("DIRECT", Text("主送责任单位", "To the units")),
    Option("VIA_PARTY_GOV", Text("报送市委、市政府", "Through Party committee and government")),
    Option("BOTH", Text("两者兼用", "Both")),
)
FACT_RESULT = (
    Option("AGREED", Text("无异议", "No objection")),
    Option("OBJECTED", Text("有异议", "Objection")),
)
MECHANISM_KIND = (
    Option("SYSTEM", Text("制度", "Rule or system")),
    Option("PLATFORM", Text("平台", "Platform")),
    Option("STANDARD", Text("标准", "Standard")),
    Option("MECHANISM", Text("机制", "Mechanism")),
)
REPLY_CHANNEL = (
    Option("SYSTEM", Text("系统", "System")),
    Option("PHONE", Text("电话", "Phone")),
    Option("LETTER", Text("书面", "Letter")),
    Option("VISIT", Text("走访", "Visit")),
)
ADOPTION = (
    Option("ADOPTED", Text("采纳", "Adopted")),
    Option("PARTLY", Text("部分采纳", "Partly adopted")),
    Option("NOT_ADOPTED", Text("未采纳", "Not adopted")),
    Option("STUDYING", Text("研究中", "Being studied")),
)
RESULT_CLASS = (
    Option("A", Text("已经解决或基本解决", "Solved or basically solved")),
    Option("B", Text("正在解决或列入计划逐步解决", "Being solved or planned")),
    Option("C", Text("因条件限制暂不能解决", "Cannot be solved now")),
    Option("D", Text("留作参考", "For reference")),
    Option("N", Text("未采纳（已说明）", "Not adopted, explained")),
)
TRACK_ROLE = (
    Option("SOLE", Text("独办", "Sole")),
    Option("LEAD", Text("主办", "Lead")),
    Option("ASSIST", Text("协办", "Assist")),
    Option("SEPARATE", Text("分办", "Separate")),
)
