"""The default settings, written once: thresholds here, the rest from the modules beside this one."""

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.text import Text
from workflows.people.models import Cppcc
from workflows.settings.clocks import CLOCKS
from workflows.settings.holidays import seed_calendar
from workflows.settings.issuers import rows_for
from workflows.settings.models import DeadlineRule, Issuer, Route, Threshold
from workflows.settings.routes import CHAINS, build

SINCE = date(2000, 1, 1)
"""Defaults hold from long ago, so that an imported old case finds its clocks too."""

THRESHOLDS: tuple[tuple[str, Any, Text], ...] = (
    (
        "yellow_threshold",
        {"long_from": 40, "long": 10, "short": 3},
        Text("临期提醒（工作日）", "Due soon (working days)"),
    ),
    ("extension_max_each", 30, Text("每次延期上限（工作日）", "Longest extension (working days)")),
    ("extension_max_count", 2, Text("延期次数上限", "Most extensions")),
    ("plan_return_max", 2, Text("方案退回次数上限", "Most returns of a plan")),
    ("team_min", 3, Text("监督小组最少人数", "Smallest team")),
    ("inspectors_min", 2, Text("复核最少人数", "Fewest inspectors")),
    ("ballots_min", 3, Text("测评最少有效票", "Fewest ballots")),
    ("ballots_share", 0.5, Text("测评票须超过受邀人数的比例", "Share of ballots to be exceeded")),
    ("ballots_invited", 5, Text("受邀测评人数提醒", "Warn if fewer are invited")),
    ("breakdown_min", 3, Text("显示分项所需票数", "Ballots needed for a breakdown")),
    ("late_entry_flag", 3, Text("补录提示（工作日）", "Flag late entries (working days)")),
    ("follow_up_max", 12, Text("持续跟踪上限（月）", "Longest follow-up (months)")),
    ("ranking_min", 5, Text("单位统计最少条数", "Fewest items in a unit's figures")),
    ("deemed_served_on", False, Text("启用视为送达", "Deemed service in use")),
    ("urge_interval", 4, Text("催办间隔（小时）", "Between two urges (hours)")),
    ("urge_letter_after", 10, Text("逾期几个工作日建议发催办函", "Propose an urging letter after (working days)")),
    ("talk_after", 15, Text("逾期几个工作日建议约请沟通", "Propose a meeting with the unit after (working days)")),
    (
        "inspection_after",
        20,
        Text("逾期几个工作日建议提请督查", "Propose an inspection after (working days)"),
    ),
    ("outbox_grace", 5, Text("外发通知等候（分钟）", "Messages wait before they leave (minutes)")),
    ("minutes_sign", 10, Text("晨间待办单：签发一件公文约需（分钟）", "Morning sheet: to sign a letter (minutes)")),
    ("minutes_decide", 5, Text("晨间待办单：审批一件约需（分钟）", "Morning sheet: to decide an approval (minutes)")),
    ("minutes_fill", 20, Text("晨间待办单：填报一件约需（分钟）", "Morning sheet: to fill in a step (minutes)")),
    ("re_rectify_max", 2, Text("重新整改几次后约请沟通", "Failures before a meeting with the unit")),
    (
        "delegation_objection",
        5,
        Text("委托期满后提出异议的期限（工作日）", "To object to what a delegate decided (working days)"),
    ),
    ("archive_after_lookback", True, Text("回头看后归档", "Archive after the look-backs")),
)


def seed(session: Session) -> None:
    """Write every default that has no row yet; what the office has changed stays. Run it again at will."""
    rules = set(session.scalars(select(DeadlineRule.key)))
    session.add_all(
        DeadlineRule(
            key=made.key,
            unit=made.unit,
            count=made.length,
            is_internal=made.is_internal,
            words=list(made.label),
            valid_from=SINCE,
        )
        for made in CLOCKS
        if made.key not in rules
    )
    known = set(session.scalars(select(Threshold.key)))
    session.add_all(
        Threshold(key=key, value=value, words=list(label), valid_from=SINCE)
        for key, value, label in THRESHOLDS
        if key not in known
    )
    names = set(session.scalars(select(Route.name)))
    session.add_all(build(chain, SINCE) for chain in CHAINS if chain.name not in names)
    having = set(session.scalars(select(Issuer.cppcc_id)))
    for cppcc in session.scalars(select(Cppcc)).all():
        if cppcc.id not in having:
            session.add_all(rows_for(cppcc, SINCE))
    seed_calendar(session)
    session.flush()
