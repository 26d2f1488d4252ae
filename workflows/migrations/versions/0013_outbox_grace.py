"""outbox grace: how long a message about a new task waits before it leaves

Revises: 0012
"""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

GRACE = (
    "INSERT INTO threshold (key, value, words, valid_from) SELECT 'outbox_grace', '5',"
    " '[\"外发通知等候（分钟）\",\"Messages wait before they leave (minutes)\"]', '2000-01-01'"
    " WHERE EXISTS (SELECT 1 FROM threshold) AND NOT EXISTS (SELECT 1 FROM threshold WHERE key = 'outbox_grace')"
)


def upgrade() -> None:
    op.execute(GRACE)


def downgrade() -> None:
    op.execute("DELETE FROM threshold WHERE key = 'outbox_grace'")
