import pytest
from django.db import IntegrityError, transaction

from accounts.refusals import Kind, Refusal
from cases import world
from tests.volunteers.conftest import AT, ELSEWHERE, A, B, come, publish
from volunteers import queries
from volunteers.actions import claims, posts
from volunteers.actions.reporting import leave
from volunteers.models import ServicePost

VISIBLE = [
    ("clerk_a", {A}),
    ("clerk_b", {B}),
    ("head", {A, B}),
    ("leader", {A, B}),
    ("neighbour", {ELSEWHERE}),
    ("worker", set()),
    ("department", set()),
    ("former", set()),
    ("third", set()),  # signed in, nowhere reported in
    ("volunteer", {A}),  # reported in to A
    ("second", {A, B}),  # left A with a claim there, reported in to B
]


@pytest.fixture
def made(people):
    """One post in each community, by area."""
    made = {A: publish(people["head"], A), B: publish(people["head"], B)}
    made[ELSEWHERE] = publish(people["neighbour"], ELSEWHERE)
    come(people["volunteer"], people["second"], area=A)
    come(people["second"], area=B)
    claims.claim(made[A], by=people["second"], at=AT)
    leave(by=people["second"], at=AT, area_code=A)
    return made


@pytest.mark.parametrize(("name", "areas"), VISIBLE, ids=lambda value: value if isinstance(value, str) else "")
def test_visible_to_shows_own_communities_and_nothing_else(people, made, name, areas):
    viewer = world.viewer(people[name], AT)
    assert {post.area_id for post in queries.posts(viewer)} == areas
    assert queries.posts(viewer).count() == len(areas)
    for area, post in made.items():
        if area in areas:
            assert queries.standing(viewer, post.pk).post == post
        else:
            with pytest.raises(Refusal) as refused:
                queries.standing(viewer, post.pk)
            assert refused.value.kind is Kind.NOT_FOUND


def test_standing_of_no_post_is_not_found(people):
    with pytest.raises(Refusal) as refused:
        queries.standing(world.viewer(people["head"], AT), 0)
    assert refused.value.kind is Kind.NOT_FOUND


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_costs_four_statements(people, django_assert_num_queries, count):
    come(people["volunteer"])
    for _ in range(count):
        claims.claim(publish(people["head"], A), by=people["volunteer"], at=AT)
    with django_assert_num_queries(4):  # versions, posts, claims, report-ins
        viewer = world.viewer(people["volunteer"], AT)
        rows = queries.standings(viewer, list(queries.posts(viewer).ahead(AT)))
        assert [(row.post.area.name, row.post.place.name, row.claim.state) for row in rows] == [
            ("泉塘社区", "泉塘社区", "claimed")
        ] * count


def test_ahead_is_published_and_not_ended_with_the_next_first(people):
    late = publish(people["head"], A, ends_at=AT.replace(day=9))
    early = publish(people["head"], A, starts_at=AT.replace(day=3))
    posts.withdraw(publish(people["head"], A), by=people["head"], at=AT)
    posts.finish_past(AT)
    assert list(ServicePost.objects.ahead(AT)) == [early, late]
    assert list(ServicePost.objects.ahead(early.ends_at)) == [late]


def test_volunteer_counts_are_numbers_for_publishers(people, django_assert_num_queries):
    come(people["volunteer"], people["second"], area=A)
    come(people["second"], area=ELSEWHERE)
    viewer = world.viewer(people["head"], AT)
    with django_assert_num_queries(1):
        assert queries.volunteer_counts(viewer) == [("泉塘社区", 2), ("星沙社区", 0)]
    assert queries.volunteer_counts(world.viewer(people["clerk_b"], AT)) == [("星沙社区", 0)]
    assert queries.volunteer_counts(world.viewer(people["volunteer"], AT)) == []


def test_the_database_keeps_the_places_too(people):
    post = publish(people["head"], A)
    with pytest.raises(IntegrityError, match="volunteers_post_taken_within_needed"), transaction.atomic():
        ServicePost.objects.filter(pk=post.pk).update(taken=3)
