"""The templates as files: what the strict content policy would break, and what makes them hard to read."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from web.icons import ICONS
from web.management.commands.build_icons import SPRITE, symbol

FOLDER = Path(settings.BASE_DIR) / "web" / "templates"
TEMPLATES = sorted(FOLDER.rglob("*.html"))
STATIC = Path(settings.BASE_DIR) / "web" / "static" / "web"
INLINE = {
    "a style": re.compile(r"\sstyle\s*=", re.IGNORECASE),
    "a style sheet": re.compile(r"<style\b", re.IGNORECASE),
    "a script": re.compile(r"<script\b(?![^>]*\bsrc=)", re.IGNORECASE),
    "a handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "a script address": re.compile(r"javascript:", re.IGNORECASE),
    "evaluated htmx": re.compile(r"\shx-on|js:", re.IGNORECASE),
}
HAN = re.compile(r"[一-鿿]")


def named(path):
    return str(path.relative_to(FOLDER))


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_a_template_is_short_and_has_nothing_inline(path):
    source = path.read_text(encoding="utf-8")
    assert source.count("\n") <= 150
    assert [what for what, pattern in INLINE.items() if pattern.search(source)] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_a_template_speaks_through_gettext(path):
    allowed = "中文"  # the switch to Chinese is for people who read no English
    assert HAN.findall(path.read_text(encoding="utf-8").replace(allowed, "")) == []


def test_no_template_names_a_setting():
    """Whoever reads a page asks the administrator; names of settings are for the documentation."""
    assert [named(path) for path in TEMPLATES if "GEZHI_" in path.read_text(encoding="utf-8")] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_every_form_that_posts_carries_the_token(path):
    source = path.read_text(encoding="utf-8")
    forms = re.findall(r"<form\b[^>]*method=\"post\".*?</form>", source, re.DOTALL | re.IGNORECASE)
    assert [form[:60] for form in forms if "{% csrf_token %}" not in form] == []


def test_every_icon_in_a_template_is_in_the_sprite():
    used = {name for path in TEMPLATES for name in re.findall(r'{% icon "([^"]+)"', path.read_text(encoding="utf-8"))}
    drawn = set(re.findall(r'<symbol id="([^"]+)"', SPRITE.read_text(encoding="utf-8")))
    assert used - drawn == set()
    assert drawn == set(ICONS)
    assert sorted(ICONS) == list(ICONS)


def test_symbol_keeps_the_shapes_and_drops_the_frame():
    svg = '<svg>\n<path stroke="none" d="M0 0h24v24H0z" fill="none" />\n<path d="M9 11" />\n<circle r="3" /></svg>'
    assert symbol("pin", svg) == '<symbol id="pin" viewBox="0 0 24 24"><path d="M9 11" /><circle r="3" /></symbol>'


def test_own_style_sheets_load_nothing_from_elsewhere():
    sheets = "".join(path.read_text(encoding="utf-8") for path in STATIC.glob("*.css"))
    assert "url(" not in sheets
    assert "@import" not in sheets
