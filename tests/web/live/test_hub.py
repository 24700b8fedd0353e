"""Each notice to the pages of those whom it is for, and to no other."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest

from notices.models import Notice
from tests.town import AT
from web.live.hub import LONGEST_QUEUE, MOST_OF_ONE_PERSON, Hub, Stream


def notice(to_kind, to_id, number=1, kind="case_arrived", **more):
    return Notice(pk=number, kind=kind, to_kind=to_kind, to_id=to_id, about_kind="case", about_id="N-1", at=AT, **more)


def page(user_id, *units, language="en"):
    return Stream(user_id, frozenset({("user", user_id), *(("unit", unit) for unit in units)}), language)


def read(stream):
    """In a thread of its own: the browser of other tests keeps a loop running in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(stream.take(0))).result().decode()


def test_a_notice_reaches_its_desk_and_its_person_only():
    hub, mine, other = Hub(), page(1, 7), page(2, 8)
    hub.join(mine)
    hub.join(other)
    hub.tell([notice("unit", 7, 1), notice("user", 2, 2), notice("user", 7, 3), notice("requester", 1, 4)])
    assert read(mine) == (
        'id: 1\nevent: notice\ndata: {"kind":"case_arrived","critical":false,"announced":true,'
        '"about":["case","N-1"],"text":"Case N-1 has arrived: sign it."}\n\n'
    )
    assert "id: 2\n" in read(other)
    assert (read(mine), read(other)) == ("", "")


def test_parameters_never_leave_and_each_page_has_its_language():
    hub, english, chinese = Hub(), page(1, 7), page(2, 7, language="zh-hans")
    hub.join(english)
    hub.join(chinese)
    hub.tell([notice("unit", 7, params={"secret": "13812345678"})])
    texts = [read(english), read(chinese)]
    assert "13812345678" not in "".join(texts)
    assert "has arrived" in texts[0]
    assert "has arrived" not in texts[1]


@pytest.mark.parametrize(
    ("kind", "critical", "announced"),
    [("case_arrived", False, True), ("case_copy", False, False), ("case_copy", True, True)],
)
def test_what_is_new_or_critical_is_announced(kind, critical, announced):
    hub, mine = Hub(), page(1, 7)
    hub.join(mine)
    hub.tell([notice("unit", 7, kind=kind, critical=critical)])
    assert f'"announced":{str(announced).lower()}' in read(mine)


def test_other_posts_are_other_desks_from_then_on():
    hub, mine = Hub(), page(1, 7)
    hub.join(mine)
    hub.change(mine, frozenset({("user", 1), ("unit", 8)}))
    hub.tell([notice("unit", 7, 1), notice("unit", 8, 2)])
    told = read(mine)
    assert "id: 2\n" in told
    assert "id: 1\n" not in told


def test_who_left_is_told_nothing_and_leaves_nothing_behind():
    hub, mine = Hub(), page(1, 7)
    hub.join(mine)
    hub.leave(mine)
    hub.leave(mine)
    hub.tell([notice("unit", 7)])
    assert read(mine) == ""
    assert (hub.count, dict(hub._by_address), dict(hub._by_user)) == (0, {}, {})


def test_a_page_that_does_not_read_is_let_go_and_costs_the_others_nothing():
    hub, slow, quick = Hub(), page(1, 7), page(2, 7)
    hub.join(slow)
    hub.join(quick)
    for number in range(1, LONGEST_QUEUE + 2):
        hub.tell([notice("unit", 7, number)])
        read(quick)
    assert slow.is_over
    assert read(slow) == ""
    assert not quick.is_over


def test_of_too_many_pages_of_one_person_the_oldest_is_told_to_stop():
    hub = Hub()
    pages = [page(1, 7) for _n in range(MOST_OF_ONE_PERSON + 1)]
    other = page(2, 7)
    hub.join(other)
    for each in pages:
        hub.join(each)
    assert [each.is_over for each in pages] == [True] + [False] * MOST_OF_ONE_PERSON
    assert read(pages[0]) == "event: end\ndata: {}\n\n"
    assert not other.is_over
    assert hub.count == MOST_OF_ONE_PERSON + 1
