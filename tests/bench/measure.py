"""CPU time and percentiles of one act, measured many times in one process."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Figures:
    """Milliseconds: CPU (median), and wall p50 and p95; how often it was done."""

    cpu: float
    p50: float
    p95: float
    times: int


def measure(act: Callable[[int], None], times: int, warm: int = 3) -> Figures:
    """Do `act(n)` `times` times after a warm-up."""
    for number in range(warm):
        act(number)
    cpu, wall = [], []
    for number in range(warm, warm + times):
        began_cpu, began = time.process_time(), time.perf_counter()
        act(number)
        cpu.append((time.process_time() - began_cpu) * 1000)
        wall.append((time.perf_counter() - began) * 1000)
    wall.sort()
    return Figures(statistics.median(cpu), wall[len(wall) // 2], wall[min(len(wall) - 1, int(len(wall) * 0.95))], times)
