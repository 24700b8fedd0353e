"""The filters of case lists, shared by the pages and the API."""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any, ClassVar, Final

import django_filters  # type: ignore[import-untyped]  # ships no types
from django.contrib.postgres.search import SearchQueryField
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Value
from django.db.models.functions import Cast
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.refusals import invalid
from cases import search, words
from cases.models import Case, Text
from cases.models.case import CaseQuerySet
from cases.queries import pressing
from cases.states import Channel
from cases.world import ZONE
from grids.models.area import code_end

_CODE = RegexValidator(r"\A[0-9A-Za-z]{1,24}\Z", _("Write a code of letters and digits."))
_NUMBER: Final = re.compile(r"(?=.*\d)[0-9A-Za-z-]{6,60}", re.ASCII)
_DAYS: Final = (MinValueValidator(dt.date(1990, 1, 1)), MaxValueValidator(dt.date(2099, 12, 31)))
LONGEST_QUERY: Final = 500
_YES_OR_NO: Final = (("true", _("Overdue")), ("false", _("Not overdue")))
_TODAY: Final = (("today", _("Due today")),)
_LED_OR_NOT: Final = (("true", _("With a leader")), ("false", _("Without a leader")))


class _Matches(models.Func):
    """`tsvector @@ tsquery`."""

    template = "%(expressions)s"
    arg_joiner = " @@ "
    output_field = models.BooleanField()


class CaseFilter(django_filters.FilterSet):  # type: ignore[misc]  # ships no types
    """Narrows a list of cases that starts from `visible_to`. What cannot be understood is an error of its field."""

    q = django_filters.CharFilter(method="search", max_length=100, label=_("Words or number"))
    state = django_filters.MultipleChoiceFilter(choices=list(words.STATES.items()), label=_("State"))
    severity = django_filters.MultipleChoiceFilter(choices=list(words.SEVERITIES.items()), label=_("Severity"))
    overdue = django_filters.ChoiceFilter(method="late", choices=_YES_OR_NO, label=_("Overdue"))
    due = django_filters.ChoiceFilter(method="falls_due", choices=_TODAY, label=_("Falls due"))
    supervision = django_filters.MultipleChoiceFilter(choices=list(words.SUPERVISIONS.items()), label=_("Supervision"))
    leader = django_filters.ChoiceFilter(method="led", choices=_LED_OR_NOT, label=_("Leader in charge"))
    area = django_filters.CharFilter(method="within", validators=[_CODE], label=_("Area"))
    exact_area = django_filters.CharFilter(
        field_name="area_id", validators=[_CODE], label=_("In the area itself, in no part of it")
    )
    category = django_filters.CharFilter(field_name="category__code", validators=[_CODE], label=_("Category"))
    holder = django_filters.NumberFilter(
        field_name="holder_id", min_value=1, max_value=2**63 - 1, decimal_places=0, label=_("Holding unit")
    )
    since = django_filters.DateFilter(method="from_day", validators=_DAYS, label=_("Reported since"))
    until = django_filters.DateFilter(method="to_day", validators=_DAYS, label=_("Reported until"))

    class Meta:
        model = Case
        fields: ClassVar[list[str]] = []

    def __init__(self, data: Mapping[str, Any], queryset: CaseQuerySet, at: dt.datetime) -> None:
        super().__init__(data, queryset)
        self.at = at

    def late(self, cases: CaseQuerySet, name: str, value: str) -> CaseQuerySet:
        """The whole-case clock has run out and still runs."""
        overdue = pressing.overdue(self.at)
        return cases.filter(overdue if value == "true" else ~overdue)

    def falls_due(self, cases: CaseQuerySet, name: str, value: str) -> CaseQuerySet:
        """The whole-case clock runs out today, and has not yet."""
        return cases.filter(pressing.due_today(self.at))

    def led(self, cases: CaseQuerySet, name: str, value: str) -> CaseQuerySet:
        """A leader is, or was, in charge, or one is wanted."""
        return cases.filter(has_leader=value == "true")

    def within(self, cases: CaseQuerySet, name: str, value: str) -> CaseQuerySet:
        """The subtree of an area."""
        return cases.filter(area_id__gte=value, area_id__lt=code_end(value))

    def from_day(self, cases: CaseQuerySet, name: str, value: dt.date) -> CaseQuerySet:
        """Reported on the day or after it, by the office's clock."""
        return cases.filter(reported_at__gte=_midnight(value))

    def to_day(self, cases: CaseQuerySet, name: str, value: dt.date) -> CaseQuerySet:
        """Reported on the day or before it, by the office's clock."""
        return cases.filter(reported_at__lt=_midnight(value) + dt.timedelta(days=1))

    def search(self, cases: CaseQuerySet, name: str, value: str) -> CaseQuerySet:
        """The words of the request; or, for what looks like one, the exact number, own or external."""
        asked = search.query_text(value)
        found = Text.objects.none().values("case_id")
        if asked:
            found = Text.objects.filter(_Matches("search", Cast(Value(asked), SearchQueryField()))).values("case_id")
        if _NUMBER.fullmatch(value):
            numbered = Case.objects.filter(number=value).values("pk")
            external = Case.objects.filter(channel__in=list(Channel), external_number=value).values("pk")
            found = found.union(numbered, external)
        return cases.filter(pk__in=found)


def kept(asked: QueryDict, *, shared: bool = False) -> str:
    """The filters of an address as they are saved: the known ones that say something, and nothing else of it.

    Words to search for are not shared: under a name they would be a list to watch a person by (hazard E1).
    Raises `Refusal` invalid `no_filter` where none is left, `bad_filter` for what cannot be understood.
    """
    known = QueryDict(mutable=True)
    for name in CaseFilter.base_filters:
        values = [value for value in asked.getlist(name) if value]
        if values and not (shared and name == "q"):
            known.setlist(name, values)
    if not known:
        raise invalid("no_filter", _("Choose at least one filter first."))
    query = known.urlencode()
    form = CaseFilter(known, Case.objects.none(), dt.datetime.min.replace(tzinfo=dt.UTC)).form
    if not form.is_valid() or len(query) > LONGEST_QUERY:
        raise invalid("bad_filter", _("These filters cannot be saved. Take one away."))
    return query


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), ZONE)
