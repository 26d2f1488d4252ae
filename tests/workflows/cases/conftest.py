from tests.workflows.supervision.closing.conftest import stage, whole

__all__ = ["stage", "whole"]
