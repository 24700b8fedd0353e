import datetime as dt

import pytest

from accounts.models import User
from notices import outbox, queries
from notices.actions import mark_read
from notices.models import Notice, NoticeRead
from notices.outbox import To

AT = dt.datetime(2026, 3, 2, 1, 0, tzinfo=dt.UTC)
DESK, OTHER_DESK = 7, 8


@pytest.fixture
def reader(db):
    return User.objects.create(username="reader", name="甲")


@pytest.fixture
def colleague(db):
    return User.objects.create(username="colleague", name="乙")


def tell(*addressees, kind="case_arrived"):
    start = Notice.objects.count()
    outbox.write(
        outbox.put(kind, to=to, about=("case", f"N-{number}"), key=f"k{number}", at=AT)
        for number, to in enumerate(addressees, start)
    )


def numbers(rows):
    return [(row.about_id, row.is_read) for row in rows]


def test_inbox_holds_own_and_desk_notices_newest_first(reader, colleague):
    tell(To("user", reader.pk), To("unit", DESK), To("unit", OTHER_DESK), To("user", colleague.pk), To("unit", DESK))
    assert numbers(queries.inbox(reader.pk, [DESK])) == [("N-4", False), ("N-1", False), ("N-0", False)]
    assert numbers(queries.inbox(reader.pk, [])) == [("N-0", False)]


def test_a_user_and_a_unit_of_the_same_number_are_not_mistaken(reader):
    tell(To("unit", reader.pk))
    assert numbers(queries.inbox(reader.pk, [])) == []


@pytest.mark.parametrize("count", [1, 3])
def test_inbox_and_count_are_one_statement_each(reader, django_assert_num_queries, count):
    tell(*[To("unit", DESK)] * count)
    with django_assert_num_queries(2):
        assert len(queries.inbox(reader.pk, [DESK])[:20]) == count
        assert queries.unread_count(reader.pk, [DESK]) == count


def test_unread_count_counts_what_the_inbox_holds(reader, colleague):
    tell(
        To("user", reader.pk), To("unit", DESK), To("unit", OTHER_DESK), To("user", colleague.pk), To("unit", reader.pk)
    )
    first, second = Notice.objects.order_by("id")[:2]
    assert [queries.unread_count(reader.pk, units) for units in ([], [DESK], [DESK, OTHER_DESK])] == [1, 2, 3]
    assert [queries.unread_count(reader.pk, [DESK], upto) for upto in (0, first.pk, second.pk)] == [0, 1, 2]


def test_unread_count_stops_at_99(reader):
    tell(*[To("unit", DESK)] * 120)
    assert queries.unread_count(reader.pk, [DESK]) == 99


def test_mark_read_counts_for_one_person(reader, colleague):
    tell(To("unit", DESK), To("unit", DESK))
    first = Notice.objects.order_by("id").first()
    mark_read([first.pk], by_id=reader.pk, unit_ids=[DESK], at=AT)
    mark_read([first.pk], by_id=reader.pk, unit_ids=[DESK], at=AT + dt.timedelta(hours=1))
    assert numbers(queries.inbox(reader.pk, [DESK])) == [("N-1", False), ("N-0", True)]
    assert queries.unread_count(reader.pk, [DESK]) == 1
    assert queries.unread_count(colleague.pk, [DESK]) == 2
    assert NoticeRead.objects.get().at == AT


def test_mark_read_passes_over_the_notices_of_others(reader, colleague):
    tell(To("unit", OTHER_DESK), To("user", colleague.pk))
    mark_read(list(Notice.objects.values_list("pk", flat=True)), by_id=reader.pk, unit_ids=[DESK], at=AT)
    assert not NoticeRead.objects.exists()
