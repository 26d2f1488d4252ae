from tests.acceptance.conftest import ready, scenario

__all__ = ["ready", "scenario"]
