import re
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader

import web.forms

WEB = Path(web.forms.__file__).parent.parent
TEMPLATES = sorted(path.relative_to(WEB / "templates").as_posix() for path in (WEB / "templates").rglob("*.html"))
SYMBOLS = set(re.findall(r'<symbol id="([a-z0-9-]+)"', (WEB / "static" / "icons.svg").read_text("utf-8")))


def source(name: str) -> str:
    return (WEB / "templates" / name).read_text("utf-8")


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_compiles(name):
    Environment(loader=FileSystemLoader(WEB / "templates")).get_template(name)


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_page_needs_no_inline_style_or_script(name):
    html = re.sub(r"\{#.*?#\}", "", source(name), flags=re.S)
    assert not re.search(r"\sstyle=|\son[a-z]+=|<style|javascript:", html)
    assert not re.search(r"<script(?![^>]*\bsrc=)", html)
    assert "http://" not in html and "https://" not in html


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_icon_is_in_the_sprite(name):
    used = set(re.findall(r'icon\("([a-z0-9-]+)"', source(name)))
    assert used <= SYMBOLS


def test_every_icon_that_the_code_names_is_in_the_sprite():
    named = {
        found
        for path in WEB.rglob("*.py")
        for found in re.findall(r'icon"?(?:=|: )"([a-z0-9-]+)"', path.read_text("utf-8"))
    }
    assert named <= SYMBOLS


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_static_file_of_a_page_exists(name):
    used = re.findall(r"filename='([^'~]+)'\)", source(name))
    assert all((WEB / "static" / found).is_file() for found in used)


def test_modules_import_only_modules_that_exist():
    scripts = WEB / "static" / "js"
    for script in scripts.glob("*.js"):
        for found in re.findall(r'from "\./([a-z]+\.js)"', script.read_text("utf-8")):
            assert (scripts / found).is_file()
