"""What goes out waits some minutes (`outbox_grace`), so that it can be taken back without a trace outside."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from engine import clock
from workflows.settings.in_force import threshold


def ends_at(session: Session) -> datetime:
    """Until when what is sent now can still be taken back."""
    return clock.now() + timedelta(minutes=int(threshold(session, "outbox_grace", clock.today())))
