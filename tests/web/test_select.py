"""Our own template of a list to choose from says what Django's says."""

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.template.loader import render_to_string
from django.test.html import parse_html

CHOICES = [("", "—"), ("A & B", [("1", "<one>"), (2, "two")]), ('x"y', "三"), (None, "none")]


class Marked(forms.Select):
    """Options with attributes of each kind."""

    def create_option(self, name, value, *args, **more):
        option = super().create_option(name, value, *args, **more)
        option["attrs"] |= {"data-of": f"<{value}>", "disabled": value == "1", "hidden": False}
        return option


@pytest.mark.parametrize(
    ("widget", "value", "selected"),
    [
        (forms.Select, "", 1),
        (forms.Select, "1", 1),
        (forms.Select, 2, 1),
        (forms.Select, 'x"y', 1),
        (Marked, "1", 1),
        (forms.SelectMultiple, [], 0),
        (forms.SelectMultiple, ["1", "2"], 2),
    ],
)
def test_a_list_looks_as_django_draws_it(widget, value, selected):
    drawn = widget(attrs={"id": "it", "required": True}, choices=CHOICES)
    context = drawn.get_context("name", value, {"class": "form-select"})
    ours, theirs = (
        render_to_string(drawn.template_name, context),
        DjangoTemplates().render(drawn.template_name, context),
    )
    assert parse_html(ours) == parse_html(theirs)
    assert ours.count(" selected") == selected
