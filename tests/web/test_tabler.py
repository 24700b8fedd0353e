"""Which part of Tabler's sheet is kept. That the committed one is current, tests/config/test_documents.py says."""

from pathlib import Path

import pytest
from django.conf import settings

from web.tabler import parse, reduced, split, used_classes

SHEET = """
@charset "UTF-8";/* said { once } */
:root{--a:1px;--b:var(--c);--c:2px;--d:url("data:;{x}")}
*,::after{box-sizing:border-box}
.btn,.btn-warning{margin:var(--b)}
.btn:not(.btn-close):hover{color:red}
.btn.dropdown{color:red}
[data-theme=dark] .btn{color:blue}
@media (max-width:9px){.btn{--e:1}.row{margin:0}}
@media (max-width:8px){.row{margin:0}}
@keyframes spin{to{left:0}}
@keyframes fade{to{top:0}}
.form-control{animation:1s spin;content:"a;b}"}
"""


def test_only_what_pages_can_use_is_kept():
    assert reduced(SHEET, {"btn", "form-control"}, {"--e"}).splitlines() == [
        ":root{--b:var(--c);--c:2px}",
        "*,::after{box-sizing:border-box}",
        ".btn{margin:var(--b)}",
        ".btn:not(.btn-close):hover{color:red}",
        "@media (max-width:9px){.btn{--e:1}}",
        "@keyframes spin{to{left:0}}",
        '.form-control{animation:1s spin;content:"a;b}"}',
    ]


def test_a_lost_brace_is_told():
    with pytest.raises(ValueError, match="brace is missing"):
        list(parse("a{color:red}b{"))


def test_lists_are_cut_outside_brackets_and_strings():
    assert split(':is(a,b),c[d="e,f"]', ",") == [":is(a,b)", 'c[d="e,f"]']


def test_classes_are_found_in_templates_widgets_and_scripts(tmp_path):
    (tmp_path / "a.html").write_text('<p class="one{% if x %} two{% endif %} t-{{ y }}">{# class="no" #}</p>')
    (tmp_path / "b.py").write_text('attrs = {"class": "three four"}')
    (tmp_path / "c.js").write_text('made.className = "five"; seven(); other = `<b class="six">`')
    assert used_classes(tmp_path) == {"one", "two", "t-", "three", "four", "five", "b", "class", "six"}


def test_the_subset_is_small_and_holds_what_every_page_uses():
    text = (Path(settings.BASE_DIR) / "web/static/web/tabler.css").read_text()
    assert len(text) < 40_000
    for selector in ("body{", ".btn{", ".form-control{", ".btn-primary{"):
        assert f"\n{selector}" in text
    assert ".visually-hidden" in text
    assert ".modal" not in text
