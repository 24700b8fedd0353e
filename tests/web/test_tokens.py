"""The tokens of the design: every pair that pages use has its contrast in every mode, and no sheet names a colour."""

import re
from pathlib import Path

import pytest
from django.conf import settings

SHEETS = Path(settings.BASE_DIR) / "web/static/web"
TABLES = ["gezhi.css", "dark.css", "contrast.css"]
OF_THEIR_OWN = {"tabler.css", "screen.css"}
"""Another's sheet, and the wall, which is always dark."""
MODES = {
    "light": (["gezhi.css"], 0),
    "dark": (["gezhi.css", "dark.css"], 1),
    "light, high contrast": (["gezhi.css", "contrast.css"], 0),
    "dark, high contrast": (["gezhi.css", "dark.css", "contrast.css"], 1),
}
# What is written on what.
TEXTS = {
    "ink": "paper card pine-soft seal-soft amber-soft good-soft",
    "muted": "paper card",
    "pine": "paper card pine-soft",
    "pine-dark": "paper card pine-soft",
    "seal": "paper card seal-soft",
    "amber": "paper card amber-soft",
    "good": "paper card good-soft",
    "on-strong": "pine pine-dark seal seal-dark good",
    "card": "ink",
    "sheet-ink": "sheet",
    "sheet-pine": "sheet",
    "sheet-seal": "sheet",
}
# Borders of controls, bars and the mark of what has the focus, on what lies beside them.
SHAPES = {
    "line-strong": "paper card",
    "focus": "paper card",
    "amber-line": "paper card",
    "pine": "paper track",
    "seal": "card track",
    "good": "track",
}
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgba?|hsla?|oklch|oklab|lab|color)\(")


def table(sheet):
    """The tokens of one sheet: name to light and dark value."""
    pairs = re.findall(r"--gz-([\w-]+): ((?:light-dark\()?#[^;]+);", (SHEETS / sheet).read_text())
    return {name: re.findall(r"#[0-9a-f]+", value) * 2 for name, value in pairs}


def colours(mode):
    """The tokens that count in a mode."""
    sheets, dark = MODES[mode]
    return {name: values[dark] for sheet in sheets for name, values in table(sheet).items()}


def luminance(colour):
    """Relative luminance after WCAG 2.2."""
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    """Contrast ratio after WCAG 2.2, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def below(mode, pairs, least):
    found = colours(mode)
    ratios = {(one, on): contrast(found[one], found[on]) for one, many in pairs.items() for on in many.split()}
    return {pair: round(ratio, 2) for pair, ratio in ratios.items() if ratio < least}


@pytest.mark.parametrize("mode", MODES)
def test_texts_can_be_read_in_every_mode(mode):
    assert below(mode, TEXTS, 7 if "high" in mode else 4.5) == {}


@pytest.mark.parametrize("mode", MODES)
def test_controls_can_be_seen_in_every_mode(mode):
    assert below(mode, SHAPES, 3) == {}


def test_the_modes_change_colours_that_exist_and_all_of_those_that_pages_show():
    light = set(table("gezhi.css"))
    assert light - set(table("dark.css")) == {name for name in light if name.startswith("sheet")}
    assert set(table("dark.css")) == set(table("contrast.css")) - {"shadow"}


def test_the_known_ratio_of_black_on_white():
    assert contrast("#000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#fff") == pytest.approx(4.48, abs=0.01)


def test_no_sheet_but_the_tables_names_a_colour():
    texts = {path.name: path.read_text() for path in SHEETS.glob("*.css") if path.name not in OF_THEIR_OWN}
    for sheet in TABLES:
        texts[sheet] = re.sub(r"\n *--gz-[\w-]+: [^;]+;|@supports [^{]+", "", texts[sheet])
    found = [(name, line.strip()) for name, text in texts.items() for line in text.splitlines() if COLOUR.search(line)]
    assert found == []
