"""How commands open the store."""

from pathlib import Path

from sqlalchemy import Engine

from engine.db import connect
from engine.errors import KanjianError
from engine.text import Text
from web.settings import Settings
from workflows import migrations
from workflows.documents import storage


class NotUpgraded(KanjianError):
    code = "not_upgraded"
    text = Text(
        "数据库还没有升级到本版本，请先运行 kanjian db upgrade。",
        "The store is not at this version yet; run `kanjian db upgrade` first.",
    )


def open_store(settings: Settings, *, check: bool = True) -> Engine:
    """The store of the settings; NotUpgraded if its tables are of another version."""
    Path(settings.var).mkdir(parents=True, exist_ok=True)
    database = connect(settings.store)
    storage.lay(database, settings.files)
    if check and not migrations.is_current(database):
        raise NotUpgraded
    return database
