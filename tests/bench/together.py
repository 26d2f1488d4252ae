"""How many approvals a second several processes do on one PostgreSQL: each signs letters of its own."""

import multiprocessing
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from engine import clock, commands
from engine.db import connect, transaction
from tests.bench import clones
from tests.scenario import MORNING
from workflows.bootstrap import DOMAIN
from workflows.people.actors import actor_of

if TYPE_CHECKING:
    from tests.bench.__main__ import Bench

EACH, WARM = 60, 5
ANSWER = {
    "item_kind": "REVIEW",
    "decision": "APPROVE",
    "opinion": "同意，请按程序办理",
    "return_to": None,
    "resubmit_mode": None,
    "chair_meeting": None,
    "attachments": None,
}


def per_second(bench: "Bench", first: int, processes: int) -> float:
    """Approvals in a second of wall time, of clones from `first` on."""
    spawn = multiprocessing.get_context("spawn")
    start, done = spawn.Barrier(processes + 1), spawn.Queue()
    url = bench.database.url.render_as_string(hide_password=False)
    workers = []
    for number in range(processes):
        begin = first + number * (EACH + WARM)
        items = [bench.item + one * clones.STRIDE for one in range(begin, begin + EACH + WARM)]
        workers.append(spawn.Process(target=_sign, args=(url, bench.signer, items, start, done)))
    for worker in workers:
        worker.start()
    start.wait(timeout=60)
    began = time.perf_counter()
    signed = sum(done.get(timeout=120) for _ in workers)
    lasted = time.perf_counter() - began
    for worker in workers:
        worker.join()
    return signed / lasted


def _sign(url: str, signer: int, items: Sequence[int], start: Any, done: Any) -> None:
    database = connect(url)
    with clock.at(MORNING):
        for item in items[:WARM]:
            _approve(database, signer, item)
        start.wait(timeout=60)
        for item in items[WARM:]:
            _approve(database, signer, item)
    done.put(len(items) - WARM)
    database.dispose()


def _approve(database: Any, signer: int, item: int) -> None:
    with transaction(database) as session:
        commands.complete(session, DOMAIN, item, ANSWER, actor=actor_of(session, signer), confirmed=True)
