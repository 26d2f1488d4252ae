"""The bell: tells a runner of this process that there may be work. It may be lost; a sweep finds the rest."""

from threading import Event

_rung = Event()


def ring() -> None:
    """There may be a job."""
    _rung.set()


def wait(seconds: float) -> bool:
    """Wait until it rings, or until the time is over; silent again afterwards."""
    heard = _rung.wait(seconds)
    _rung.clear()
    return heard
