"""What is entered for others is told on the same letter with its units."""

from tests.workflows.rectification.conftest import story

__all__ = ["story"]
