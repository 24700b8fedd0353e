import datetime as dt
from decimal import Decimal
from threading import Barrier, Thread

import pytest
from django.db import connection

from accounts.refusals import Kind, Refusal
from cases import world
from tests.volunteers.conftest import AT, A, B, come, publish
from volunteers import queries, rules
from volunteers.actions import posts
from volunteers.actions.claims import claim, confirm, withdraw_claim
from volunteers.actions.reporting import leave
from volunteers.models import Claim, ServicePost
from volunteers.states import Verb

SECOND = dt.timedelta(seconds=1)


@pytest.fixture
def post(people):
    come(people["volunteer"], people["second"], people["third"])
    return publish(people["clerk_a"], needed=2)


def refused(action, *args, **kwargs):
    with pytest.raises(Refusal) as caught:
        action(*args, **kwargs)
    return caught.value.kind, caught.value.code


def taken(post):
    return ServicePost.objects.get(pk=post.pk).taken


def test_claim_takes_a_place(people, post):
    row = claim(post, by=people["volunteer"], at=AT)
    assert (row.post_id, row.volunteer, row.state, row.hours, row.at) == (
        post.pk,
        people["volunteer"],
        "claimed",
        None,
        AT,
    )
    assert taken(post) == 1


def test_claim_needs_a_report_in_to_that_community(people, post):
    come(people["head"], area=B)
    leave(by=people["second"], at=AT, area_code=A)
    for name in ("head", "clerk_a", "second"):
        assert refused(claim, post, by=people[name], at=AT) == (Kind.FORBIDDEN, "not_reported_in")
    assert taken(post) == 0


def test_claim_twice_takes_one_place(people, post):
    claim(post, by=people["volunteer"], at=AT)
    assert refused(claim, post, by=people["volunteer"], at=AT) == (Kind.CONFLICT, "already_claimed")
    assert taken(post) == 1


def test_claim_of_a_full_post_is_refused_until_a_place_is_given_back(people, post):
    claim(post, by=people["volunteer"], at=AT)
    claim(post, by=people["second"], at=AT)
    assert refused(claim, post, by=people["third"], at=AT) == (Kind.CONFLICT, "full")
    withdraw_claim(post, by=people["second"], at=AT)
    claim(post, by=people["third"], at=AT)
    assert taken(post) == 2
    assert Claim.objects.filter(state="withdrawn").get().volunteer == people["second"]


def test_claim_again_after_withdrawing_uses_the_same_row(people, post):
    claim(post, by=people["volunteer"], at=AT)
    withdraw_claim(post, by=people["volunteer"], at=AT)
    claim(post, by=people["volunteer"], at=AT + SECOND)
    row = Claim.objects.get()
    assert (row.state, row.at, taken(post)) == ("claimed", AT + SECOND, 1)


def test_claim_is_open_until_the_end(people, post):
    claim(post, by=people["volunteer"], at=post.ends_at - SECOND)
    assert refused(claim, post, by=people["second"], at=post.ends_at) == (Kind.CONFLICT, "wrong_state")


def test_claim_of_a_withdrawn_post_is_refused(people, post):
    posts.withdraw(post, by=people["clerk_a"], at=AT)
    assert refused(claim, post, by=people["volunteer"], at=AT) == (Kind.CONFLICT, "wrong_state")


@pytest.mark.parametrize("state", [None, "withdrawn", "confirmed"])
def test_withdraw_claim_needs_an_open_claim(people, post, state):
    me = people["volunteer"]
    if state:
        claim(post, by=me, at=AT)
    if state == "withdrawn":
        withdraw_claim(post, by=me, at=AT)
    if state == "confirmed":
        confirm(post, by=me, at=post.starts_at, hours=Decimal(1))
    assert refused(withdraw_claim, post, by=me, at=post.starts_at) == (Kind.CONFLICT, "wrong_state")
    assert taken(post) == (1 if state == "confirmed" else 0)


def test_confirm_writes_the_own_hours_and_corrects_them(people, post):
    me = people["volunteer"]
    claim(post, by=me, at=AT)
    assert refused(confirm, post, by=me, at=post.starts_at - SECOND, hours=Decimal(1)) == (Kind.CONFLICT, "too_early")
    confirm(post, by=me, at=post.starts_at, hours=Decimal("1.5"))
    confirm(post, by=me, at=post.ends_at, hours=Decimal("2"))
    row = Claim.objects.get()
    assert (row.state, row.hours, taken(post)) == ("confirmed", Decimal("2.0"), 1)


def test_confirm_without_a_part_in_it_is_refused(people, post):
    assert refused(confirm, post, by=people["volunteer"], at=post.ends_at, hours=Decimal(1)) == (
        Kind.CONFLICT,
        "wrong_state",
    )
    assert not Claim.objects.exists()


@pytest.mark.parametrize("hours", ["0", "-1", "100", "0.25", "NaN", "Infinity", "99.95"])
def test_confirm_refuses_hours_that_are_none(people, post, hours):
    me = people["volunteer"]
    claim(post, by=me, at=AT)
    assert refused(confirm, post, by=me, at=post.ends_at, hours=Decimal(hours)) == (Kind.INVALID, "bad_hours")
    assert Claim.objects.get().hours is None


@pytest.mark.parametrize("hours", ["0.1", "99.9", "2.50"])
def test_confirm_takes_the_least_and_the_most_hours(people, post, hours):
    me = people["volunteer"]
    claim(post, by=me, at=AT)
    assert confirm(post, by=me, at=post.ends_at, hours=Decimal(hours)).hours == Decimal(hours)


def test_own_hours_are_the_own_ones(people, post):
    other = publish(people["clerk_a"])
    for work, name, hours in [(post, "volunteer", "1.5"), (other, "volunteer", "2"), (post, "second", "7")]:
        claim(work, by=people[name], at=AT)
        confirm(work, by=people[name], at=work.starts_at, hours=Decimal(hours))
    assert queries.own_hours(people["volunteer"].pk) == Decimal("3.5")
    assert queries.own_hours(people["third"].pk) == Decimal(0)
    assert [row.hours for row in queries.own_claims(people["second"].pk)] == [Decimal("7.0")]


ACTIONS = [
    # who          before                  running                        after
    ("volunteer", {Verb.WITHDRAW_CLAIM}, {Verb.WITHDRAW_CLAIM, Verb.CONFIRM}, {Verb.WITHDRAW_CLAIM, Verb.CONFIRM}),
    ("second", {Verb.CLAIM}, {Verb.CLAIM}, set()),
    ("clerk_a", {Verb.WITHDRAW}, {Verb.WITHDRAW}, set()),
    ("head", {Verb.WITHDRAW}, {Verb.WITHDRAW}, set()),
    ("leader", set(), set(), set()),
]


@pytest.mark.parametrize("row", ACTIONS, ids=lambda row: row[0])
def test_actions_are_what_the_verbs_accept(people, post, row):
    claim(post, by=people["volunteer"], at=AT)
    standing = queries.standing(world.viewer(people[row[0]], AT), post.pk)
    moments = (AT, post.starts_at, post.ends_at)
    assert tuple(set(rules.actions(standing, at)) for at in moments) == row[1:]


@pytest.mark.django_db(transaction=True)
def test_the_last_places_go_to_as_many_as_there_are(people, post):
    names = ("volunteer", "second", "third", "clerk_b", "leader", "worker")
    come(*[people[name] for name in names])
    barrier, answers = Barrier(len(names)), []

    def race(user):
        try:
            barrier.wait(10)
            answers.append(claim(post, by=user, at=AT).state)
        except Refusal as refusal:
            answers.append(refusal.code)
        finally:
            connection.close()

    threads = [Thread(target=race, args=[people[name]]) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(answers) == ["claimed"] * 2 + ["full"] * 4
    assert taken(post) == Claim.objects.count() == 2
