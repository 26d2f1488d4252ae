from tests.workflows.supervision.closing.conftest import stage

__all__ = ["stage"]
