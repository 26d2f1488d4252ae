"""What comes next, as the diagrams say it: only what can come about, in words of the step."""

import pytest
from sqlalchemy import Engine

from engine import definitions
from engine.db import transaction
from workflows.bootstrap import deploy
from workflows.reading import ahead


@pytest.mark.parametrize(
    ("element", "words"),
    [
        (
            "unit_close",
            "若全部销号：该单位销号；若不满意，或尚未办结：下次跟踪日期或重新整改等；若尚有建议未报方案：整改方案",
        ),
        ("set_unresolved", "提请督查"),
    ],
)
def test_behind_the_closing_of_a_unit_stands_what_becomes_of_it(sqlite: Engine, element: str, words: str) -> None:
    with transaction(sqlite) as session:
        deploy(session)
        definition = definitions.latest(session, "rectification")
        assert definition is not None
        assert ahead.words(ahead.next_steps(session, definition.id, element)).zh == words
