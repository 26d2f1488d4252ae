"""calendar: who published a day, whether it is for the time being, and for whom it holds

Revises: 0005
"""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

DAY = sa.table("calendar_day", *(sa.column(name) for name in ("day", "kind", "name", "scope", "source", "status")))
EDITION = sa.table("edition", sa.column("stamp"))
NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "Mid-autumn Festival": "中秋节",
    "National Day": "国庆节",
}


def upgrade() -> None:
    op.rename_table("calendar_day", "calendar_day_before")
    _drop_key("calendar_day_before")
    op.create_table(
        "calendar_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("scope", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("source", sa.String(length=120), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("day", "scope", name=op.f("pk_calendar_day")),
    )
    op.execute(
        "INSERT INTO calendar_day (day, scope, kind, name, source, status)"
        " SELECT day, '', kind, name, '', 'OFFICIAL' FROM calendar_day_before"
    )
    op.drop_table("calendar_day_before")
    for english, chinese in NAMES.items():
        op.execute(DAY.update().where(DAY.c.name == english).values(name=chinese))
    op.execute(EDITION.update().values(stamp=secrets.token_hex(8)))


def downgrade() -> None:
    """What was for the time being or for some alone is lost: the table before can hold neither."""
    op.rename_table("calendar_day", "calendar_day_after")
    _drop_key("calendar_day_after")
    op.create_table(
        "calendar_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_calendar_day")),
    )
    op.execute(
        "INSERT INTO calendar_day (day, kind, name)"
        " SELECT day, kind, name FROM calendar_day_after WHERE scope = '' AND status = 'OFFICIAL'"
    )
    op.drop_table("calendar_day_after")
    for english, chinese in NAMES.items():
        op.execute(DAY.update().where(DAY.c.name == chinese).values(name=english))
    op.execute(EDITION.update().values(stamp=secrets.token_hex(8)))


def _drop_key(table: str) -> None:
    """The name of a key is free for the new table; SQLite keeps it within its own."""
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint("pk_calendar_day", table, type_="primary")
