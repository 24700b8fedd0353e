import gc
import weakref

import pytest
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import JSONObject

from accounts.actions import audit
from accounts.models import AuditEntry, User
from accounts.prepared import SOME_ID, Prepared, of_id
from tests.town import AT

pytestmark = pytest.mark.django_db


def test_of_puts_each_value_in_its_place():
    ann = User.objects.create_user("ann", name="安")
    bob = User.objects.create_user("bob", name="博")
    by_name = Prepared(lambda name, pk: User.objects.filter(name=name).exclude(pk=pk).order_by("id"), "?", SOME_ID)

    assert by_name.of("安", bob.pk) == [ann]
    assert by_name.of("安", ann.pk) == []
    assert by_name.of("博", ann.pk) == [bob]


def test_rows_are_those_of_the_query_itself():
    """Fields that are read through a function of their own, and annotations of every kind, come as from Django."""
    ann = User.objects.create_user("ann", name="安")
    audit.record(by=ann, verb="reveal", subject_kind="case", subject_id=7, at=AT, data={"why": "visit"})

    def rows(pk):
        told = User.objects.filter(pk=OuterRef("user_id")).values(told=JSONObject(name="username"))
        return AuditEntry.objects.filter(user_id=pk).annotate(told=Subquery(told), who=F("user__name"))

    (found,), (plain,) = of_id(rows).of(ann.pk), rows(ann.pk)
    assert found == plain
    values = [{name: value for name, value in vars(row).items() if name != "_state"} for row in (found, plain)]
    assert values[0] == values[1]
    assert (found.data, found.told, found.who) == ({"why": "visit"}, {"name": "ann"}, "安")
    assert (found._state.db, found._state.adding) == ("default", False)


def test_of_a_query_that_finds_nothing_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert of_id(lambda pk: User.objects.filter(pk=pk, name__in=[])).of(1) == []


def test_a_value_that_the_statement_does_not_use_is_refused():
    with pytest.raises(TypeError, match="not found"):
        Prepared(lambda name, pk: User.objects.filter(name=name), "?", SOME_ID).of("安", 1)


def test_what_made_the_statement_is_let_go():
    class Held:
        """Stands for a whole directory."""

    held = Held()
    seen = weakref.ref(held)
    prepared = of_id(lambda pk, _held=held: User.objects.filter(pk=pk))
    prepared.of(1)
    del held
    gc.collect()

    assert seen() is None
