"""What runs on one machine (Procfile) and what runs on several (compose.yaml) is the same."""

import subprocess
import sys
from pathlib import Path

import yaml

DOCKER = Path(__file__).parents[2] / "docker"
COMPOSE = yaml.safe_load((DOCKER / "compose.yaml").read_text())["services"]


def test_the_commands_are_the_same_in_both() -> None:
    written = [line.partition(": ") for line in (DOCKER / "Procfile").read_text().splitlines() if line[0] != "#"]
    loops = {name: words.removeprefix("while :; do ").removesuffix("; sleep 1; done") for name, _, words in written}
    assert loops == {name: COMPOSE[name]["command"] for name in loops}
    assert set(COMPOSE) - set(loops) == {"prepare", "db", "broker"}


def test_there_are_as_many_of_each() -> None:
    counts = (DOCKER / "cluster.sh").read_text().partition(" -c ")[2].strip()
    wanted = {name: int(count) for name, _, count in (one.partition("=") for one in counts.split(","))}
    assert wanted == {name: COMPOSE[name].get("deploy", {}).get("replicas", 1) for name in wanted}


def test_whoever_dies_is_begun_again() -> None:
    assert {one["restart"] for name, one in COMPOSE.items() if name != "prepare"} == {"unless-stopped"}


def test_whoever_does_without_celery_does_not_wait_for_it() -> None:
    words = "import sys, web.cli; print({'celery', 'kombu', 'gunicorn'} & set(sys.modules))"
    found = subprocess.run([sys.executable, "-c", words], cwd=DOCKER.parent, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "set()"
