"""How a person wants to be told outside, as he says it himself."""

import re
from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from engine.errors import BadAnswer
from engine.text import Text
from workflows.notices.kinds import CHOSEN, Way
from workflows.notices.models import Preference

ADDRESS = re.compile(r"[A-Za-z0-9._%+'-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
LONGEST = 254
NO_ADDRESS = Text(
    "邮箱地址不完整，应如 name@example.org。", "The address is not complete; write it as name@example.org."
)


def preference_of(session: Session, person_id: int) -> Preference:
    """How the person wants to be reached; made where he has never said."""
    found = session.get(Preference, person_id)
    if found is None:
        found = Preference(person_id=person_id, mail="", ways={})
        session.add(found)
    return found


def choose(session: Session, person_id: int, mail: str, ways: Mapping[Way, Sequence[str]]) -> Preference:
    """Keep what the person wants; ways that are not named stay as they are. Whoever saves an address again wants it
    to be tried again. Raises BadAnswer for what is no address."""
    mail = mail.strip()
    if mail and (len(mail) > LONGEST or ADDRESS.fullmatch(mail) is None):
        raise BadAnswer({"mail": [NO_ADDRESS]})
    preference = preference_of(session, person_id)
    preference.mail, preference.refused_at, preference.refusal = mail, None, None
    chosen = {str(way): [str(kind) for kind in CHOSEN if kind in kinds] for way, kinds in ways.items()}
    preference.ways = {**(preference.ways or {}), **chosen}
    return preference
