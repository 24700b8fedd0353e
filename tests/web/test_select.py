"""Our own template of a list to choose from says what Django's says."""

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


def test_a_list_looks_as_django_draws_it():
    for widget in (forms.Select, Marked, forms.SelectMultiple, forms.NullBooleanSelect):
        drawn = widget(attrs={"id": "it", "required": True})
        if widget is not forms.NullBooleanSelect:
            drawn.choices = CHOICES
        for value in (None, "", "1", ["2"], 'x"y'):
            context = drawn.get_context("name", value, {"class": "form-select"})
            theirs = DjangoTemplates().render(drawn.template_name, context)
            assert parse_html(render_to_string(drawn.template_name, context)) == parse_html(theirs)
