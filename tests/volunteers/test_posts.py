import datetime as dt
from decimal import Decimal

import pytest

from accounts.models import AuditEntry
from accounts.refusals import Kind, Refusal
from notices.models import Notice
from tests.volunteers.conftest import AT, DAY, ELSEWHERE, GRID, HOUR, A, B, come, publish
from volunteers.actions import claims, posts
from volunteers.models import Claim, ServicePost

OK, NOT_VERB, NOT_UNIT = "", "not_your_verb", "not_your_unit"

PUBLISHERS = [
    # who          A         B         ELSEWHERE
    ("clerk_a", OK, NOT_UNIT, NOT_UNIT),
    ("clerk_b", NOT_UNIT, OK, NOT_UNIT),
    ("head", OK, OK, NOT_UNIT),
    ("neighbour", NOT_UNIT, NOT_UNIT, OK),
    ("leader", NOT_VERB, NOT_VERB, NOT_VERB),
    ("worker", NOT_VERB, NOT_VERB, NOT_VERB),
    ("department", NOT_VERB, NOT_VERB, NOT_VERB),
    ("former", NOT_VERB, NOT_VERB, NOT_VERB),
    ("volunteer", NOT_VERB, NOT_VERB, NOT_VERB),
]


def code_of(action, *args, **kwargs):
    """The code with which the action refuses, or nothing."""
    try:
        action(*args, **kwargs)
    except Refusal as refusal:
        return refusal.code
    return OK


@pytest.mark.parametrize("row", PUBLISHERS, ids=lambda row: row[0])
def test_publish_belongs_to_the_community_and_the_offices_above(people, row):
    user = people[row[0]]
    assert tuple(code_of(publish, user, area) for area in (A, B, ELSEWHERE)) == row[1:]
    assert ServicePost.objects.count() == row.count(OK)


@pytest.mark.parametrize("row", PUBLISHERS, ids=lambda row: row[0])
def test_withdraw_belongs_to_whoever_might_publish(people, row):
    made = [publish(people["head"], A), publish(people["head"], B), publish(people["neighbour"], ELSEWHERE)]
    assert tuple(code_of(posts.withdraw, post, by=people[row[0]], at=AT) for post in made) == row[1:]
    assert ServicePost.objects.filter(state="withdrawn").count() == row.count(OK)


def test_publish_writes_what_was_given(people):
    post = publish(people["clerk_a"], place_code=GRID, title=" 清理楼道 ", text="一\r\n二", needed=3)
    post.refresh_from_db()
    assert (post.area_id, post.place_id, post.title, post.text) == (A, GRID, "清理楼道", "一\n二")
    assert (post.needed, post.taken, post.state) == (3, 0, "published")
    assert (post.starts_at, post.ends_at) == (AT + 2 * DAY, AT + 2 * DAY + 2 * HOUR)
    assert (post.published_by, post.published_at) == (people["clerk_a"], AT)
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.user, entry.subject_id) == ("publish_service_post", people["clerk_a"], str(post.pk))


SOON = AT + HOUR


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"area": "430101001"}, "unknown_area", "area_code"),
        ({"area": "nowhere"}, "unknown_area", "area_code"),
        ({"place_code": B}, "unknown_place", "place_code"),
        ({"place_code": "nowhere"}, "unknown_place", "place_code"),
        ({"title": " "}, "bad_title", "title"),
        ({"title": "字" * 81}, "bad_title", "title"),
        ({"title": "一\n二"}, "bad_title", "title"),
        ({"text": ""}, "bad_text", "text"),
        ({"text": "字" * 2001}, "bad_text", "text"),
        ({"text": "一\0二"}, "bad_text", "text"),
        ({"needed": 0}, "bad_needed", "needed"),
        ({"needed": -1}, "bad_needed", "needed"),
        ({"needed": 501}, "bad_needed", "needed"),
        ({"starts_at": AT}, "bad_time", "starts_at"),
        ({"starts_at": AT + 366 * DAY, "ends_at": AT + 367 * DAY}, "bad_time", "starts_at"),
        ({"starts_at": SOON, "ends_at": SOON}, "bad_time", "ends_at"),
        ({"starts_at": SOON, "ends_at": SOON + 31 * DAY + dt.timedelta(seconds=1)}, "bad_time", "ends_at"),
    ],
)
def test_publish_refuses_bad_input_and_names_the_field(people, changes, code, field):
    with pytest.raises(Refusal) as refused:
        publish(people["head"], **changes)
    assert (refused.value.kind, refused.value.code, refused.value.field) == (Kind.INVALID, code, field)
    assert not ServicePost.objects.exists()
    assert not AuditEntry.objects.exists()


def test_withdraw_ends_the_claims_and_tells_each_volunteer_without_naming_anybody(people):
    post, other = publish(people["clerk_a"], needed=3), publish(people["clerk_a"])
    come(people["volunteer"], people["second"], people["third"])
    for name in ("volunteer", "second", "third"):
        claims.claim(post, by=people[name], at=AT)
    claims.withdraw_claim(post, by=people["third"], at=AT)
    claims.claim(other, by=people["third"], at=AT)
    withdrawn = posts.withdraw(post, by=people["clerk_a"], at=AT)
    withdrawn.refresh_from_db()
    assert (withdrawn.state, withdrawn.taken) == ("withdrawn", 0)
    assert set(Claim.objects.filter(post=post).values_list("state", flat=True)) == {"withdrawn"}
    assert Claim.objects.get(post=other).state == "claimed"
    assert [
        (notice.kind, notice.to_kind, notice.to_id, notice.about_id, notice.params)
        for notice in Notice.objects.order_by("id")
    ] == [
        ("service_post_withdrawn", "user", people["volunteer"].pk, str(post.pk), {}),
        ("service_post_withdrawn", "user", people["second"].pk, str(post.pk), {}),
    ]
    assert AuditEntry.objects.filter(verb="withdraw_service_post", subject_id=post.pk).count() == 1


def test_withdraw_leaves_hours_written_down_while_it_runs(people):
    post = publish(people["clerk_a"])
    come(people["volunteer"])
    claims.claim(post, by=people["volunteer"], at=AT)
    claims.confirm(post, by=people["volunteer"], at=post.starts_at, hours=Decimal("0.5"))
    assert posts.withdraw(post, by=people["clerk_a"], at=post.starts_at).taken == 1
    assert Claim.objects.get().hours == Decimal("0.5")
    assert not Notice.objects.exists()


@pytest.mark.parametrize("moment", ["withdrawn", "ended"])
def test_withdraw_comes_too_late(people, moment):
    post = publish(people["clerk_a"])
    at = post.ends_at if moment == "ended" else AT
    if moment == "withdrawn":
        posts.withdraw(post, by=people["clerk_a"], at=AT)
    assert code_of(posts.withdraw, post, by=people["clerk_a"], at=at) == "wrong_state"


def test_finish_past_marks_what_has_ended_and_nothing_else(people):
    ended, later = publish(people["clerk_a"]), publish(people["clerk_a"], ends_at=AT + 3 * DAY)
    withdrawn = publish(people["clerk_a"])
    posts.withdraw(withdrawn, by=people["clerk_a"], at=AT)
    assert posts.finish_past(ended.ends_at - dt.timedelta(seconds=1)) == 0
    assert posts.finish_past(ended.ends_at) == 1
    assert posts.finish_past(ended.ends_at) == 0
    states = dict(ServicePost.objects.values_list("pk", "state"))
    assert states == {ended.pk: "finished", later.pk: "published", withdrawn.pk: "withdrawn"}
