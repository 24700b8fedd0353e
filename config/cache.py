"""Django's cache in Redis, without making a client for every question."""

from typing import Any

from django.core.cache.backends import redis


class _Client(redis.RedisCacheClient):
    """Keeps its client: one is safe for threads, and to make another takes longer than to ask.

    For one server alone: beside replicas, reads and writes would all go to whichever was asked first.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._kept: Any = None

    def get_client(self, key: Any = None, *, write: bool = False) -> Any:
        if self._kept is None:
            self._kept = super().get_client(key, write=write)
        return self._kept


class KeptRedisCache(redis.RedisCache):
    """The cache of the settings."""

    def __init__(self, server: str | list[str], params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = _Client
