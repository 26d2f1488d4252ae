"""How commands open the store."""

from pathlib import Path

from sqlalchemy import Engine

from engine.db import connect
from engine.errors import KanjianError
from engine.text import Text
from web.settings import Settings
from workflows import migrations
from workflows.delivering.mail import Security, Smtp
from workflows.delivering.sinks import DingTalk, FileSink, Sms
from workflows.delivering.ways import Channel, Ways
from workflows.documents import storage
from workflows.notices.kinds import Way
from workflows.notices.news import open_ways


class NotUpgraded(KanjianError):
    code = "not_upgraded"
    text = Text(
        "数据库还没有升级到本版本，请先运行 kanjian db upgrade。",
        "The store is not at this version yet; run `kanjian db upgrade` first.",
    )


def ways_of(settings: Settings) -> Ways | None:
    """The ways by which notices leave the house, as far as they are set up."""
    channels: dict[Way, Channel] = {}
    if settings.smtp_host:
        channels[Way.MAIL] = Smtp(
            settings.smtp_host,
            settings.smtp_port,
            settings.smtp_from,
            Security(settings.smtp_security),
            settings.smtp_user,
            settings.smtp_password,
            settings.smtp_timeout,
        )
    if settings.sms_file:
        channels[Way.SMS] = Sms(FileSink(Path(settings.sms_file)))
    if settings.dingtalk_file:
        channels[Way.DINGTALK] = DingTalk(FileSink(Path(settings.dingtalk_file)))
    return Ways(settings.address, channels) if channels else None


def open_store(settings: Settings, *, check: bool = True) -> Engine:
    """The store of the settings; NotUpgraded if its tables are of another version."""
    settings.check_runner()
    settings.check_notices()
    Path(settings.var).mkdir(parents=True, exist_ok=True)
    database = connect(settings.store)
    storage.lay(database, settings.files)
    open_ways(database, ways_of(settings))
    if check and not migrations.is_current(database):
        raise NotUpgraded
    return database
