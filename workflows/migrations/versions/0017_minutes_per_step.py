"""minutes per step: how long a kind of step takes, as the morning sheet tells it

Revises: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

MADE = (
    ("minutes_sign", "10", '["晨间待办单：签发一件公文约需（分钟）","Morning sheet: to sign a letter (minutes)"]'),
    ("minutes_decide", "5", '["晨间待办单：审批一件约需（分钟）","Morning sheet: to decide an approval (minutes)"]'),
    ("minutes_fill", "20", '["晨间待办单：填报一件约需（分钟）","Morning sheet: to fill in a step (minutes)"]'),
)
ADD = sa.text(
    "INSERT INTO threshold (key, value, words, valid_from) SELECT :key, :value, :words, '2000-01-01'"
    " WHERE EXISTS (SELECT 1 FROM threshold) AND NOT EXISTS (SELECT 1 FROM threshold WHERE key = :key)"
)


def upgrade() -> None:
    for key, value, words in MADE:
        op.execute(ADD.bindparams(key=key, value=value, words=words))


def downgrade() -> None:
    op.execute("DELETE FROM threshold WHERE key IN ('minutes_sign', 'minutes_decide', 'minutes_fill')")
