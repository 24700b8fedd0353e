import logging

from django.core.cache import cache
from django.test import override_settings

from accounts import limits


def test_hit_allows_the_limit_and_then_no_more():
    assert [limits.hit("code", "1.2.3.4", 3, 60) for _ in range(5)] == [True, True, True, False, False]


def test_hit_counts_each_name_and_key_by_itself():
    assert not [limits.hit("code", "1.2.3.4", 1, 60) for _ in range(2)][1]
    assert limits.hit("code", "1.2.3.5", 1, 60)
    assert limits.hit("other", "1.2.3.4", 1, 60)


def test_hit_of_limit_zero_allows_nothing():
    assert not limits.hit("code", "1.2.3.4", 0, 60)


def test_hit_counts_several_uses_at_once():
    assert [limits.hit("photos", "1.2.3.4", 5, 60, uses=uses) for uses in (2, 3, 1)] == [True, True, False]
    assert not limits.hit("photos", "1.2.3.5", 5, 60, uses=6)


def test_spent_looks_and_does_not_count():
    assert [limits.spent("code", "1.2.3.4", 1) for _ in range(2)] == [False, False]
    limits.hit("code", "1.2.3.4", 1, 60)
    assert limits.spent("code", "1.2.3.4", 1)
    assert not limits.spent("code", "1.2.3.4", 2)
    assert not limits.spent("code", "1.2.3.5", 1)


def test_hit_keeps_no_address_in_clear():
    limits.hit("code", "1.2.3.4", 3, 60)
    names = cache._cache.get_client().keys("*")
    assert len(names) == 1
    assert b"1.2.3.4" not in names[0]


def test_hit_closes_its_window_even_when_the_counter_was_made_anew():
    limits.hit("code", "1.2.3.4", 3, 60)
    client = cache._cache.get_client()
    (name,) = client.keys("*")
    assert 0 < client.ttl(name) <= 60
    # What Redis leaves when the window closes between the two steps: a counter at zero without an end.
    client.set(name, 0)
    assert limits.hit("code", "1.2.3.4", 3, 60)
    assert 0 < client.ttl(name) <= 60


@override_settings(CACHES={"default": {"BACKEND": "config.cache.KeptRedisCache", "LOCATION": "unix:///nowhere.sock"}})
def test_hit_allows_and_logs_when_redis_is_down(caplog):
    with caplog.at_level(logging.WARNING, logger="accounts.limits"):
        assert [limits.hit("code", "1.2.3.4", 1, 60) for _ in range(2)] == [True, True]
        assert not limits.spent("code", "1.2.3.4", 1)
    assert "rate limit code not counted" in caplog.text
    assert "rate limit code not looked at" in caplog.text
    assert "1.2.3.4" not in caplog.text
