"""Categories to choose from, by group and with each group as a whole."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.models import Category

Choices = list[tuple[str, Any]]


def with_groups(categories: Iterable[Category]) -> Choices:
    """Every group with itself as a whole first, then its categories."""
    ordered = sorted(categories, key=lambda row: (row.group, row.code))
    found: Choices = []
    for group, rows in groupby(ordered, key=lambda row: row.group):
        inside = list(rows)
        name = inside[0].group_name
        whole = (group, _("All of %(group)s") % {"group": name})
        found.append((name, [whole, *((row.code, f"{row.code} {row.name}") for row in inside)]))
    return found
