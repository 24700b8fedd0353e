"""The figures as people have set them, with who set them and what is to come."""

from collections import defaultdict
from dataclasses import dataclass

from cases import figures
from cases.figures import Value
from cases.models import Setting
from cases.world import World


@dataclass(frozen=True)
class Figure:
    """One figure today. `row`: who set the value in force, None for that of the installation; `to_come` by day.

    `count` is the number of rows of the figure, which `set_figure` takes as `expected`.
    """

    name: str
    value: Value
    least: Value
    most: Value
    row: Setting | None
    to_come: tuple[tuple[Setting, Value], ...]
    count: int


def all_figures(present: World) -> dict[str, Figure]:
    """Every figure by name. One statement."""
    return _figures(present, figures.NAMES)


def figure(present: World, name: str) -> Figure:
    """One figure; KeyError for an unknown name. One statement."""
    figures.bounds(name)
    return _figures(present, (name,))[name]


def _figures(present: World, names: tuple[str, ...]) -> dict[str, Figure]:
    rows: dict[str, list[Setting]] = defaultdict(list)
    for row in Setting.objects.filter(name__in=names).select_related("by").order_by("since"):
        rows[row.name].append(row)
    return {name: _figure(present, name, rows[name]) for name in names}


def _figure(present: World, name: str, rows: list[Setting]) -> Figure:
    least, most = figures.bounds(name)
    begun = [row for row in rows if row.since <= present.today]
    return Figure(
        name,
        getattr(present.figures, name),
        least,
        most,
        begun[-1] if begun else None,
        tuple((row, figures.read(name, str(row.value))) for row in rows[len(begun) :]),
        len(rows),
    )
