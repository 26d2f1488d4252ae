"""Many stories on one clock: each says on which day it goes on, and the earliest is told next."""

import heapq
from collections.abc import Callable, Generator, Sequence

from workflows.demo.driver import City

Story = Generator[int, None, None]
"""Yields the working day, counted from today (-1 is the last one before it), on which it goes on."""

YESTERDAY = -1


def tell(city: City, stories: Sequence[Story], first: int, tick: Callable[[int], None], steps: int) -> None:
    """Tell them all, as far as yesterday; a story that wants to go on later stands where it is. `tick` gets how
    many of `steps` have passed since it was last called."""
    waiting = [(next(story), number) for number, story in enumerate(stories)]
    heapq.heapify(waiting)
    told = 0
    while waiting and waiting[0][0] <= YESTERDAY:
        day, number = heapq.heappop(waiting)
        city.go_on(city.workday(day))
        later = next(stories[number], None)
        if later is not None:
            heapq.heappush(waiting, (max(later, day), number))
        passed = steps * (day - first) // (YESTERDAY - first)
        tick(passed - told)
        told = passed
    for story in stories:
        story.close()
