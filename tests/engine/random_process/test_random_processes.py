"""Random processes, random paths, saved and loaded at every step, against a reference: not one difference.

500 paths take about twenty seconds of one core; the budget is 120 s. KANJIAN_RANDOM_PATHS=N walks more.
A path is `seed/path` (process and walk); one that fails is written to corpus.txt and replayed first for ever.
"""

import os
from pathlib import Path

from engine.errors import KanjianError
from tests.engine.random_process.random_walk import Difference, Walk

CORPUS = Path(__file__).parent / "corpus.txt"
PATHS = int(os.environ.get("KANJIAN_RANDOM_PATHS", "500"))
PATHS_PER_PROCESS = 5


def corpus() -> list[str]:
    return [line.split("#")[0].strip() for line in CORPUS.read_text().splitlines() if line.split("#")[0].strip()]


def walk(name: str) -> int:
    seed, path = name.split("/")
    return Walk(int(seed), int(path)).go()


def test_paths_that_once_failed_stay_right() -> None:
    for name in corpus():
        assert walk(name) > 0, name


def test_random_paths_agree_with_the_reference() -> None:
    failed, acts = [], 0
    for number in range(PATHS):
        name = f"{number // PATHS_PER_PROCESS}/{number % PATHS_PER_PROCESS}"
        try:
            acts += walk(name)
        except (Difference, KanjianError) as error:
            failed.append(f"{name} {type(error).__name__}: {error}")
            remember(name)

    assert not failed, f"{len(failed)} of {PATHS} paths: " + "\n".join(failed[:5])
    assert acts > 5 * PATHS


def remember(name: str) -> None:
    if name not in corpus():
        with CORPUS.open("a") as file:
            file.write(name + "\n")
