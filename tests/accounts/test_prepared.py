import gc
import weakref

import pytest

from accounts.models import User
from accounts.prepared import SOME_ID, Prepared, of_id

pytestmark = pytest.mark.django_db


def test_of_puts_each_value_in_its_place():
    ann = User.objects.create_user("ann", name="安")
    bob = User.objects.create_user("bob", name="博")
    by_name = Prepared(lambda name, pk: User.objects.filter(name=name).exclude(pk=pk).order_by("id"), "?", SOME_ID)

    assert by_name.of("安", bob.pk) == [ann]
    assert by_name.of("安", ann.pk) == []
    assert by_name.of("博", ann.pk) == [bob]


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
