"""What README.md says of settings and commands is what there is."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from web.cli import main
from web.settings import BadSetting, Settings, from_environment

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def rows(heading: str) -> dict[str, str]:
    """The first and second column of the table under a heading, without their marks."""
    part = README.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    found = re.findall(r"^\| `([^`]+)` \| ([^|]*) \|", part, flags=re.M)
    return {name: second.strip() for name, second in found}


def test_the_settings_are_those_that_are_read() -> None:
    assert list(rows("Settings")) == [f"KANJIAN_{field.name.upper()}" for field in fields(Settings)]


def test_the_defaults_are_those_that_are_written() -> None:
    for field in fields(Settings):
        written = rows("Settings")[f"KANJIAN_{field.name.upper()}"]
        if written.startswith("`") and field.name != "var":
            expected = str(int(field.default)) if isinstance(field.default, bool) else str(field.default)
            assert written == f"`{expected}`", field.name


def test_the_commands_are_those_that_there_are() -> None:
    assert {name.removeprefix("kanjian ") for name in rows("Commands")} == set(main.commands)


def test_every_folder_of_the_map_is_there() -> None:
    folders = rows("The map of the house")
    assert len(folders) >= 6
    for name in folders:
        assert (ROOT / name).is_dir(), name


def test_a_setting_that_cannot_be_read_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KANJIAN_PORT", "eighty")
    with pytest.raises(BadSetting) as caught:
        from_environment()
    assert "KANJIAN_PORT" in caught.value.text.en


def test_demo_accounts_are_never_served_beyond_this_machine() -> None:
    with pytest.raises(BadSetting):
        Settings(host="0.0.0.0", demo=True, behind_tls=True).check()
    with pytest.raises(BadSetting):
        Settings(host="0.0.0.0").check()
    Settings(host="0.0.0.0", behind_tls=True).check()
