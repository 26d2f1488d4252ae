"""The rules of the house that no linter knows."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
PACKAGES = ("engine", "workflows", "web")
TOP = {
    ".ci",
    ".dockerignore",
    ".gitignore",
    "CHANGELOG.md",
    "LICENSE",
    "Makefile",
    "README.md",
    "README.zh-CN.md",
    "bpmn",
    "docker",
    "engine",
    "pyproject.toml",
    "requirements-dev.lock",
    "requirements.lock",
    "tests",
    "web",
    "workflows",
}
LONGEST_FILE, LONGEST_FUNCTION, BROAD = 400, 40, 3


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / line for line in listed.splitlines() if (ROOT / line).exists()]


def sources(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from (path for path in (ROOT / folder).rglob("*.py") if "versions" not in path.parts)


def test_the_root_holds_the_house_and_nothing_else() -> None:
    assert {path.relative_to(ROOT).parts[0] for path in tracked()} <= TOP


def test_one_place_commits() -> None:
    found = [
        f"{path.relative_to(ROOT)}"
        for path in sources(*PACKAGES)
        if re.search(r"\.commit\(\)", path.read_text()) and "migrations" not in path.parts
    ]
    assert found == ["engine/db.py"]


def test_no_file_is_longer_than_a_person_reads_at_once() -> None:
    long = {
        str(p.relative_to(ROOT)): n for p in sources(*PACKAGES) if (n := len(p.read_text().splitlines())) > LONGEST_FILE
    }
    assert long == {}


def test_no_function_is_longer_than_a_screen() -> None:
    long = {}
    for path in sources(*PACKAGES):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                body = node.body[1:] if ast.get_docstring(node) else node.body
                length = (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
                if length > LONGEST_FUNCTION:
                    long[f"{path.relative_to(ROOT)}:{node.name}"] = length
    assert long == {}


def test_broad_excepts_stand_in_three_places_at_most() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in sources(*PACKAGES)
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if re.search(r"except( Exception| BaseException)?( as \w+)?:", line)
    ]
    assert len(found) <= BROAD, found


@pytest.mark.parametrize("name", ["utils.py", "helpers.py", "common.py", "misc.py"])
def test_every_file_says_what_it_is_about(name: str) -> None:
    assert [path for path in sources(*PACKAGES) if path.name == name] == []


def test_the_words_of_courts_and_police_are_not_used() -> None:
    """Decisions D3–D5: a consultative body does not order, try or punish."""
    words = re.compile(r"立案|调查核实|受理审查|不予受理|责令|限期整改")
    shown = [*sources("workflows", "web"), *(ROOT / "web/templates").rglob("*.html"), *(ROOT / "bpmn").rglob("*.bpmn")]
    allowed = {ROOT / "workflows/documents/advice.py", ROOT / "workflows/documents/wording.py"}
    found = [str(p.relative_to(ROOT)) for p in shown if p not in allowed and words.search(p.read_text())]
    assert found == []


def test_templates_speak_both_languages() -> None:
    """No Chinese stands in a template outside t(…), a comment or an attribute that both languages share."""
    chinese = re.compile(r"[\u4e00-\u9fff]")
    shared = {"见", "看见", "中文"}
    loose = []
    for path in (ROOT / "web/templates").rglob("*.html"):
        text = re.sub(r"\{#.*?#\}", "", path.read_text(), flags=re.S)
        text = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "", text, flags=re.S)
        for line in text.splitlines():
            rest = re.sub(r"<[^>]*>", " ", line)
            words = set(re.findall(r"[\u4e00-\u9fff]+", rest))
            if chinese.search(line) and not words <= shared:
                loose.append(f"{path.name}: {line.strip()[:80]}")
    assert loose == []
