"""The wiring, for acts that move another instance: an objection that stops a plan, a call that confirms a receipt."""

from engine.process import Host


def domain() -> Host:
    """Imported late, because the wiring lists this package's processes."""
    from workflows.bootstrap import DOMAIN

    return DOMAIN
