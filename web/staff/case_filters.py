"""The filters of cases as their pages ask and offer them: the list and the map."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from cases.viewer import Viewer
from cases.world import World
from grids.roles import Permission
from web.report_form import category_choices
from web.staff import area_choices

MOST_CHOICES = 300

Choices = Sequence[tuple[str, Any]]


def asked(request: HttpRequest) -> QueryDict:
    """The filters of the address, without those that a form sent empty."""
    given = request.GET.copy()
    for name in given:
        given.setlist(name, [value for value in given.getlist(name) if value])
    return given


def offer(form: forms.Form, present: World, viewer: Viewer, **more: Choices) -> None:
    """Lists to choose from instead of codes to type, while they stay short; today's words for each."""
    form.auto_id = "filter_%s"
    lists: dict[str, Choices] = {
        "overdue": own_choices(form, "overdue"),
        "category": category_choices(present.catalogue.all_in_force(present.today))[1:],
        "area": area_choices.tree(present.directory, codes_of(viewer)),
        **more,
    }
    for name, choices in lists.items():
        if len(choices) <= MOST_CHOICES:
            form.fields[name].widget = forms.Select(choices=[("", _("All")), *choices])


def own_choices(form: forms.Form, name: str) -> list[tuple[str, Any]]:
    """The choices that the filter brings, without the empty one."""
    choices = form.fields[name].choices  # type: ignore[attr-defined]  # a ChoiceField
    return [choice for choice in choices if choice[0]]


def codes_of(viewer: Viewer) -> list[str]:
    """The areas of the posts that show cases."""
    units = viewer.directory.units
    return [post.area_code or units[post.unit_id].area_code for post in viewer.posts if post.allows(Permission.VIEW)]
