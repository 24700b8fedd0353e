"""The cache: one client for all questions of a thread."""

from django.core.cache import cache


def test_the_client_is_kept_and_works():
    cache.set("what", {"kept": "value"}, 60)
    assert cache.get("what") == {"kept": "value"}
    client = cache._cache.get_client("what")
    assert cache._cache.get_client("other", write=True) is client
    cache.delete("what")
    assert cache.get("what") is None
