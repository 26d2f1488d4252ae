"""Many stories on one clock: each says on which day it goes on, and the earliest is told next."""

import heapq
from collections.abc import Callable, Generator, Sequence

from workflows.demo.driver import City

Story = Generator[int, None, None]
"""Yields the working day, counted from today (-1 is the last one before it), on which it goes on."""

YESTERDAY = -1


def together(stories: Sequence[Story]) -> Story:
    """Tell several at once, the earliest day first."""
    waiting = [(next(story), number) for number, story in enumerate(stories)]
    heapq.heapify(waiting)
    while waiting:
        day, number = heapq.heappop(waiting)
        yield day
        later = next(stories[number], None)
        if later is not None:
            heapq.heappush(waiting, (max(later, day), number))


def tell(city: City, stories: Sequence[Story], first: int, tick: Callable[[int], None], steps: int) -> None:
    """Tell them all, as far as yesterday; a story that wants to go on later stands where it is. `tick` gets how
    many of `steps` have passed since it was last called."""
    told = 0
    for day in together(stories):
        if day > YESTERDAY:
            break
        city.go_on(city.workday(day))
        passed = steps * (day - first) // (YESTERDAY - first)
        tick(passed - told)
        told = passed
